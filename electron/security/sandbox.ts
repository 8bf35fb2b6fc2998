import { app } from "electron";

/**
 * Sandbox every renderer, whatever options it was made with (checklist, item 4).
 * Where Chromium was started without its sandbox (root on Linux), asking for it would end the app.
 */
export function sandboxRenderers(): void {
  if (!app.commandLine.hasSwitch("no-sandbox")) app.enableSandbox();
}
