import type { Draft } from "../../../shared/draft.ts";
import type { Engine } from "../../engine/engine.ts";
import { openDraftFile } from "../../storage/draftFile.ts";
import type { JsonFile } from "../../storage/jsonFile.ts";
import { handle } from "../handle.ts";
import { runJob } from "../jobs.ts";
import { reportPreview } from "../previewProgress.ts";

/**
 * Drafts in; previews, what would be lost and scripts out.
 * @param file where the last draft is kept
 * @returns the file that keeps it
 */
export async function handleDraft(engine: Engine, file: string): Promise<JsonFile<Draft | null>> {
  const kept = await openDraftFile(file);
  handle("draft:preview", ({ jobId, draft, refresh, retry }) =>
    runJob(jobId, "query", (signal, reporter) =>
      engine.preview(draft, signal, { refresh, retry, progress: reportPreview(reporter) }),
    ),
  );
  handle("preview:losses", ({ jobId, previewId }) =>
    runJob(jobId, "query", (signal) => engine.losses(previewId, signal)),
  );
  handle("preview:scripts", ({ jobId, previewId }) =>
    runJob(jobId, "query", () => Promise.resolve(engine.scripts(previewId))),
  );
  handle("draft:kept", () => kept.value);
  handle("draft:keep", async ({ draft }) => {
    await kept.update(() => draft);
    return null;
  });
  return kept;
}
