import { app } from "electron";

/**
 * Sandboxes every renderer, whatever its options (checklist, item 4). If Chromium was started without its sandbox, as for
 * root on Linux, requesting it would end the app.
 */
export function sandboxRenderers(): void {
  if (!app.commandLine.hasSwitch("no-sandbox")) {
    app.enableSandbox();
  }
}
