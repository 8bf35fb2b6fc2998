import type { BigIntStats } from "node:fs";
import { stat } from "node:fs/promises";

/** Returns a key that changes when a file is written to or replaced. */
export function versionOf({ dev, ino, size, mtimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs].join(" ");
}

/**
 * Returns the current version of a file, see {@link versionOf}.
 * @returns undefined if there is no such file
 * @throws other errors of the file system unchanged
 */
export async function fileVersion(file: string): Promise<string | undefined> {
  try {
    return versionOf(await stat(file, { bigint: true }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}
