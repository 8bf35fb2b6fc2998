import { app, type BrowserWindow, dialog } from "electron";
import { emit } from "../ipc/emit.ts";
import { cancelAllJobs, isPushing } from "../ipc/jobs.ts";

/** Milliseconds that a window gets to save what it holds: one that hangs is closed all the same. */
const longestSave = 2000;

/** Whether the window closes because the app quits. */
let isQuitting = false;
let onSaved = (): void => {};

/**
 * Close a window only when what it holds is saved, and ask before one that is pushing closes. What it was doing is
 * cancelled once it is gone.
 */
export function saveBeforeClosing(window: BrowserWindow): void {
  let state: "open" | "closing" | "saved" = "open";
  const close = async (): Promise<void> => {
    if (isPushing() && !(await mayStop(window))) {
      state = "open";
      isQuitting = false;
      return;
    }
    await save(window);
    state = "saved";
    if (isQuitting) app.quit();
    else if (!window.isDestroyed()) window.close();
  };
  app.on("before-quit", noteQuitting);
  window.on("close", (event) => {
    if (state === "saved") return;
    event.preventDefault();
    if (state === "closing") return;
    state = "closing";
    void close();
  });
  window.on("closed", () => {
    app.off("before-quit", noteQuitting);
    cancelAllJobs();
  });
}

function noteQuitting(): void {
  isQuitting = true;
}

/** Note that the window has saved what it holds. */
export function markSaved(): void {
  onSaved();
}

async function save(window: BrowserWindow): Promise<void> {
  if (window.isDestroyed() || window.webContents.isCrashed()) return;
  const saved = Promise.withResolvers<void>();
  onSaved = saved.resolve;
  const timer = setTimeout(saved.resolve, longestSave);
  emit("window:closing", null);
  await saved.promise;
  clearTimeout(timer);
}

async function mayStop(window: BrowserWindow): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: "question",
    message: "A push is under way.",
    detail:
      "Closing stops it. Tags that were not moved yet stay as they are; nothing incomplete gets a tag.",
    buttons: ["Keep Pushing", "Stop and Close"],
    defaultId: 0,
    cancelId: 0,
  });
  return response === 1;
}
