import type { OwnAccount } from "./engineProcess.ts";
import { runMeasured } from "./measureProcess.ts";
import type { Sample } from "./measurement.ts";
import type { FoundTool, Tool } from "./tools.ts";
import { at } from "./tools.ts";

/** The engine, as one of the tools. */
export const ourName = "Manifestry";

/** @param bundle the file of `engineProcess.ts`, bundled */
export function ourTool(bundle: string): Tool {
  return {
    name: ourName,
    files: [],
    version: ["--version"],
    combine: (sources, target) => [bundle, "combine", at(target), ...sources.map(at)],
    copy: (source, target) => [bundle, "copy", at(source), at(target)],
  };
}

/**
 * Run a tool in an empty home, so that no settings or logins of this machine matter.
 * @param home a folder of our own
 * @throws Error with the tool's words where it fails
 */
export async function compete(
  { tool, path }: FoundTool,
  args: readonly string[],
  round: number,
  home: string,
): Promise<Sample> {
  const { stdout, ...cost } = await runMeasured(path, args, {
    PATH: process.env["PATH"],
    HOME: home,
    DOCKER_CONFIG: home,
    // The app's runtime as a plain Node; nobody else knows the variable.
    ELECTRON_RUN_AS_NODE: "1",
  });
  const own = tool.name === ourName ? { own: JSON.parse(stdout) as OwnAccount } : {};
  return { tool: tool.name, round, ...cost, ...own };
}

/** The version that a tool tells, if it tells one. */
export async function versionOf({ tool, path }: FoundTool, home: string): Promise<string> {
  const { stdout } = await runMeasured(path, tool.version, { HOME: home });
  return /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? "";
}
