import { open } from "node:fs/promises";
import process from "node:process";

/** What file systems answer that have no such thing, and folders that may be written to and not read. */
const unsupported: ReadonlySet<string | undefined> = new Set(["EINVAL", "ENOTSUP", "EACCES"]);

/**
 * Make sure that the names of a folder's files are on the disk, the new ones and the renamed ones.
 * Windows cannot be asked to, and its file systems see to it.
 */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  try {
    const handle = await open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!unsupported.has((error as NodeJS.ErrnoException).code)) throw error;
  }
}
