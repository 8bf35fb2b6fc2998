import { create } from "zustand";
import type { Failure, Result } from "../../../shared/errors.ts";
import type { TagTimeline } from "../../../shared/journal.ts";
import type { TargetState } from "../../../shared/preview.ts";
import { api, type Job } from "../../api.ts";

/** Something that is read. */
export type Reading<T> =
  | { readonly kind: "reading" }
  | { readonly kind: "read"; readonly value: T }
  | { readonly kind: "failed"; readonly failure: Failure };

interface TimelineState {
  /** The reference of the tag whose timeline is shown. */
  readonly text: string | undefined;
  readonly timeline: Reading<TagTimeline>;
  /** What the tag points to now. */
  readonly current: Reading<TargetState>;
  /** When that was read, in RFC 3339. */
  readonly readAt: string;
  /** The content of a point, to compare the current one with. */
  readonly compared:
    | { readonly digest: string; readonly content: Reading<TargetState> }
    | undefined;
  /** Reads the timeline from the journal and the tag from its registry. */
  readonly open: (text: string) => void;
  /** Reads a point's content. @param repository of the tag */
  readonly compare: (repository: string, digest: string) => void;
  /** @returns whether a comparison was shown */
  readonly endComparison: () => boolean;
  /** Stops what is being read. */
  readonly close: () => void;
}

function settled<T>(result: Result<T>): Reading<T> {
  return result.ok
    ? { kind: "read", value: result.value }
    : { kind: "failed", failure: result.error };
}

const reading = { kind: "reading" } as const;

/** The timeline of one tag. */
export const useTimeline = create<TimelineState>()((set, get) => {
  let currentJob: Job<TargetState> | undefined;
  let comparedJob: Job<TargetState> | undefined;

  return {
    text: undefined,
    timeline: reading,
    current: reading,
    readAt: "",
    compared: undefined,
    open: (text) => {
      get().close();
      // Read again, the same timeline stays visible.
      set({ text, current: reading, ...(text === get().text ? {} : { timeline: reading }) });
      const job = api.startJob("target:check", { text });
      currentJob = job;
      void job.result.then((result) => {
        if (currentJob === job) {
          set({ current: settled(result), readAt: new Date().toISOString() });
        }
      });
      void api.invoke("journal:timeline", { text }).then((result) => {
        if (currentJob === job) {
          set({ timeline: settled(result) });
        }
      });
    },
    compare: (repository, digest) => {
      comparedJob?.cancel();
      const job = api.startJob("target:check", { text: `${repository}@${digest}` });
      comparedJob = job;
      set({ compared: { digest, content: reading } });
      void job.result.then((result) => {
        if (comparedJob === job) {
          set({ compared: { digest, content: settled(result) } });
        }
      });
    },
    endComparison: () => {
      comparedJob?.cancel();
      comparedJob = undefined;
      const isShown = get().compared !== undefined;
      set({ compared: undefined });
      return isShown;
    },
    close: () => {
      get().endComparison();
      if (get().current.kind === "reading") {
        currentJob?.cancel();
      }
      currentJob = undefined;
    },
  };
});
