import { stat } from "node:fs/promises";
import path from "node:path";
import { dialog, type OpenDialogOptions, type SaveDialogOptions } from "electron";
import type { ChosenFile } from "../../shared/ipc/contract.ts";
import { diskError } from "../engine/disk/diskError.ts";
import { writeFileAtomic } from "../engine/disk/writeFileAtomic.ts";
import type { DialogFolders, FolderKind } from "../storage/dialogFolders.ts";
import type { JsonFile } from "../storage/jsonFile.ts";
import { appLog } from "./appLog.ts";
import { currentWindow } from "./window.ts";

/** A dialog opens in the folder that was used last for the same kind. */
interface Remembering {
  readonly kind: FolderKind;
}

let folders: JsonFile<DialogFolders> | undefined;

/** Makes file dialogs open in the last folder of their kind. */
export function rememberFolders(file: JsonFile<DialogFolders>): void {
  folders = file;
}

/**
 * Lets the user choose a file, and writes it atomically.
 *
 * @returns null if the user cancelled
 * @throws EngineError `disk`, `disk_full`
 */
export async function saveAs(
  options: SaveDialogOptions & Remembering,
  bytes: Uint8Array,
): Promise<ChosenFile> {
  const file = await choosePathToSave(options);
  if (file === undefined) {
    return null;
  }
  try {
    await writeFileAtomic(file, bytes);
  } catch (error) {
    throw diskError(error, `write ${file}`);
  }
  return { path: file };
}

/**
 * Lets the user choose a file, and writes a stream to it atomically: no file is left of a stream that fails.
 *
 * @param open opens the stream once the file is chosen
 * @returns null if the user cancelled
 * @throws EngineError `disk`, `disk_full`, and those of the stream
 */
export async function saveStreamAs(
  options: SaveDialogOptions & Remembering,
  open: () => Promise<AsyncIterable<Uint8Array> | Iterable<Uint8Array>>,
): Promise<ChosenFile> {
  const file = await choosePathToSave(options);
  if (file === undefined) {
    return null;
  }
  const stream = await open();
  try {
    await writeFileAtomic(file, (handle) => handle.writeFile(stream));
  } catch (error) {
    throw diskError(error, `write ${file}`);
  }
  return { path: file };
}

/** Lets the user choose a file to save to. @returns undefined if the user cancelled */
export async function choosePathToSave({
  kind,
  ...options
}: SaveDialogOptions & Remembering): Promise<string | undefined> {
  const placed = await startInLastFolder(kind, options);
  const window = currentWindow();
  const { canceled, filePath } = window
    ? await dialog.showSaveDialog(window, placed)
    : await dialog.showSaveDialog(placed);
  if (canceled || filePath === "") {
    return undefined;
  }
  await remember(kind, filePath);
  return filePath;
}

/** Lets the user choose files to open. @returns none if the user cancelled */
export async function choosePathsToOpen({
  kind,
  ...options
}: OpenDialogOptions & Remembering): Promise<readonly string[]> {
  const placed = await startInLastFolder(kind, options);
  const window = currentWindow();
  const { canceled, filePaths } = window
    ? await dialog.showOpenDialog(window, placed)
    : await dialog.showOpenDialog(placed);
  const [first] = filePaths;
  if (canceled || first === undefined) {
    return [];
  }
  await remember(kind, first);
  return filePaths;
}

/** Lets the user choose one file to open. @returns undefined if the user cancelled */
export async function choosePathToOpen(
  options: OpenDialogOptions & Remembering,
): Promise<string | undefined> {
  const [file] = await choosePathsToOpen({ ...options, properties: ["openFile"] });
  return file;
}

/** Puts the default name into the last folder of the kind, if that still exists. */
async function startInLastFolder<T extends { defaultPath?: string }>(
  kind: FolderKind,
  options: T,
): Promise<T> {
  const folder = folders?.value[kind];
  if (folder === undefined || !(await isFolder(folder))) {
    return options;
  }
  return { ...options, defaultPath: path.join(folder, options.defaultPath ?? "") };
}

async function isFolder(folder: string): Promise<boolean> {
  return await stat(folder).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

/** Remembers the folder of a chosen file or folder. A failure to do so must not fail what the file is for. */
async function remember(kind: FolderKind, chosen: string): Promise<void> {
  const folder = path.dirname(chosen);
  if (folders?.value[kind] === folder) {
    return;
  }
  try {
    await folders?.update((before) => ({ ...before, [kind]: folder }));
  } catch (error) {
    appLog().warn(`The folder of a dialog was not saved: ${String(error)}`);
  }
}
