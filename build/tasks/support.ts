import packageFile from "../../package.json" with { type: "json" };
import { newestElectron, whyUnsupported } from "../setup/electronSupport.ts";
import { runNpm } from "../setup/npm.ts";

/** Fail if the Electron in package.json gets no security fixes. Needs the npm registry, but no installed package. */
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
  console.log(`Electron ${pinned} gets security fixes; the newest is ${newest}.`);
  return 0;
}
