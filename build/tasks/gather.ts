import { resolve } from "node:path";
import packageFile from "../../package.json" with { type: "json" };
import { writeChecksums } from "../provenance/checksums.ts";
import { gatherFiles } from "../provenance/gatherFiles.ts";

/**
 * Move the packages of all systems from the folders inside one, `dist` or the argument, into that one, and write
 * SHA256SUMS for all.
 */
export async function run([folder = "dist"]: readonly string[]): Promise<number> {
  const release = resolve(folder);
  await gatherFiles(release);
  const names = await writeChecksums(release, packageFile.version);
  if (names.length === 0) {
    console.error(`${release} contains no installers of ${packageFile.version}.`);
    return 1;
  }
  console.log(`SHA256SUMS has ${names.length} files: ${names.join(", ")}`);
  return 0;
}
