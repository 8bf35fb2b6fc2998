import { type FileHandle, open, stat } from "node:fs/promises";
import { EngineError } from "./failure.ts";

/**
 * Open a file to read it. A pipe or a device is refused: it could be waited for, or read, without an end.
 * @throws EngineError `disk`, and what the file system says
 */
export async function openFile(file: string): Promise<FileHandle> {
  const about = await stat(file);
  // To open a folder does no harm, and to read it brings the system's own words.
  if (!about.isFile() && !about.isDirectory()) {
    throw new EngineError("disk", `${file} is no file, but a pipe or a device.`, {
      hint: "Choose a file.",
    });
  }
  return await open(file);
}
