import { type Draft, draftSchema } from "../../shared/draft.ts";
import { JsonFile, schemaFormat } from "./jsonFile.ts";

const format = schemaFormat<Draft | null>("The draft", draftSchema.nullable(), null);

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
