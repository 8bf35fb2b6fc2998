import path from "node:path";
import process from "node:process";
import { app } from "electron";
import { type EngineError, toFailure } from "../../engine/failure.ts";
import { makeSampleLibrary } from "../../engine/sample/library.ts";
import { cancelJob } from "../jobs.ts";
import { handle } from "../handle.ts";

/**
 * What the app is, what of its own files is not in effect, and its sample library, which is made when it is first
 * asked for.
 */
export function handleApp(problems: () => Promise<readonly EngineError[]>): void {
  const folder = app.getPath("userData");
  handle("app:info", async () => ({
    version: app.getVersion(),
    platform: process.platform,
    sample: {
      images: await makeSampleLibrary(path.join(folder, "sample-library")),
      target: `oci-layout://${path.join(folder, "sample-target")}:1.0`,
    },
    problems: (await problems()).map(toFailure),
  }));
  handle("job:cancel", ({ jobId }) => {
    cancelJob(jobId);
    return null;
  });
}
