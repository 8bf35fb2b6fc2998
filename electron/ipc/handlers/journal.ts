import { saveAs } from "../../app/fileDialogs.ts";
import type { Journal } from "../../engine/journal/journal.ts";
import { fullTagName } from "../../engine/oci/tagName.ts";
import { handle } from "../handle.ts";

/** Handlers of the journal, besides its list: dismiss and export entries, and the timeline of a tag. */
export function handleJournal(journal: Journal): void {
  handle("journal:timeline", ({ text }) => journal.timeline(fullTagName(text)));
  handle("journal:dismiss", async ({ journalId }) => {
    await journal.dismiss(journalId);
    return null;
  });
  handle("journal:export", async ({ journalId }) => {
    const { name, bytes } = await journal.export(journalId);
    const filters = [{ name: "JSON", extensions: ["json"] }];
    const title = "Export Journal Entry";
    return await saveAs({ kind: "exports", title, defaultPath: name, filters }, bytes);
  });
}
