import type { Draft } from "../../../../shared/draft.ts";
import type { Preview, SourceChecks } from "../../../../shared/preview.ts";
import { api, type Job } from "../../../api.ts";
import type { ComposeAccess } from "../composeState.ts";

interface LossesJob {
  /** The preview of the draft is there: asks what it would leave behind. */
  readonly ask: () => void;
  /** The draft has changed: what is under way is of no use any more. */
  readonly giveUp: () => void;
  /** What was found before may be so no more. */
  readonly forget: () => void;
}

const none: SourceChecks = { losses: [], findings: [] };

/** All that the answer depends on; an annotation's wording, say, is none of it, and nobody is asked again. */
function questionOf({ sources, targets, copyReferrers }: Draft, preview: Preview): string | null {
  if (preview.result.kind !== "ready") {
    return null;
  }
  const { carbonCopy, rows } = preview.result.content;
  const found = sources.map(({ id }) => {
    const state = preview.sources[id];
    return [id, state?.kind === "resolved" ? state.source.digest : null];
  });
  const kept = rows.filter((row) => row.kept).map(({ descriptor }) => descriptor.digest);
  return JSON.stringify([found, targets.map(({ text }) => text), copyReferrers, carbonCopy, kept]);
}

/**
 * Requests in the background what only registries know: referrers of the sources that are not copied.
 * @param onPreviewGone requests the preview again
 */
export function createLossesJob({ get, set }: ComposeAccess, onPreviewGone: () => void): LossesJob {
  let running: Job<unknown> | null = null;
  let answered: string | null = null;

  function giveUp(): void {
    running?.cancel();
    running = null;
    const { remoteLosses } = get();
    if (remoteLosses.kind === "asking") {
      set({ remoteLosses: { ...remoteLosses, kind: "known" } });
    }
  }

  function start(question: string, previewId: string): void {
    const { losses, findings } = get().remoteLosses;
    set({ remoteLosses: { kind: "asking", losses, findings } });
    const job = api.startJob("preview:losses", { previewId });
    running = job;
    void job.result.then((answer) => {
      if (running !== job) {
        return;
      }
      running = null;
      if (answer.ok) {
        answered = question;
        set({ remoteLosses: { kind: "known", ...answer.value } });
      } else {
        set({ remoteLosses: { kind: "failed", ...none, error: answer.error } });
        if (answer.error.code === "preview_gone") {
          onPreviewGone();
        }
      }
    });
  }

  return {
    ask: () => {
      giveUp();
      const { draft, preview, remoteLosses } = get();
      const question = preview === null ? null : questionOf(draft, preview);
      if (question === null) {
        set({ remoteLosses: { kind: "known", ...none } });
        answered = null;
      } else if (question === answered) {
        const { losses, findings } = remoteLosses;
        set({ remoteLosses: { kind: "known", losses, findings } });
      } else {
        answered = null;
        start(question, preview?.id ?? "");
      }
    },
    giveUp,
    forget: () => {
      answered = null;
    },
  };
}
