import { app, type BrowserWindow, dialog } from "electron";
import { emit } from "../ipc/emit.ts";
import { orderButtons } from "./buttonOrder.ts";
import { stopQuestion } from "./stopQuestion.ts";
import { cancelAllJobs, unfinishedJobs } from "../ipc/jobs.ts";

/** Milliseconds to wait for the renderer to save. A renderer that hangs must not keep the window open. */
const saveTimeoutMs = 2000;

/** Whether the app quits once the window is closed. */
let isQuitting = false;
let onSaved = (): void => {};

/**
 * Makes a window save its draft before it closes, and asks the user first if pushes or deletions run or wait. Its jobs are cancelled
 * once it is closed.
 */
export function saveBeforeClosing(window: BrowserWindow): void {
  let state: "open" | "closing" | "saved" = "open";
  const close = async (): Promise<void> => {
    if (!(await confirmStop(window))) {
      state = "open";
      isQuitting = false;
      return;
    }
    await saveInRenderer(window);
    state = "saved";
    if (isQuitting) {
      app.quit();
    } else if (!window.isDestroyed()) {
      window.close();
    }
  };
  app.on("before-quit", markQuitting);
  window.on("close", (event) => {
    if (state === "saved") {
      return;
    }
    event.preventDefault();
    if (state === "closing") {
      return;
    }
    state = "closing";
    void close();
  });
  window.on("closed", () => {
    app.off("before-quit", markQuitting);
    cancelAllJobs();
  });
}

function markQuitting(): void {
  isQuitting = true;
}

/** Handles the message of the renderer that it has saved. */
export function markSaved(): void {
  onSaved();
}

async function saveInRenderer(window: BrowserWindow): Promise<void> {
  if (window.isDestroyed() || window.webContents.isCrashed()) {
    return;
  }
  const saved = Promise.withResolvers<void>();
  onSaved = saved.resolve;
  const timer = setTimeout(saved.resolve, saveTimeoutMs);
  emit("window:closing", null);
  await saved.promise;
  clearTimeout(timer);
}

/** Asks the user whether to stop the pushes and deletions that run or wait. @returns true if there are none */
async function confirmStop(window: BrowserWindow): Promise<boolean> {
  const unfinished = unfinishedJobs();
  if (unfinished.length === 0) {
    return true;
  }
  const { message, detail, keep } = stopQuestion(unfinished);
  const { buttons, cancelId, actionId } = orderButtons(keep, "Stop and Close");
  const { response } = await dialog.showMessageBox(window, {
    type: "question",
    message,
    detail,
    buttons,
    defaultId: cancelId,
    cancelId,
  });
  return response === actionId;
}
