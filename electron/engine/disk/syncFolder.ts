import { open } from "node:fs/promises";
import process from "node:process";

/** Codes of file systems that cannot sync folders, and of folders that can be written but not read. */
const unsupported: ReadonlySet<string | undefined> = new Set(["EINVAL", "ENOTSUP", "EACCES"]);

/**
 * Syncs the entries of a folder, such as new and renamed files, to the disk.
 * Does nothing on Windows, which has no such call and whose file systems journal renames.
 */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") {
    return;
  }
  try {
    const handle = await open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!unsupported.has((error as NodeJS.ErrnoException).code)) {
      throw error;
    }
  }
}
