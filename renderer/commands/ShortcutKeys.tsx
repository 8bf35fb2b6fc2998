import { useSettings } from "../features/settings/settingsStore.ts";
import { classNames } from "../ui/classNames.ts";
import styles from "./ShortcutKeys.module.css";

const macSymbols: Readonly<Record<string, string>> = {
  CmdOrCtrl: "⌘",
  Shift: "⇧",
  Alt: "⌥",
  Ctrl: "⌃",
  Enter: "↩",
  Up: "↑",
  Down: "↓",
  Left: "←",
  Right: "→",
  Backspace: "⌫",
  Delete: "⌦",
};

/** Names of keys on other systems. */
const otherNames: Readonly<Record<string, string>> = {
  CmdOrCtrl: "Ctrl",
  Plus: "+",
  Up: "↑",
  Down: "↓",
  Left: "←",
  Right: "→",
};

/** The keys of an accelerator such as `CmdOrCtrl+Enter`, named as on the platform's keyboards. */
export function shortcutKeyNames(accelerator: string, isMac: boolean): readonly string[] {
  return accelerator.split("+").map((key) => {
    if (isMac) {
      return macSymbols[key] ?? (key === "Plus" ? "+" : key);
    }
    return otherNames[key] ?? key;
  });
}

/** The shortcut of a command, one box per key. */
export function ShortcutKeys({ accelerator }: { readonly accelerator: string }) {
  const isMac = useSettings((state) => state.info?.platform === "darwin");
  return (
    <kbd className={classNames(styles["keys"])}>
      {shortcutKeyNames(accelerator, isMac).map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </kbd>
  );
}
