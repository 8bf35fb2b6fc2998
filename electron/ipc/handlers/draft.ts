import path from "node:path";
import type { Draft } from "../../../shared/draft.ts";
import type { Engine } from "../../engine/engine.ts";
import { openDraftFile, openHistoryFile } from "../../storage/draftFile.ts";
import type { JsonFile } from "../../storage/jsonFile.ts";
import { handle } from "../handle.ts";
import { handleJob } from "../handleJob.ts";
import { reportPreview } from "../previewProgress.ts";
import { intervalMs, type ProgressReporter } from "../progressReporter.ts";

/**
 * Handlers of the draft: compute its preview, edit a tag, find losses, write scripts, save it for the next start.
 * @param folder of the files with the saved draft and its undo history
 * @returns the saved draft
 */
export async function handleDraft(engine: Engine, folder: string): Promise<JsonFile<Draft | null>> {
  const saved = await openDraftFile(path.join(folder, "draft.json"));
  const history = await openHistoryFile(path.join(folder, "undo.json"));
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
  handle("draft:saved", () =>
    saved.value === null ? null : { draft: saved.value, history: history.value },
  );
  handle("draft:save", async ({ draft, history: steps }) => {
    await saved.update(() => draft);
    await history.update(() => steps);
    return null;
  });
  return saved;
}

/** Reports how many configs were read. */
function reportConfigs(reporter: ProgressReporter): (done: number, total: number) => void {
  return (done, total) => {
    const message = "Reading configs…";
    reporter.report("working", intervalMs, () => ({ kind: "working", message, done, total }));
  };
}
