import type { SourceState } from "../../../../shared/preview.ts";
import type { Progress } from "../../../../shared/progress.ts";
import { api, type Job } from "../../../api.ts";
import { draftToSend } from "../editDraft.ts";
import { withAttestations } from "./previewResult.ts";
import type { ComposeAccess, ComposeData, SourceStatus } from "../composeState.ts";

/** How long typing may pause before the preview is asked for, in milliseconds. */
const pause = 150;
/** The same while sources are still being resolved: one that settles soon is waited for. */
const pauseForSources = 700;

/** What goes along with the preview. */
interface PreviewFollower {
  /** The draft has changed. */
  readonly onStale: () => void;
  /** The preview is of exactly this draft again. */
  readonly onFresh: () => void;
}

interface PreviewJob {
  /** The draft has changed: what is under way is of no use any more. */
  readonly schedule: () => void;
  /** Asks the registries again at the next preview instead of using what was found before. */
  readonly refresh: () => void;
}

function mergeSources(
  known: Readonly<Record<string, SourceStatus>>,
  fresh: Readonly<Record<string, SourceState>>,
): Readonly<Record<string, SourceStatus>> {
  const merged = { ...known };
  for (const [id, state] of Object.entries(fresh)) {
    if (id in merged) {
      merged[id] = state;
    }
  }
  return merged;
}

/**
 * Sources that the preview leaves out: those still being resolved, and those that failed, unless all are asked
 * for again. Whether a bare digest has a repository depends on the rest of the draft, so that is always tried.
 */
function skippedSources({ draft, sources }: ComposeData, refresh: boolean): string[] {
  return draft.sources.flatMap(({ id }) => {
    const status = sources[id];
    const failed = status?.kind === "failed" && status.error.code !== "no_repository" && !refresh;
    return failed || status?.kind === "resolving" ? [id] : [];
  });
}

/** Keeps the preview up with the draft: waits for a pause in typing, drops answers that come too late. */
export function createPreviewJob(
  access: ComposeAccess,
  sourcesAreIdle: () => boolean,
  { onStale, onFresh }: PreviewFollower,
): PreviewJob {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Job<unknown> | null = null;
  let refreshWanted = false;

  function giveUp(): void {
    clearTimeout(timer);
    running?.cancel();
    running = null;
  }

  /** The entries are shown before all is known of them. */
  function showProgress(progress: Progress): void {
    const { preview, sources, draft } = access.get();
    if (progress.kind === "preview") {
      access.set({
        preview: progress.preview,
        sources: mergeSources(sources, progress.preview.sources),
      });
    } else if (progress.kind === "checking" && preview !== null) {
      const { done, total, found } = progress;
      access.set({
        checking: { done, total },
        preview: { ...preview, result: withAttestations(preview.result, found, draft.excluded) },
      });
    }
  }

  function start(): void {
    const input = {
      draft: draftToSend(access.get().draft),
      refresh: refreshWanted,
      skip: skippedSources(access.get(), refreshWanted),
    };
    const job = api.startJob("draft:preview", input, (progress) => {
      if (running === job) {
        showProgress(progress);
      }
    });
    running = job;
    void job.result.then((answer) => {
      if (running !== job) {
        return;
      }
      running = null;
      access.set({ checking: null });
      if (answer.ok) {
        refreshWanted = false;
        access.set({
          preview: answer.value,
          previewStatus: "fresh",
          previewFailure: null,
          sources: mergeSources(access.get().sources, answer.value.sources),
        });
        onFresh();
      } else {
        access.set({ previewStatus: "failed", previewFailure: answer.error });
      }
    });
  }

  /** Sources that are being resolved get more time; each that settles schedules again. */
  function startOrWait(): void {
    if (sourcesAreIdle()) {
      start();
    } else {
      timer = setTimeout(start, pauseForSources - pause);
    }
  }

  function schedule(): void {
    giveUp();
    onStale();
    access.set({ previewStatus: "working", previewFailure: null, checking: null });
    timer = setTimeout(startOrWait, pause);
  }

  return {
    schedule,
    refresh: () => {
      refreshWanted = true;
      schedule();
    },
  };
}
