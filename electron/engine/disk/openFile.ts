import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { EngineError } from "../errors.ts";

/** Windows has no such flag, and no pipes among its files. */
const withoutWaiting = constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0);

/**
 * Open a file or a folder to read it. Pipes and devices are refused: they could block forever or never end.
 *
 * The type is read from the open file, never from its path before: another program may replace the file in
 * between. O_NONBLOCK makes sure that opening a pipe does not wait for a writer; it has no effect on files.
 *
 * @throws EngineError `disk` for a pipe, a device or a socket; errors of the file system as they are
 */
export async function openFile(file: string): Promise<FileHandle> {
  let handle: FileHandle;
  try {
    handle = await open(file, withoutWaiting);
  } catch (error) {
    // What open(2) says of a socket.
    if ((error as NodeJS.ErrnoException).code === "ENXIO") throw notAFile(file);
    throw error;
  }
  try {
    const about = await handle.stat();
    // Reading a folder fails with the system's own words.
    if (about.isFile() || about.isDirectory()) return handle;
    throw notAFile(file);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function notAFile(file: string): EngineError {
  return new EngineError("disk", `${file} is not a file, but a pipe or a device.`, {
    hint: "Choose a file.",
  });
}
