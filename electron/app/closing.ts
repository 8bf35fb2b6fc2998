import { type BrowserWindow, dialog } from "electron";
import { cancelAllJobs, isPushing } from "../ipc/jobs.ts";

/** Ask before a window that is pushing goes, and cancel what it was doing once it is gone. */
export function watchClosing(window: BrowserWindow): void {
  window.on("close", (event) => {
    if (!isPushing()) return;
    event.preventDefault();
    void askToStop(window);
  });
  window.on("closed", cancelAllJobs);
}

async function askToStop(window: BrowserWindow): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: "question",
    message: "A push is under way.",
    detail:
      "Closing stops it. Tags that were not moved yet stay as they are; nothing incomplete gets a tag.",
    buttons: ["Keep Pushing", "Stop and Close"],
    defaultId: 0,
    cancelId: 0,
  });
  if (response === 1 && !window.isDestroyed()) window.destroy();
}
