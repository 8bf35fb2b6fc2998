import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";

/**
 * Finds a program in a list of folders. Synchronous, because tests decide with it what to skip; a few `stat` calls take
 * far less time than starting the program.
 *
 * @param names its possible file names
 * @param folders searched in this order
 * @returns the path of the first executable file; undefined if there is none
 */
export function findExecutable(
  names: readonly string[],
  folders: readonly string[],
): string | undefined {
  const candidates = folders.flatMap((folder) => names.map((name) => path.join(folder, name)));
  return candidates.find((file) => isExecutable(file));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
