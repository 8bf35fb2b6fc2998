import { resolve } from "node:path";
import { app, dialog } from "electron";
import { currentWindow, focusWindow, openWindow } from "./window.ts";

/** Uses the folder in MANIFESTRY_USER_DATA for all data: for tests, and for a second instance of the app. */
export function setUserDataFolder(): void {
  const folder = process.env.MANIFESTRY_USER_DATA;
  if (folder === undefined || folder === "") {
    return;
  }
  app.setPath("userData", resolve(folder));
  app.setPath("sessionData", resolve(folder));
}

/** Names the app to Windows, which shows notifications only of apps with the id of their shortcut in the Start menu. */
export function setAppId(): void {
  // As in build/electron-builder.yml.
  app.setAppUserModelId("io.github.manifestry.app");
}

/**
 * Allows one instance per data folder: a second one shows the window of the first and exits.
 * @returns whether this is the first one
 */
export function requireSingleInstance(): boolean {
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return false;
  }
  app.on("second-instance", focusWindow);
  return true;
}

/** Quits when the window is closed, except on macOS, where the app stays in the Dock. */
export function handleLifecycle(): void {
  app.on("window-all-closed", () => {
    if (process.platform !== "darwin") {
      app.quit();
    }
  });
  app.on("activate", () => {
    if (currentWindow() === undefined) {
      openWindow();
    }
  });
}

/** Reports why the app cannot start, and exits. */
export function exitOnStartError(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`Manifestry cannot start: ${reason}\n`);
  dialog.showErrorBox("Manifestry cannot start", reason);
  app.exit(1);
}
