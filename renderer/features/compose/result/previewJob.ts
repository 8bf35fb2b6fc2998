import type { Draft } from "../../../../shared/draft.ts";
import type { Preview, SourceState } from "../../../../shared/preview.ts";
import type { Progress } from "../../../../shared/progress.ts";
import { api, type Job } from "../../../api.ts";
import type { ComposeAccess } from "../composeState.ts";
import { draftToSend } from "../editDraft.ts";
import { keepEqualRows } from "./keepEqualRows.ts";
import { withAttestations } from "./previewResult.ts";

/** Milliseconds without a change of the draft after which its preview is requested. */
const pauseMs = 150;

interface PreviewListener {
  /** Called when the draft changes. */
  readonly onStale: () => void;
  /** Called when the preview is that of the current draft. */
  readonly onFresh: () => void;
}

export interface PreviewJob {
  /**
   * Requests the preview of the draft after a pause.
   * @param retry ids of sources to resolve again if they failed before
   */
  readonly schedule: (retry?: readonly string[]) => void;
  /** Requests the preview with all sources resolved again. */
  readonly refresh: () => void;
}

/** Keeps the preview, and the states of the sources, up to date with the draft. */
export function createPreviewJob(
  { get, set }: ComposeAccess,
  { onStale, onFresh }: PreviewListener,
): PreviewJob {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Job<unknown> | undefined;
  /** Cancelled only once the next job has started, so that sources being resolved are not requested again. */
  let superseded: Job<unknown> | undefined;
  let isRefresh = false;
  const retries = new Set<string>();

  /** The states of the sources, with new ones of those whose text is still the one that was sent. */
  function withStates(
    sent: Draft,
    states: Readonly<Record<string, SourceState>>,
  ): Readonly<Record<string, SourceState>> {
    const { sources, draft } = get();
    const sentTexts = new Map(sent.sources.map(({ id, text }) => [id, text]));
    const changed = { ...sources };
    for (const { id, text } of draft.sources) {
      const state = states[id];
      if (state !== undefined && sentTexts.get(id) === text) {
        changed[id] = state;
      }
    }
    return changed;
  }

  /** The preview to show, with the equal rows of the one before. */
  function toShow(preview: Preview): Preview {
    return { ...preview, result: keepEqualRows(get().preview?.result, preview.result) };
  }

  /** Shows entries and attestations before the preview is complete. */
  function showProgress(progress: Progress): void {
    const { preview, draft } = get();
    if (progress.kind === "working") {
      const { message: label, done, total } = progress;
      set({ attestationProgress: { label, done, total } });
    } else if (progress.kind === "preview") {
      set({ preview: toShow(progress.preview), attestationProgress: undefined });
    } else if (progress.kind === "checking" && preview !== undefined) {
      const { done, total, found } = progress;
      set({
        attestationProgress: { done, total },
        preview: { ...preview, result: withAttestations(preview.result, found, draft.excluded) },
      });
    }
  }

  function start(): void {
    const draft = draftToSend(get().draft);
    const ids = draft.sources.map(({ id }) => id);
    const input = { draft, refresh: isRefresh, retry: ids.filter((id) => retries.has(id)) };
    retries.clear();
    const job = api.startJob("draft:preview", input, (progress) => {
      if (progress.kind === "sources") {
        set({ sources: withStates(draft, progress.states) });
      } else if (running === job) {
        showProgress(progress);
      }
    });
    const previous = superseded;
    superseded = undefined;
    running = job;
    // Sent after the request of this job.
    queueMicrotask(() => previous?.cancel());
    void job.result.then((result) => {
      if (running !== job) {
        return;
      }
      running = undefined;
      // Set in one step: each one renders the window.
      if (result.ok) {
        isRefresh = false;
        set({
          sources: withStates(draft, result.value.sources),
          attestationProgress: undefined,
          preview: toShow(result.value),
          previewStatus: "fresh",
          previewFailure: undefined,
        });
        onFresh();
      } else {
        const { error } = result;
        const { sources } = get();
        const failed = ids.filter((id) => sources[id]?.kind === "resolving");
        set({
          sources: withStates(
            draft,
            Object.fromEntries(failed.map((id) => [id, { kind: "failed", error }])),
          ),
          attestationProgress: undefined,
          previewStatus: "failed",
          previewFailure: error,
        });
      }
    });
  }

  function schedule(retry: readonly string[] = []): void {
    for (const id of retry) {
      retries.add(id);
    }
    clearTimeout(timer);
    superseded = running ?? superseded;
    running = undefined;
    onStale();
    set({ previewStatus: "working", previewFailure: undefined, attestationProgress: undefined });
    timer = setTimeout(start, pauseMs);
  }

  return {
    schedule,
    refresh: () => {
      isRefresh = true;
      schedule();
    },
  };
}
