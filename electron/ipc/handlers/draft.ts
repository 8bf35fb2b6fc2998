import type { Draft } from "../../../shared/draft.ts";
import type { Engine } from "../../engine/engine.ts";
import { openDraftFile } from "../../storage/draftFile.ts";
import type { JsonFile } from "../../storage/jsonFile.ts";
import { emit } from "../emit.ts";
import { handle } from "../handle.ts";
import { runJob } from "../jobs.ts";
import { createPreviewReporter } from "../previewReporter.ts";

/**
 * Drafts in; previews, what would be lost and scripts out.
 * @param file where the last draft is kept
 * @returns the file that keeps it
 */
export async function handleDraft(engine: Engine, file: string): Promise<JsonFile<Draft | null>> {
  const kept = await openDraftFile(file);
  handle("draft:preview", ({ jobId, draft, refresh, skip }) =>
    runJob(jobId, "query", async (signal) => {
      const reporter = createPreviewReporter((progress) =>
        emit("job:progress", { jobId, progress }),
      );
      try {
        return await engine.preview(draft, refresh, signal, new Set(skip), reporter);
      } finally {
        reporter.stop();
      }
    }),
  );
  handle("draft:losses", ({ jobId, draft }) =>
    runJob(jobId, "query", (signal) => engine.losses(draft, signal)),
  );
  handle("draft:scripts", ({ jobId, draft }) =>
    runJob(jobId, "query", (signal) => engine.scripts(draft, signal)),
  );
  handle("draft:kept", () => kept.value);
  handle("draft:keep", async ({ draft }) => {
    await kept.update(() => draft);
    return null;
  });
  return kept;
}
