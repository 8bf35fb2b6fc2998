import { dialog, type OpenDialogOptions, type SaveDialogOptions } from "electron";
import type { ChosenFile } from "../../shared/ipc/contract.ts";
import { diskError } from "../engine/disk/diskError.ts";
import { writeFileAtomic } from "../engine/disk/writeFileAtomic.ts";
import { currentWindow } from "./window.ts";

/**
 * Lets the user choose a file, and writes it atomically.
 *
 * @returns null if the user cancelled
 * @throws EngineError `disk`, `disk_full`
 */
export async function saveAs(options: SaveDialogOptions, bytes: Uint8Array): Promise<ChosenFile> {
  const path = await choosePathToSave(options);
  if (path === undefined) {
    return null;
  }
  try {
    await writeFileAtomic(path, bytes);
  } catch (error) {
    throw diskError(error, `write ${path}`);
  }
  return { path };
}

/** Lets the user choose a file to save to. @returns undefined if the user cancelled */
export async function choosePathToSave(options: SaveDialogOptions): Promise<string | undefined> {
  const window = currentWindow();
  const { canceled, filePath } = window
    ? await dialog.showSaveDialog(window, options)
    : await dialog.showSaveDialog(options);
  return canceled || filePath === "" ? undefined : filePath;
}

/** Lets the user choose files to open. @returns none if the user cancelled */
export async function choosePathsToOpen(options: OpenDialogOptions): Promise<readonly string[]> {
  const window = currentWindow();
  const { canceled, filePaths } = window
    ? await dialog.showOpenDialog(window, options)
    : await dialog.showOpenDialog(options);
  return canceled ? [] : filePaths;
}
