import { saveAs } from "../../app/fileDialogs.ts";
import type { Journal } from "../../engine/journal/journal.ts";
import { handle } from "../handle.ts";

/** Handlers of the journal: list, dismiss and export entries. */
export function handleJournal(journal: Journal): void {
  handle("journal:list", () => journal.list());
  handle("journal:dismiss", async ({ journalId }) => {
    await journal.dismiss(journalId);
    return null;
  });
  handle("journal:export", async ({ journalId }) => {
    const { name, bytes } = await journal.export(journalId);
    const filters = [{ name: "JSON", extensions: ["json"] }];
    return await saveAs({ title: "Export Journal Entry", defaultPath: name, filters }, bytes);
  });
}
