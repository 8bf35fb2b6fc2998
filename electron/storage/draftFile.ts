import { type Draft, draftSchema } from "../../shared/draft.ts";
import { type SavedHistory, savedHistorySchema } from "../../shared/draftHistory.ts";
import { JsonFile, schemaFormat } from "./jsonFile.ts";

const format = schemaFormat<Draft | null>("The draft", draftSchema.nullable(), null);

const noHistory: SavedHistory = { past: [], future: [] };

/** Opens the file with the undo history of the last draft. Without it, nothing but undo is lost. */
export function openHistoryFile(file: string): Promise<JsonFile<SavedHistory>> {
  return JsonFile.open(file, schemaFormat("The undo history", savedHistorySchema, noHistory));
}

/** Opens the file with the last draft. */
export function openDraftFile(file: string): Promise<JsonFile<Draft | null>> {
  return JsonFile.open(file, { ...format, parse: (json) => format.parse(renameTravel(json)) });
}

/** Earlier versions saved `copyReferrers` as `travel`. */
function renameTravel(json: unknown): unknown {
  if (typeof json !== "object" || json === null || !("travel" in json)) {
    return json;
  }
  const { travel, ...rest } = json;
  return { copyReferrers: travel, ...rest };
}
