import os from "node:os";
import process from "node:process";
import { app } from "electron";

/** The version of Electron in package.json; build/defines.ts has it. */
declare const ELECTRON_VERSION: string;

/** Whether `npm run package -- --test-runtime` built the app; build/defines.ts has it. */
declare const TEST_PACKAGE: boolean;

/** The versions of the app and what it runs on, by name. */
export function versions(): Readonly<Record<string, string>> {
  const { electron, chrome, node } = process.versions;
  return {
    Manifestry: isTestPackage() ? `${app.getVersion()}, a package for tests` : app.getVersion(),
    Electron: electron,
    Chromium: chrome,
    Node: node,
    OS: `${os.type()} ${os.release()} ${process.arch}`,
  };
}

/** The version of Electron that the app is made for, if it runs on another one. */
export function expectedElectron(): string | undefined {
  return process.versions.electron === ELECTRON_VERSION ? undefined : ELECTRON_VERSION;
}

/** Whether this is a package for tests, with whatever Electron was at hand when it was built. */
export function isTestPackage(): boolean {
  return TEST_PACKAGE;
}
