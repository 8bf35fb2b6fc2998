import { resolve } from "node:path";
import { app, dialog } from "electron";
import { currentWindow, openWindow } from "./window.ts";

/** Keep everything that the app stores in another folder: for tests, and for a second copy beside the first. */
export function setUserDataFolder(): void {
  const folder = process.env.MANIFESTRY_USER_DATA;
  if (folder === undefined || folder === "") return;
  app.setPath("userData", resolve(folder));
  app.setPath("sessionData", resolve(folder));
}

/** One running app per user data folder: a second start shows the first one's window and ends. */
export function requireSingleInstance(): void {
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return;
  }
  app.on("second-instance", () => {
    const window = currentWindow();
    if (window === undefined) return;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  });
}

/** End with the last window, except on macOS, where the app stays in the Dock. */
export function handleLifecycle(): void {
  app.on("window-all-closed", () => {
    if (process.platform !== "darwin") app.quit();
  });
  app.on("activate", () => {
    if (currentWindow() === undefined) openWindow();
  });
}

/** Say why the app cannot start, and end: better than an app without a window. */
export function exitOnStartError(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`Manifestry cannot start: ${reason}\n`);
  dialog.showErrorBox("Manifestry cannot start", reason);
  app.exit(1);
}
