import { join } from "node:path";
import { app, BrowserWindow, nativeTheme, screen } from "electron";
import { appUrl } from "../security/appOrigin.ts";
import { saveBeforeClosing } from "./closeWindow.ts";
import { chooseBounds, readWindowPlacement, writeWindowPlacement } from "./windowBounds.ts";
import { windowOptions } from "./windowOptions.ts";

let current: BrowserWindow | undefined;

/** The app's window, while there is one. */
export function currentWindow(): BrowserWindow | undefined {
  return current;
}

/** Open the app's window where it stood last, and show it once it is painted. */
export function openWindow(): void {
  const file = join(app.getPath("userData"), "window.json");
  const placement = readWindowPlacement(file);
  const workAreas = screen.getAllDisplays().map((display) => display.workArea);
  const window = new BrowserWindow(
    windowOptions({
      bounds: chooseBounds(placement, workAreas),
      dark: nativeTheme.shouldUseDarkColors,
      preload: join(import.meta.dirname, "../preload/preload.cjs"),
    }),
  );
  current = window;

  window.once("ready-to-show", () => {
    if (placement?.maximized === true) window.maximize();
    window.show();
  });
  window.on("close", () => {
    writeWindowPlacement(file, {
      bounds: window.getNormalBounds(),
      maximized: window.isMaximized(),
    });
  });
  saveBeforeClosing(window);
  window.on("closed", () => {
    if (current === window) current = undefined;
  });
  void window.loadURL(appUrl);
}
