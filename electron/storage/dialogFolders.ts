import { z } from "zod";
import { JsonFile, schemaFormat } from "./jsonFile.ts";

/** What a file dialog is for: each kind has its own last folder. */
export type FolderKind =
  | "layouts"
  | "archives"
  | "descriptors"
  | "lists"
  | "recipes"
  | "plans"
  | "exports"
  | "files";

const foldersSchema = z.partialRecord(
  z.enum(["layouts", "archives", "descriptors", "lists", "recipes", "plans", "exports", "files"]),
  z.string().min(1).max(4096),
);
export type DialogFolders = Readonly<Partial<Record<FolderKind, string>>>;

/** Opens the file with the last folder of each kind of file dialog. */
export function openDialogFolders(file: string): Promise<JsonFile<DialogFolders>> {
  return JsonFile.open(
    file,
    schemaFormat<DialogFolders>("The folders of file dialogs", foldersSchema, {}),
  );
}
