import { randomUUID } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { makeFolder } from "./makeFolder.ts";
import { syncFolder } from "./syncFolder.ts";

/** How {@link writeFileAtomic} replaces a file. */
export interface AtomicWriteOptions {
  /** Called right before the rename. If it resolves to false, the existing file stays. */
  readonly mayReplace?: () => Promise<boolean>;
  /** Permissions of the file, regardless of the umask. By default the system decides. */
  readonly mode?: number | undefined;
}

/**
 * Writes a file completely or not at all, even if the machine crashes: the bytes go to a temporary file in the same
 * folder, which is synced and renamed. Missing folders are created.
 *
 * @param content the bytes, or a function that writes them to the open temporary file
 * @returns whether the file was written
 * @throws errors of the file system and of `content` unchanged; the temporary file is removed
 */
export async function writeFileAtomic(
  file: string,
  content: Uint8Array | ((handle: FileHandle) => Promise<void>),
  { mayReplace, mode }: AtomicWriteOptions = {},
): Promise<boolean> {
  const folder = path.dirname(file);
  await makeFolder(folder);
  const temporary = path.join(folder, `.${path.basename(file)}.${randomUUID()}`);
  try {
    const handle = await open(temporary, "wx", mode);
    try {
      // Some file systems have no permissions or do not allow changing them.
      if (mode !== undefined) {
        await handle.chmod(mode).catch(() => {});
      }
      await (typeof content === "function" ? content(handle) : handle.writeFile(content));
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (mayReplace && !(await mayReplace())) {
      await rm(temporary);
      return false;
    }
    await rename(temporary, file);
    // After a crash, a tag must not exist without the content it points to.
    await syncFolder(folder);
    return true;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
