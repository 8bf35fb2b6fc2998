import packageFile from "../../package.json" with { type: "json" };
import { newerInMajor, newestElectron, whyUnsupported } from "../setup/electronSupport.ts";
import { runNpm } from "../setup/npm.ts";

/**
 * Fail if the major version of the Electron in package.json gets no security fixes, and warn if there is a newer version of
 * it. Needs the npm registry, but no installed package.
 */
export async function run(): Promise<number> {
  const pinned = packageFile.devDependencies.electron;
  const { code, output } = await runNpm(["view", "electron", "dist-tags", "--json"]);
  if (code !== 0) {
    throw new Error(`npm view failed:\n${output.trim()}`);
  }
  const newest = newestElectron(output);
  const reason = whyUnsupported(pinned, newest, new Date());
  if (reason !== undefined) {
    console.error(reason);
    return 1;
  }
  const newer = newerInMajor(output, pinned);
  if (newer !== undefined) {
    // GitHub shows such a line above the job.
    const mark = process.env.GITHUB_ACTIONS === undefined ? "" : "::warning::";
    console.log(
      `${mark}A newer version exists: Electron ${newer}, which may fix faults of ${pinned}. ` +
        "Update electron in package.json.",
    );
  }
  const major = Number.parseInt(pinned);
  console.log(
    `Electron ${major} gets security fixes; package.json has ${pinned}, the newest is ${newest}.`,
  );
  return 0;
}
