import { officialVersion } from "../setup/officialRuntime.ts";
import { findRuntime } from "../setup/runtime.ts";
import { runTool } from "../setup/tool.ts";
import { whyNotPacked } from "../setup/whyNotPacked.ts";
import { buildStep, runSteps } from "../steps.ts";

/** Packs whatever runtime is there, into a folder of its own. */
const testSwitch = "--for-tests";

/**
 * Build the app and make packages of it for this system; arguments go to electron-builder. Only a
 * supported Electron of the version in package.json is packed, but for tests.
 */
export async function run(args: readonly string[]): Promise<number> {
  const forTests = args.includes(testSwitch);
  const runtime = await findRuntime();
  const reason = whyNotPacked(runtime.version, officialVersion(), new Date());
  if (reason !== undefined && !forTests) {
    console.error(`Nothing was packed: ${reason}`);
    console.error(`For a package to test with: npm run package -- ${testSwitch}`);
    return 1;
  }
  const built = await runSteps([buildStep]);
  if (built !== 0) return built;
  const { code } = await runTool("electron-builder", "electron-builder", [
    "--config=build/electron-builder.yml",
    `--config.electronDist=${runtime.folder}`,
    `--config.electronVersion=${runtime.version}`,
    ...(forTests ? ["--config.directories.output=dist/for-tests"] : []),
    ...args.filter((arg) => arg !== testSwitch),
  ]);
  return code;
}
