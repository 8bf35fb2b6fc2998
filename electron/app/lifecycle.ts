import { mkdirSync, mkdtempSync, rmdirSync } from "node:fs";
import { join, resolve } from "node:path";
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
 * Allows one instance per data folder: a second one shows the window of the first and exits. Without a folder that can be
 * written, the app says so and exits: it would keep neither the journal of a push nor the draft.
 * @returns whether this is the first one
 */
export function requireSingleInstance(): boolean {
  if (!app.requestSingleInstanceLock()) {
    const error = findFolderError(app.getPath("userData"));
    if (error === undefined) {
      app.exit(0);
    } else {
      void app.whenReady().then(() => exitOnStartError(error));
    }
    return false;
  }
  app.on("second-instance", focusWindow);
  return true;
}

/** Returns why nothing can be written to a folder; undefined if it can: the lock is that of another instance. */
function findFolderError(folder: string): Error | undefined {
  try {
    mkdirSync(folder, { recursive: true });
    rmdirSync(mkdtempSync(join(folder, "start-")));
    return undefined;
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    const reason = code === "ENOSPC" || code === "EDQUOT" ? "the disk is full" : code;
    return new Error(
      `Its data folder ${folder} cannot be written: ${reason}.\n` +
        "Check the folder's permissions and the space on the disk, or name another folder in MANIFESTRY_USER_DATA.",
    );
  }
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
