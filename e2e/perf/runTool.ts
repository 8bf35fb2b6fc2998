import type { ProcessMetrics } from "./engineProcess.ts";
import { measureProcess } from "./measureProcess.ts";
import type { Measurement } from "./measurement.ts";
import type { FoundTool, Tool } from "./tools.ts";
import { formatReference } from "./tools.ts";

/** The engine, as one of the tools. */
export const manifestry = "Manifestry";

/** @param bundle the file of `engineProcess.ts`, bundled */
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

/**
 * Run a tool in an empty home, so that no settings or logins of this machine matter.
 * @param home a folder of our own
 * @throws Error with the tool's words where it fails
 */
export async function runTool(
  { tool, path }: FoundTool,
  args: readonly string[],
  round: number,
  home: string,
): Promise<Measurement> {
  const { stdout, ...cost } = await measureProcess(path, args, {
    PATH: process.env["PATH"],
    HOME: home,
    DOCKER_CONFIG: home,
    // The app's runtime as a plain Node; nobody else knows the variable.
    ELECTRON_RUN_AS_NODE: "1",
  });
  const metrics = tool.name === manifestry ? { metrics: JSON.parse(stdout) as ProcessMetrics } : {};
  return { tool: tool.name, round, ...cost, ...metrics };
}

/** The version that a tool tells, if it tells one. */
export async function versionOf({ tool, path }: FoundTool, home: string): Promise<string> {
  const { stdout } = await measureProcess(path, tool.version, { HOME: home });
  return /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? "";
}
