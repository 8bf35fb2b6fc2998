import { app } from "electron";

/**
 * The window shows one page and stays on it: no navigation (a dropped file would be one), no
 * redirect, no new windows, no webviews (checklist, items 12 to 14).
 */
export function blockNavigation(): void {
  app.on("web-contents-created", (_event, contents) => {
    contents.on("will-frame-navigate", (event) => event.preventDefault());
    contents.on("will-redirect", (event) => event.preventDefault());
    contents.on("will-attach-webview", (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: "deny" }));
  });
}
