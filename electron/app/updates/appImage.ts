import process from "node:process";
import { app } from "electron";
import library from "electron-updater";
import { appLog } from "../appLog.ts";
import { describeError } from "../describeError.ts";
import { programVersion, removeLeftovers, replaceProgram } from "./replaceProgram.ts";

/** Replaces the AppImage that runs by the downloaded one. */
export class AppImage extends library.AppImageUpdater {
  readonly #program = process.env["APPIMAGE"] ?? "";
  readonly #version = programVersion(this.#program);

  constructor() {
    super();
    try {
      removeLeftovers(this.#program, Date.now());
    } catch (error) {
      // A folder that this account cannot change has none: nothing was copied into it.
      appLog().warn(`Update: ${describeError(error)}`);
    }
  }

  protected override doInstall({
    isForceRunAfter,
  }: {
    readonly isForceRunAfter: boolean;
  }): boolean {
    const { file, downloadedFileInfo } = this.downloadedUpdateHelper ?? {};
    if (!file || !downloadedFileInfo) {
      throw new Error("No update is downloaded.");
    }
    const installed = replaceProgram({
      program: this.#program,
      version: this.#version,
      download: file,
      sha512: downloadedFileInfo.sha512,
    });
    if (isForceRunAfter) {
      app.releaseSingleInstanceLock();
      const env = { ...process.env, APPIMAGE_SILENT_INSTALL: "true" };
      void this.spawnLog(installed, [], env).catch((error: Error) => this.dispatchError(error));
    }
    return true;
  }
}
