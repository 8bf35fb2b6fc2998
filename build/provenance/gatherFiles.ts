import { existsSync } from "node:fs";
import { readdir, rename, rmdir } from "node:fs/promises";
import { join } from "node:path";

/**
 * Move the files of all folders inside a folder into it, and remove those folders.
 * @throws Error before anything is moved, if two have the same name: one would replace the other in a release
 */
export async function gatherFiles(folder: string): Promise<void> {
  const moves = new Map<string, string>();
  const entries = await readdir(folder, { withFileTypes: true });
  const inner = entries.flatMap((entry) => (entry.isDirectory() ? [join(folder, entry.name)] : []));
  for (const from of inner) {
    for (const name of await readdir(from)) {
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
    await rmdir(from);
  }
}
