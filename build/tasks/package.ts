import { findRuntime } from "../setup/runtime.ts";
import { runTool } from "../setup/tool.ts";
import { buildStep, runSteps } from "../steps.ts";

/** Build the app and make packages of it for this system; arguments go to electron-builder. */
export async function run(args: readonly string[]): Promise<number> {
  const runtime = await findRuntime();
  const built = await runSteps([buildStep]);
  if (built !== 0) return built;
  const { code } = await runTool("electron-builder", "electron-builder", [
    "--config=build/electron-builder.yml",
    `--config.electronDist=${runtime.folder}`,
    `--config.electronVersion=${runtime.version}`,
    ...args,
  ]);
  return code;
}
