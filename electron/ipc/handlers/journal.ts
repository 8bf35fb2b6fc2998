import { saveAs } from "../../app/chooseFile.ts";
import type { Journal } from "../../engine/journal/journal.ts";
import { handle } from "../handle.ts";

/** The journal of pushes: listed, put at rest, given to somebody else. */
export function handleJournal(journal: Journal): void {
  handle("journal:list", () => journal.list());
  handle("journal:leave", async ({ journalId }) => {
    await journal.leave(journalId);
    return null;
  });
  handle("journal:export", async ({ journalId }) => {
    const { name, bytes } = await journal.export(journalId);
    const filters = [{ name: "JSON", extensions: ["json"] }];
    return await saveAs({ title: "Export Journal Entry", defaultPath: name, filters }, bytes);
  });
}
