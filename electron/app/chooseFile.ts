import { dialog, type OpenDialogOptions, type SaveDialogOptions } from "electron";
import { currentWindow } from "./window.ts";

/** Ask with the system's dialog where to save. @returns undefined where it was closed without a choice */
export async function choosePathToSave(options: SaveDialogOptions): Promise<string | undefined> {
  const window = currentWindow();
  const { canceled, filePath } = window
    ? await dialog.showSaveDialog(window, options)
    : await dialog.showSaveDialog(options);
  return canceled || filePath === "" ? undefined : filePath;
}

/** Ask with the system's dialog what to open. @returns none where it was closed without a choice */
export async function choosePathsToOpen(options: OpenDialogOptions): Promise<readonly string[]> {
  const window = currentWindow();
  const { canceled, filePaths } = window
    ? await dialog.showOpenDialog(window, options)
    : await dialog.showOpenDialog(options);
  return canceled ? [] : filePaths;
}
