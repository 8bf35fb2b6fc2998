import { join } from "node:path";
import { proveInstallers } from "../provenance/checksums.ts";
import { officialVersion } from "../setup/officialRuntime.ts";
import { findRuntime } from "../setup/runtime.ts";
import { runTool } from "../setup/command.ts";
import { whyNotPacked } from "../setup/whyNotPacked.ts";
import { buildStep, runSteps } from "../steps.ts";
import { top } from "../top.ts";

/** Packs any runtime, into a separate folder. */
const testSwitch = "--for-tests";

/**
 * Build the app and package it for this system; arguments go to electron-builder. Except for tests, only a supported
 * Electron of the version in package.json is packed.
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
  const output = forTests ? "dist/for-tests" : "dist";
  const built = await runSteps([buildStep], { ELECTRON_EXEC_PATH: runtime.executable });
  if (built !== 0) {
    return built;
  }
  const { code } = await runTool({ packageName: "electron-builder", binName: "electron-builder" }, [
    "--config=build/electron-builder.yml",
    `--config.electronDist=${runtime.folder}`,
    `--config.electronVersion=${runtime.version}`,
    `--config.directories.output=${output}`,
    ...args.filter((arg) => arg !== testSwitch),
  ]);
  if (code === 0) {
    await proveInstallers(join(top, output), top);
  }
  return code;
}
