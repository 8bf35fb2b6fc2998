import type { ProcessMetrics } from "./engineProcess.ts";
import { measureProcess } from "./measureProcess.ts";
import type { Measurement } from "./measurement.ts";
import type { FoundTool, Tool } from "./tools.ts";
import { formatReference } from "./tools.ts";

/** The name of the engine in the tables. */
export const manifestry = "Manifestry";

/** Returns the engine as a tool. @param bundle the bundle of `engineProcess.ts` */
export function manifestryTool(bundle: string): Tool {
  return {
    name: manifestry,
    files: [],
    version: ["--version"],
    combine: (sources, target) => [
      bundle,
      "combine",
      formatReference(target),
      ...sources.map(formatReference),
    ],
    copy: (source, target) => [bundle, "copy", formatReference(source), formatReference(target)],
  };
}

interface ToolRun {
  readonly round: number;
  /** An empty folder. */
  readonly home: string;
}

/**
 * Runs a tool with an empty home, so that this machine's settings and logins do not apply.
 * @throws Error with the output of the tool if it fails
 */
export async function runTool(
  { tool, path }: FoundTool,
  args: readonly string[],
  { round, home }: ToolRun,
): Promise<Measurement> {
  const { stdout, ...cost } = await measureProcess(path, args, {
    PATH: process.env["PATH"],
    HOME: home,
    DOCKER_CONFIG: home,
    // Runs Electron as Node; other tools ignore the variable.
    ELECTRON_RUN_AS_NODE: "1",
  });
  const metrics = tool.name === manifestry ? { metrics: JSON.parse(stdout) as ProcessMetrics } : {};
  return { tool: tool.name, round, ...cost, ...metrics };
}

/** Returns the version of a tool; empty if it prints none. */
export async function versionOf({ tool, path }: FoundTool, home: string): Promise<string> {
  const { stdout } = await measureProcess(path, tool.version, { HOME: home });
  return /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? "";
}
