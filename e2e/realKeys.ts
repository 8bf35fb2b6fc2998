import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { ElectronApplication } from "@playwright/test";
import { findExecutableSync, splitPath } from "../electron/testing/servers/commandLineClient.ts";

/** Returns why keys cannot be pressed on this machine, or undefined if they can. */
export function whyNoRealKeys(): string | undefined {
  if (process.platform !== "linux" || !process.env.DISPLAY) {
    return "xdotool needs an X display";
  }
  const found = findExecutableSync(["xdotool"], splitPath(process.env.PATH));
  return found === undefined ? "xdotool is not installed" : undefined;
}

/**
 * Presses keys through the X server, so that they reach the browser process and the menu; Playwright sends keys to the
 * page only.
 * @param keys xdotool's names, such as `ctrl+z`, pressed one after the other
 */
export async function pressRealKeys(app: ElectronApplication, ...keys: string[]): Promise<void> {
  await runXdotool(app, "key", ...keys);
}

/** Types a text through the X server. */
export async function typeRealText(app: ElectronApplication, text: string): Promise<void> {
  await runXdotool(app, "type", text);
}

async function runXdotool(app: ElectronApplication, ...args: readonly string[]): Promise<void> {
  const window = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.getNativeWindowHandle().readUInt32LE(0),
  );
  // The virtual display has no window manager, which would set the focus.
  await promisify(execFile)("xdotool", ["windowfocus", String(window), ...args]);
}
