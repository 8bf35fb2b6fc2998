import { type CommandResult, runCommand } from "./command.ts";

/** Run the npm that started this task, or the one on PATH. */
export function runNpm(args: readonly string[]): Promise<CommandResult> {
  const script = process.env.npm_execpath;
  return script === undefined || script === ""
    ? runCommand("npm", args)
    : runCommand(process.execPath, [script, ...args]);
}
