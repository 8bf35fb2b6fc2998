import type { Engine } from "../../engine/engine.ts";
import { handleJob } from "../handleJob.ts";
import { reportInspection } from "../inspectProgress.ts";

/** Handler of Inspect: read a manifest, index or blob. */
export function handleInspect(engine: Engine): void {
  handleJob("inspect:open", ({ text, blob }, signal, reporter) =>
    engine.inspect(text, signal, {
      ...(blob === undefined ? {} : { blob }),
      progress: reportInspection(reporter),
    }),
  );
}
