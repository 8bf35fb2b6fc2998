const macSigns: Readonly<Record<string, string>> = {
  CmdOrCtrl: "⌘",
  Shift: "⇧",
  Alt: "⌥",
  Enter: "↩",
};

/** The keys of an accelerator as they are printed on the keyboard of the platform. */
export function shortcutKeyNames(accelerator: string, mac: boolean): readonly string[] {
  return accelerator
    .split("+")
    .map((key) => (mac ? (macSigns[key] ?? key) : key === "CmdOrCtrl" ? "Ctrl" : key));
}
