import type { BigIntStats } from "node:fs";
import { stat } from "node:fs/promises";

/** What tells a file from what had its name before, and from itself before it was written to. */
export function versionOf({ dev, ino, size, mtimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs].join(" ");
}

/**
 * Which version of a file is there now; undefined where there is none.
 * @throws what the file system says of anything else
 */
export async function fileVersion(file: string): Promise<string | undefined> {
  try {
    return versionOf(await stat(file, { bigint: true }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
