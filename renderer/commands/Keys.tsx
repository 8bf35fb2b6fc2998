import { useSettings } from "../features/settings/settingsStore.ts";
import { classNames } from "../ui/classNames.ts";
import { keysOf } from "./keysOf.ts";
import styles from "./Keys.module.css";

/** The keys that run a command. */
export function Keys({ accelerator }: { readonly accelerator: string }) {
  const mac = useSettings((state) => state.info?.platform === "darwin");
  return (
    <kbd className={classNames(styles["keys"])}>
      {keysOf(accelerator, mac).map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </kbd>
  );
}
