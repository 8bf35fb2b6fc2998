import { type CommandEntry, commands } from "../shared/commands.ts";

const macKeys: Readonly<Record<string, string>> = { CmdOrCtrl: "⌘", Alt: "⌥", Shift: "⇧" };

/** The table of `.github/keyboard.md`: all commands with keys, in menu order. */
export function keyboardTable(): string {
  const rows = (commands as readonly CommandEntry[]).flatMap(({ label, accelerator, menu }) =>
    accelerator === undefined
      ? []
      : [
          `| ${label.replace(/…$/, "")} | ${menu} | \`${accelerator.replace("CmdOrCtrl", "Ctrl")}\` | \`${onMac(accelerator)}\` |`,
        ],
  );
  return ["| | Menu | Keys | on macOS |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

function onMac(accelerator: string): string {
  return accelerator
    .split("+")
    .map((key) => macKeys[key] ?? key)
    .join("");
}
