import { access, constants, stat } from "node:fs/promises";
import path from "node:path";

/**
 * Finds a program in a list of folders.
 *
 * @param names its possible file names
 * @param folders searched in this order
 * @returns the path of the first executable file; undefined if there is none
 */
export async function findExecutable(
  names: readonly string[],
  folders: readonly string[],
): Promise<string | undefined> {
  for (const folder of folders) {
    for (const name of names) {
      const file = path.join(folder, name);
      if (await isExecutable(file)) {
        return file;
      }
    }
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
