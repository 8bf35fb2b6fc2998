import os from "node:os";
import process from "node:process";
import { app } from "electron";

/** The version of Electron in package.json; build/electron.vite.config.ts sets it. */
declare const ELECTRON_VERSION: string;

/** The versions of the app and what it runs on, by name. */
export function versions(): Readonly<Record<string, string>> {
  const { electron, chrome, node } = process.versions;
  return {
    Manifestry: app.getVersion(),
    Electron: electron,
    Chromium: chrome,
    Node: node,
    OS: `${os.type()} ${os.release()} ${process.arch}`,
  };
}

/** The version of Electron that the app is made for, if it runs on one of another release line. */
export function expectedElectron(): string | undefined {
  const [major] = ELECTRON_VERSION.split(".");
  return process.versions.electron.split(".")[0] === major ? undefined : ELECTRON_VERSION;
}
