import { mkdir } from "node:fs/promises";
import path from "node:path";
import { syncFolder } from "./syncFolder.ts";

/**
 * Make a folder, and those above it that are missing, so that a crash of the machine does not take back what is
 * put into it.
 * @param mode of those that are made
 */
export async function makeFolder(folder: string, mode?: number): Promise<void> {
  const first = await mkdir(folder, { recursive: true, ...(mode === undefined ? {} : { mode }) });
  if (first === undefined) return;
  const top = path.dirname(path.resolve(first));
  for (let made = path.resolve(folder); made !== top; made = path.dirname(made)) {
    await syncFolder(path.dirname(made));
    if (made === path.dirname(made)) return;
  }
}
