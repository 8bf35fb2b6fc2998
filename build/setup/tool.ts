import { readFileSync } from "node:fs";
import { join } from "node:path";
import { top } from "../top.ts";
import { type CommandOptions, type CommandResult, runCommand } from "./command.ts";

/** Run the command of a development dependency with this Node, without a shell. */
export function runTool(
  packageName: string,
  binName: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const folder = join(top, "node_modules", packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    readonly bin: string | Readonly<Record<string, string>>;
  };
  const file = typeof bin === "string" ? bin : bin[binName];
  if (file === undefined) throw new Error(`${packageName} has no command ${binName}.`);
  return runCommand(process.execPath, [join(folder, file), ...args], { show: true, ...options });
}
