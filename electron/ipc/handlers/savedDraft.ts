import path from "node:path";
import type { Draft } from "../../../shared/draft.ts";
import { openDraftFile, openHistoryFile } from "../../storage/draftFile.ts";
import type { JsonFile } from "../../storage/jsonFile.ts";
import { handle } from "../handle.ts";

/**
 * Handlers of the draft that is saved for the next start.
 * @param folder of the files with the draft and its undo history
 * @returns the saved draft
 */
export async function handleSavedDraft(folder: string): Promise<JsonFile<Draft | null>> {
  const saved = await openDraftFile(path.join(folder, "draft.json"));
  const history = await openHistoryFile(path.join(folder, "undo.json"));
  handle("draft:saved", () =>
    saved.value === null ? null : { draft: saved.value, history: history.value },
  );
  handle("draft:save", async ({ draft, history: steps }) => {
    await saved.update(() => draft);
    await history.update(() => steps);
    return null;
  });
  return saved;
}
