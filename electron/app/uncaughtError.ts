import { app, dialog } from "electron";
import { escapeInvisible } from "./questionText.ts";
import { orderButtons } from "./buttonOrder.ts";

/** Characters of an error that are shown. */
const maxLength = 300;

/**
 * Keeps the app running when code of the main process throws where nothing catches it, and asks the user once whether to
 * quit. Electron's own message shows a stack, and offers nothing.
 */
export function surviveErrors(): void {
  let isAsked = false;
  process.on("uncaughtException", (error) => {
    // More errors follow the first one; the log has them all.
    if (!isAsked && app.isReady()) {
      isAsked = true;
      void offerToQuit(String(error));
    }
  });
}

async function offerToQuit(text: string): Promise<void> {
  const { buttons, cancelId, actionId } = orderButtons("Quit", "Keep Running");
  const { response } = await dialog.showMessageBox({
    type: "error",
    message: "Something went wrong in Manifestry.",
    detail: `${escapeInvisible(text).slice(0, maxLength)}\n\nThe log has the details: Help › Copy Diagnostics. Your draft is saved. If something does not work now, restart the app.`,
    buttons,
    defaultId: actionId,
    cancelId: actionId,
    noLink: true,
  });
  if (response === cancelId) {
    app.quit();
  }
}
