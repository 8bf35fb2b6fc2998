import { app } from "electron";

/**
 * Blocks navigation (a dropped file would navigate), redirects, new windows and webviews (checklist, items 12 to 14).
 */
export function blockNavigation(): void {
  app.on("web-contents-created", (_event, contents) => {
    contents.on("will-frame-navigate", (event) => event.preventDefault());
    contents.on("will-redirect", (event) => event.preventDefault());
    contents.on("will-attach-webview", (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: "deny" }));
  });
}
