import { existsSync } from "node:fs";
import { readdir, rename, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { checksumFile, verifyChecksums } from "./checksums.ts";

/** In the names of packages for tests (build/package/packOptions.ts). */
const testMark = "-test-runtime-";

/**
 * Move the files of all folders inside a folder into it, and remove those folders with their lists of checksums.
 * @throws Error before anything is moved, if a folder has no list of checksums or a file differs from it; if two files have
 *   the same name: one would replace the other in a release; or if a file is of a package for tests
 */
export async function gatherFiles(folder: string): Promise<void> {
  const moves = new Map<string, string>();
  const entries = await readdir(folder, { withFileTypes: true });
  const inner = entries.flatMap((entry) => (entry.isDirectory() ? [join(folder, entry.name)] : []));
  for (const from of inner) {
    await verifyChecksums(from);
    for (const name of await readdir(from)) {
      if (name === checksumFile) {
        continue;
      }
      if (name.includes(testMark)) {
        throw new Error(`${name} is a package for tests: it must not be released.`);
      }
      if (moves.has(name) || existsSync(join(folder, name))) {
        throw new Error(`Two systems have a file named ${name}: a release can have one.`);
      }
      moves.set(name, join(from, name));
    }
  }
  for (const [name, file] of moves) {
    await rename(file, join(folder, name));
  }
  for (const from of inner) {
    await rm(join(from, checksumFile));
    await rmdir(from);
  }
}
