import { useSettings } from "../features/settings/settingsStore.ts";
import { classNames } from "../ui/classNames.ts";
import { shortcutKeyNames } from "./shortcutKeyNames.ts";
import styles from "./ShortcutKeys.module.css";

/** The keys that run a command. */
export function ShortcutKeys({ accelerator }: { readonly accelerator: string }) {
  const mac = useSettings((state) => state.info?.platform === "darwin");
  return (
    <kbd className={classNames(styles["keys"])}>
      {shortcutKeyNames(accelerator, mac).map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </kbd>
  );
}
