import type { Draft } from "../../../../shared/draft.ts";
import type { Preview, SourceChecks } from "../../../../shared/preview.ts";
import { api, type Job } from "../../../api.ts";
import type { ComposeAccess } from "../composeState.ts";

export interface LossesJob {
  /** Requests the losses of a fresh preview, unless nothing they depend on has changed. */
  readonly update: () => void;
  /** Cancels a running request. */
  readonly cancel: () => void;
  /** Requests the losses with the next update, even if nothing has changed. */
  readonly invalidate: () => void;
}

const none: SourceChecks = { losses: [], findings: [] };

/** Equal for two drafts with the same remote losses; undefined without a result. Annotations, say, do not matter. */
function cacheKey(
  { sources, targets, copyReferrers }: Draft,
  preview: Preview,
): string | undefined {
  if (preview.result.kind !== "ready") {
    return undefined;
  }
  const { carbonCopy, rows } = preview.result.content;
  const digests = sources.map(({ id }) => {
    const state = preview.sources[id];
    return [id, state?.kind === "resolved" ? state.source.digest : ""];
  });
  const kept = rows
    .filter((row) => row.kept)
    .map(({ descriptor: { digest, size, platform }, becomes, attestations }) => [
      digest,
      becomes?.digest,
      size,
      platform,
      attestations.map(({ excluded }) => excluded === true),
    ]);
  return JSON.stringify([
    digests,
    targets.map(({ text }) => text),
    copyReferrers,
    carbonCopy,
    kept,
  ]);
}

/**
 * Creates the job that requests what only registries know: referrers of the sources that are not copied, and findings
 * about the content of entries.
 * @param onPreviewGone requests the preview again
 */
export function createLossesJob({ get, set }: ComposeAccess, onPreviewGone: () => void): LossesJob {
  let running: Job<unknown> | undefined;
  /** The key of the losses in the state. */
  let currentKey: string | undefined;

  function cancel(): void {
    running?.cancel();
    running = undefined;
    const { remoteLosses } = get();
    if (remoteLosses.kind === "loading") {
      set({ remoteLosses: { ...remoteLosses, kind: "known" } });
    }
  }

  function start(key: string, previewId: string): void {
    const { losses, findings } = get().remoteLosses;
    set({ remoteLosses: { kind: "loading", losses, findings } });
    const job = api.startJob("preview:losses", { previewId });
    running = job;
    void job.result.then((result) => {
      if (running !== job) {
        return;
      }
      running = undefined;
      if (result.ok) {
        currentKey = key;
        const { losses: known, findings: found, previewFindings } = result.value;
        set({ remoteLosses: { kind: "known", losses: known, findings: found } });
        const { preview } = get();
        if (previewFindings !== undefined && preview?.id === previewId) {
          set({ preview: { ...preview, findings: previewFindings } });
        }
      } else {
        set({ remoteLosses: { kind: "failed", ...none, error: result.error } });
        if (result.error.code === "preview_gone") {
          onPreviewGone();
        }
      }
    });
  }

  return {
    update: () => {
      cancel();
      const { draft, preview, remoteLosses } = get();
      const key = preview && cacheKey(draft, preview);
      if (preview === undefined || key === undefined) {
        set({ remoteLosses: { kind: "known", ...none } });
        currentKey = undefined;
      } else if (key === currentKey) {
        const { losses, findings } = remoteLosses;
        set({ remoteLosses: { kind: "known", losses, findings } });
      } else {
        currentKey = undefined;
        start(key, preview.id);
      }
    },
    cancel,
    invalidate: () => {
      currentKey = undefined;
    },
  };
}
