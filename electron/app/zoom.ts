import { BrowserWindow } from "electron";

/** As Electron's roles zoomIn and zoomOut do. */
const zoomStep = 0.5;

/** Zooms the app's window as the items of the View menu do. */
export function zoomWindow(step: "in" | "out" | "reset"): void {
  const [window] = BrowserWindow.getAllWindows();
  if (window !== undefined) {
    const { webContents } = window;
    const change = step === "in" ? zoomStep : -zoomStep;
    webContents.zoomLevel = step === "reset" ? 0 : webContents.zoomLevel + change;
  }
}
