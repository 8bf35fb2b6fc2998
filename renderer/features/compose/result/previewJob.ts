import type { Draft } from "../../../../shared/draft.ts";
import type { SourceState } from "../../../../shared/preview.ts";
import type { Progress } from "../../../../shared/progress.ts";
import { api, type Job } from "../../../api.ts";
import { draftToSend } from "../editDraft.ts";
import { withAttestations } from "./previewResult.ts";
import type { ComposeAccess } from "../composeState.ts";

/** Milliseconds without a change of the draft after which its preview is requested. */
const pauseMs = 150;

interface PreviewListener {
  /** The draft has changed. */
  readonly onStale: () => void;
  /** The preview is of exactly this draft again. */
  readonly onFresh: () => void;
}

interface PreviewJob {
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
  access: ComposeAccess,
  { onStale, onFresh }: PreviewListener,
): PreviewJob {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Job<unknown> | null = null;
  /** Cancelled only once the next job has started, so that sources being resolved are not requested again. */
  let superseded: Job<unknown> | null = null;
  let refreshWanted = false;
  const retries = new Set<string>();

  /** Sets states of sources whose text is still the one that was sent. */
  function setSources(sent: Draft, states: Readonly<Record<string, SourceState>>): void {
    const { sources, draft } = access.get();
    const sentTexts = new Map(sent.sources.map(({ id, text }) => [id, text]));
    const changed = { ...sources };
    for (const { id, text } of draft.sources) {
      const state = states[id];
      if (state !== undefined && sentTexts.get(id) === text) {
        changed[id] = state;
      }
    }
    access.set({ sources: changed });
  }

  /** Shows the entries before all is known of them. */
  function showProgress(progress: Progress): void {
    const { preview, draft } = access.get();
    if (progress.kind === "preview") {
      access.set({ preview: progress.preview, checking: null });
    } else if (progress.kind === "checking" && preview !== null) {
      const { done, total, found } = progress;
      access.set({
        checking: { done, total },
        preview: { ...preview, result: withAttestations(preview.result, found, draft.excluded) },
      });
    }
  }

  function start(): void {
    const draft = draftToSend(access.get().draft);
    const ids = draft.sources.map(({ id }) => id);
    const input = { draft, refresh: refreshWanted, retry: ids.filter((id) => retries.has(id)) };
    retries.clear();
    const job = api.startJob("draft:preview", input, (progress) => {
      if (progress.kind === "sources") {
        setSources(draft, progress.states);
      } else if (running === job) {
        showProgress(progress);
      }
    });
    const previous = superseded;
    superseded = null;
    running = job;
    // Sent after the request of this job.
    queueMicrotask(() => previous?.cancel());
    void job.result.then((answer) => {
      if (running !== job) {
        return;
      }
      running = null;
      access.set({ checking: null });
      if (answer.ok) {
        refreshWanted = false;
        setSources(draft, answer.value.sources);
        access.set({ preview: answer.value, previewStatus: "fresh", previewFailure: null });
        onFresh();
      } else {
        const { error } = answer;
        const { sources } = access.get();
        const failed = ids.filter((id) => sources[id]?.kind === "resolving");
        setSources(draft, Object.fromEntries(failed.map((id) => [id, { kind: "failed", error }])));
        access.set({ previewStatus: "failed", previewFailure: error });
      }
    });
  }

  function schedule(retry: readonly string[] = []): void {
    for (const id of retry) {
      retries.add(id);
    }
    clearTimeout(timer);
    superseded = running ?? superseded;
    running = null;
    onStale();
    access.set({ previewStatus: "working", previewFailure: null, checking: null });
    timer = setTimeout(start, pauseMs);
  }

  return {
    schedule,
    refresh: () => {
      refreshWanted = true;
      schedule();
    },
  };
}
