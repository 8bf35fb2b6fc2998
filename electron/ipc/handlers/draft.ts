import type { Engine } from "../../engine/engine.ts";
import { handleJob } from "../handleJob.ts";
import { reportPreview } from "../previewProgress.ts";
import { intervalMs, type ProgressReporter } from "../progressReporter.ts";

/** Handlers of the draft: compute its preview, edit a tag, find losses, write scripts. */
export function handleDraft(engine: Engine): void {
  handleJob("draft:preview", ({ draft, refresh, retry }, signal, reporter) =>
    engine.composer.preview(draft, signal, { refresh, retry, progress: reportPreview(reporter) }),
  );
  handleJob("draft:editTag", ({ text }, signal) => engine.composer.editTag(text, signal));
  handleJob("preview:losses", ({ previewId, allConfigs = false }, signal, reporter) =>
    engine.composer.losses(
      previewId,
      signal,
      allConfigs ? { onRead: reportConfigs(reporter) } : {},
    ),
  );
  handleJob("preview:scripts", ({ previewId }) => engine.composer.scripts(previewId));
  handleJob("preview:manifest", ({ previewId, digest }, signal) =>
    engine.composer.manifestView(previewId, digest, signal),
  );
}

/** Reports how many configs were read. */
function reportConfigs(reporter: ProgressReporter): (done: number, total: number) => void {
  return (done, total) => {
    const message = "Reading configs…";
    reporter.report("working", intervalMs, () => ({ kind: "working", message, done, total }));
  };
}
