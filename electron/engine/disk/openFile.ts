import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { EngineError } from "../errors.ts";

/** Windows has neither O_NONBLOCK nor pipes among its files. */
const readWithoutBlocking =
  constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0);

/**
 * Opens a file or a folder for reading. Refuses pipes and devices, which may block forever or never end.
 *
 * Checks the type of the open file, not of its path: another program may replace the file in between.
 * O_NONBLOCK avoids waiting for the writer of a pipe, and has no effect on files.
 *
 * @throws EngineError `disk` for a pipe, a device or a socket; errors of the file system unchanged
 */
export async function openFile(file: string): Promise<FileHandle> {
  let handle: FileHandle;
  try {
    handle = await open(file, readWithoutBlocking);
  } catch (error) {
    // open(2) returns ENXIO for a socket.
    if ((error as NodeJS.ErrnoException).code === "ENXIO") {
      throw notAFile(file);
    }
    throw error;
  }
  try {
    const stats = await handle.stat();
    // Reading a folder fails with EISDIR.
    if (stats.isFile() || stats.isDirectory()) {
      return handle;
    }
    throw notAFile(file);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function notAFile(file: string): EngineError {
  return new EngineError("disk", `${file} is a pipe or a device, not a file.`, {
    hint: "Choose a file.",
  });
}
