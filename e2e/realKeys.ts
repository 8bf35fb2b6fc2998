import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { ElectronApplication } from "@playwright/test";
import { findExecutable } from "../electron/engine/disk/findExecutable.ts";
import { splitPath } from "../electron/testing/servers/commandLineClient.ts";

/** Why no real keys can be pressed here; undefined where they can. */
export function whyNoRealKeys(): string | undefined {
  if (process.platform !== "linux" || !process.env.DISPLAY) return "xdotool needs an X display";
  const found = findExecutable(["xdotool"], splitPath(process.env.PATH));
  return found === undefined ? "xdotool is not installed" : undefined;
}

/**
 * Press keys as a keyboard does: through the X server, the browser process and the menu.
 * Playwright's own keys enter at the page, so the menu never sees those.
 * @param keys in xdotool's names, such as `ctrl+z`; pressed one after the other
 */
export async function pressRealKeys(app: ElectronApplication, ...keys: string[]): Promise<void> {
  const window = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.getNativeWindowHandle().readUInt32LE(0),
  );
  // No window manager runs on the virtual display, so the focus is set here.
  await promisify(execFile)("xdotool", ["windowfocus", String(window), "key", ...keys]);
}
