import { type Draft, draftSchema } from "../../shared/draft.ts";
import { JsonFile, schemaFormat } from "./jsonFile.ts";

const form = schemaFormat<Draft | null>("The draft", draftSchema.nullable(), null);

/** Open the file that keeps the last draft. @param file its path */
export function openDraftFile(file: string): Promise<JsonFile<Draft | null>> {
  return JsonFile.open(file, { ...form, parse: (json) => form.parse(renameTravel(json)) });
}

/** Versions before 0.2 saved `copyReferrers` as `travel`. */
function renameTravel(json: unknown): unknown {
  if (typeof json !== "object" || json === null || !("travel" in json)) return json;
  const { travel, ...rest } = json;
  return { copyReferrers: travel, ...rest };
}
