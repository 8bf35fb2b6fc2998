import { dialog } from "electron";
import { currentWindow } from "../../app/window.ts";
import type { Journal } from "../../engine/journal/journal.ts";
import { writeWhole } from "../../engine/layout/write.ts";
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
    const options = {
      title: "Export Journal Entry",
      buttonLabel: "Export",
      defaultPath: name,
      filters: [{ name: "JSON", extensions: ["json"] }],
    };
    const window = currentWindow();
    const { canceled, filePath } = window
      ? await dialog.showSaveDialog(window, options)
      : await dialog.showSaveDialog(options);
    if (canceled || filePath === "") return null;
    await writeWhole(filePath, bytes);
    return { path: filePath };
  });
}
