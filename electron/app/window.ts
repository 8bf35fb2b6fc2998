import { join } from "node:path";
import { app, BrowserWindow, nativeTheme, screen } from "electron";
import icon from "../../build/resources/icons/128x128.png?asset";
import { appUrl } from "../security/appOrigin.ts";
import { saveBeforeClosing } from "./closeWindow.ts";
import { showTextMenus } from "./contextMenu.ts";
import { recoverPage } from "./crash.ts";
import { chooseBounds, readWindowPlacement, writeWindowPlacement } from "./windowBounds.ts";
import { windowOptions } from "./windowOptions.ts";

let current: BrowserWindow | undefined;

/** Returns the app's window; undefined while it is closed. */
export function currentWindow(): BrowserWindow | undefined {
  return current;
}

/** Shows the app's window and gives it the focus. */
export function focusWindow(): void {
  if (current === undefined) {
    return;
  }
  if (current.isMinimized()) {
    current.restore();
  }
  current.show();
  current.focus();
}

/** Opens the app's window at its last bounds, and shows it once it is rendered. */
export function openWindow(): void {
  const file = join(app.getPath("userData"), "window.json");
  const placement = readWindowPlacement(file);
  const workAreas = screen.getAllDisplays().map((display) => display.workArea);
  const window = new BrowserWindow(
    windowOptions({
      bounds: chooseBounds(placement, workAreas),
      isDark: nativeTheme.shouldUseDarkColors,
      preload: join(import.meta.dirname, "../preload/preload.cjs"),
      // Windows and macOS take it from the program, Wayland from the menu entry; of an AppImage or a folder X11 has none.
      icon: process.platform === "linux" ? icon : undefined,
    }),
  );
  current = window;

  window.once("ready-to-show", () => {
    if (placement?.maximized === true) {
      window.maximize();
    }
    window.show();
  });
  window.on("close", () => {
    writeWindowPlacement(file, {
      bounds: window.getNormalBounds(),
      maximized: window.isMaximized(),
    });
  });
  saveBeforeClosing(window);
  recoverPage(window);
  showTextMenus(window);
  window.on("closed", () => {
    if (current === window) {
      current = undefined;
    }
  });
  void window.loadURL(appUrl);
}
