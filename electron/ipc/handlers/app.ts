import path from "node:path";
import process from "node:process";
import { app } from "electron";
import { type EngineError, toFailure } from "../../engine/errors.ts";
import { markSaved } from "../../app/closeWindow.ts";
import { dismissCrash, lastCrash } from "../../app/crash.ts";
import { updateMenu } from "../../app/menu.ts";
import { takeOpened } from "../../app/opened/opened.ts";
import { openLink } from "../../app/openLink.ts";
import { expectedElectron, isTestPackage, versions } from "../../app/versions.ts";
import { zoomWindow } from "../../app/zoom.ts";
import { missingSandbox } from "../../security/sandbox.ts";
import { sampleImages } from "../../engine/sample/sampleImages.ts";
import { cancelJob, markPartTaken } from "../jobs.ts";
import { handle } from "../handle.ts";

/** The app's own image layouts in its data folder: samples, and a target to try a push. */
export function sampleFolders(userData: string): {
  readonly library: string;
  readonly target: string;
} {
  return {
    library: path.join(userData, "sample-library"),
    target: path.join(userData, "sample-target"),
  };
}

/**
 * Handlers of the app and its window: version, sample library (created at the first request), problems with its files,
 * links, cancelling of jobs.
 */
export function handleApp(problems: () => Promise<readonly EngineError[]>): void {
  const { library, target } = sampleFolders(app.getPath("userData"));
  handle("app:info", async () => ({
    version: app.getVersion(),
    platform: process.platform,
    versions: versions(),
    expectedElectron: expectedElectron(),
    isTestPackage: isTestPackage(),
    missingSandbox: missingSandbox(),
    sample: {
      images: await sampleImages(library),
      target: `oci-layout://${target}:1.0`,
    },
    problems: (await problems()).map(toFailure),
    crash: lastCrash(),
  }));
  handle("crash:dismiss", () => {
    dismissCrash();
    return null;
  });
  handle("opened:take", takeOpened);
  handle("menu:update", (state) => {
    updateMenu(state);
    return null;
  });
  handle("window:saved", () => {
    markSaved();
    return null;
  });
  handle("window:zoom", ({ step }) => {
    zoomWindow(step);
    return null;
  });
  handle("link:open", ({ url }) => openLink(url));
  handle("job:cancel", ({ jobId }) => {
    cancelJob(jobId);
    return null;
  });
  handle("job:partTaken", ({ jobId }) => {
    markPartTaken(jobId);
    return null;
  });
}
