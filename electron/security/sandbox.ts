import process from "node:process";
import { app } from "electron";
import { sandboxWarning } from "./sandboxWarning.ts";

/**
 * Sandboxes every renderer, whatever its options (checklist, item 4). If Chromium was started without its sandbox, as for
 * root on Linux, requesting it would end the app.
 */
export function sandboxRenderers(): void {
  if (!app.commandLine.hasSwitch("no-sandbox")) {
    app.enableSandbox();
  }
}

/** Says that this app runs without Chromium's sandbox, and what to do; undefined if it has one. */
export function missingSandbox(): string | undefined {
  return sandboxWarning({
    hasSwitch: (name) => app.commandLine.hasSwitch(name),
    env: process.env,
    isRoot: process.getuid?.() === 0,
  });
}
