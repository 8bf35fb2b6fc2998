import { resolve } from "node:path";
import { writeChecksums } from "../provenance/checksums.ts";

/** Write SHA256SUMS for the installers of all systems in one folder: `dist`, or the argument. */
export async function run([folder = "dist"]: readonly string[]): Promise<number> {
  const names = await writeChecksums(resolve(folder));
  if (names.length === 0) {
    console.error(`${resolve(folder)} contains no installers.`);
    return 1;
  }
  console.log(`SHA256SUMS has ${names.length} files: ${names.join(", ")}`);
  return 0;
}
