import { mkdir } from "node:fs/promises";
import path from "node:path";
import { syncFolder } from "./syncFolder.ts";

/**
 * Creates a folder and its missing parents, and syncs them: files written to it survive a crash of the machine.
 * @param mode permissions of the new folders
 */
export async function makeFolder(folder: string, mode?: number): Promise<void> {
  const first = await mkdir(folder, { recursive: true, ...(mode === undefined ? {} : { mode }) });
  if (first === undefined) {
    return;
  }
  const top = path.dirname(path.resolve(first));
  for (let made = path.resolve(folder); made !== top; made = path.dirname(made)) {
    await syncFolder(path.dirname(made));
    if (made === path.dirname(made)) {
      return;
    }
  }
}
