import { create } from "zustand";
import type { SideInput } from "../../../shared/comparedSide.ts";
import type { Comparison, EntryPair } from "../../../shared/comparison.ts";
import type { FileComparison } from "../../../shared/fileComparison.ts";
import type { Inputs, JobChannel, Outputs } from "../../../shared/ipc/contract.ts";
import { api, type Job } from "../../api.ts";
import { useNavigation } from "../../navigation.ts";
import { type Loading, reading } from "./loading.ts";
import { summarize, summarizeFiles } from "./summarize.ts";
import { nameOf, noParts, partOf, type PartKey, withPart } from "./compareParts.ts";
import {
  type CompareMode,
  firstPairView,
  isSame,
  type ListPlace,
  movedTo,
  nextStep,
  type PairView,
  placesOf,
  pushedHistory,
  type Step,
  type StepHistory,
  stepTitle,
} from "./compareSteps.ts";
import { pairLabel } from "./pairLabel.ts";
import { emptySide, isEmptySide, readField, toSide } from "./sides.ts";

/** The id of the index among the selected entries. */
export const indexId = "index";

/** What is compared, and how. */
type Sides = Pick<Step, "mode" | "before" | "after">;

interface CompareState extends Step, StepHistory {
  /** Where lists were left, by the key that each of them has. */
  readonly places: Readonly<Record<string, ListPlace>>;
  readonly setMode: (mode: CompareMode) => void;
  readonly setSide: (which: "before" | "after", side: SideInput) => void;
  /** Exchanges the sides, and compares them again if they were compared. */
  readonly swap: () => void;
  /** Compares what is in the fields. */
  readonly compare: () => void;
  /** Compares what is shown again, whatever is in the fields, and shows the same entry. */
  readonly compareAgain: () => void;
  /** Compares the indexes of a pair, with a way back. Both must be in a repository. */
  readonly stepInto: (pair: EntryPair) => void;
  /** Shows another comparison of the history as it was left. */
  readonly goTo: (step: number | undefined) => void;
  readonly keepPlace: (key: string, place: ListPlace) => void;
  /** Changes how a pair is shown. */
  readonly changeView: (pairId: string, change: Partial<PairView>) => void;
  /** Compares what was compared at the last start. The result of the draft may not be there yet. */
  readonly ensureOpen: () => void;
  /** Stops reading the indexes. */
  readonly cancel: () => void;
  readonly select: (id: string) => void;
  /** Reads a part, unless it is read or being read. @param isRetry also if it failed */
  readonly read: (key: PartKey, isRetry?: boolean) => void;
  readonly cancelPart: (key: PartKey) => void;
  /** Whether all images that changed are being read. */
  readonly isReadingAll: boolean;
  /** Reads the images of all pairs that changed, some at a time. */
  readonly readAll: () => void;
  readonly stopReadingAll: () => void;
}

/** Pairs that are read at a time. */
const maxReads = 8;

/** The pairs of images that changed. */
export function changedImages({ pairs }: Comparison): readonly EntryPair[] {
  return pairs.filter(
    ({ kind, before, after }) => kind === "changed" && (after ?? before)?.kind !== "index",
  );
}

function isCancelled(state: Loading<unknown>): boolean {
  return state.kind === "failed" && state.failure.code === "cancelled";
}

/** What is selected first: the only pair, or the only one that changed, or else the index. */
function firstSelected({ pairs, document }: Comparison): string {
  const changed = pairs.filter(({ kind }) => kind !== "same");
  const [only] = document === undefined ? pairs : changed;
  return only !== undefined && (document === undefined || changed.length === 1) ? only.id : indexId;
}

/** The state of the Compare view. */
export const useCompare = create<CompareState>()((set, get) => {
  let opening: Job<Comparison> | undefined;
  /** Counts the comparisons, so that what an earlier one reads is ignored. */
  let run = 0;
  const jobs = new Map<string, Job<unknown>>();

  function cancelAll(): void {
    opening?.cancel();
    opening = undefined;
    for (const job of jobs.values()) {
      job.cancel();
    }
    jobs.clear();
    // What they still report is ignored.
    run += 1;
  }

  function start<C extends JobChannel>(
    channel: C,
    input: Omit<Inputs[C], "jobId">,
    onChange: (state: Loading<Outputs[C]>) => void,
  ): Job<Outputs[C]> {
    onChange(reading);
    const job = api.startJob(channel, input, (progress) => {
      if (progress.kind === "working") {
        onChange({ ...progress, kind: "reading" });
      }
    });
    void job.result.then((result) =>
      onChange(
        result.ok
          ? { kind: "read", value: result.value }
          : { kind: "failed", failure: result.error },
      ),
    );
    return job;
  }

  function startJob(
    comparisonId: string,
    key: PartKey,
    onChange: (state: Loading<unknown>) => void,
  ): Job<unknown> {
    if (key.part === "platforms") {
      return start("compare:platforms", { comparisonId, by: key.by }, onChange);
    }
    const { pairId } = key;
    if (key.part === "files") {
      const { withShared, whole } = key;
      return start("compare:files", { comparisonId, pairId, withShared, whole }, onChange);
    }
    return start(`compare:${key.part}`, { comparisonId, pairId }, onChange);
  }

  function startPart(comparisonId: string, key: PartKey): Job<unknown> {
    const name = nameOf(key);
    const earlier = partOf(get(), key);
    const current = run;
    const onChange = (state: Loading<unknown>): void => {
      // Another comparison may have taken its place.
      if (run === current) {
        // Files are read on request: after Cancel, there is what was there before.
        const isUndone = key.part === "files" && isCancelled(state);
        set((parts) => withPart(parts, key, isUndone ? earlier : state));
        if (key.part === "files" && state.kind === "read") {
          useNavigation.getState().announce(summarizeFiles(state.value as FileComparison));
        }
      }
    };
    const job = startJob(comparisonId, key, onChange);
    jobs.set(name, job);
    void job.result.finally(() => jobs.get(name) === job && jobs.delete(name));
    return job;
  }

  /** Starts another comparison; the shown one can be come back to. */
  function startStep(step: Pick<Step, "mode" | "before" | "after" | "title" | "above">): void {
    const history = pushedHistory(get());
    const places = placesOf(get().places, history.past);
    set({ ...history, ...step, views: {}, places, step: nextStep() });
  }

  /**
   * Compares two sides, or the platforms of one.
   * @param selected the entry to select, if it is still there
   * @param sides by default what is in the fields
   */
  function open(selected?: string, { mode, before, after }: Sides = get()): void {
    cancelAll();
    const current = run;
    const compared = { mode, before, after, previewId: undefined };
    set({ ...noParts, compared, isReadingAll: false });
    const sides = [toSide(before), mode === "platforms" ? undefined : toSide(after)] as const;
    const failed = sides.find((side) => side?.kind === "failed");
    if (failed?.kind === "failed") {
      set({ comparison: failed });
      return;
    }
    const [old, now] = sides.map((side) => (side?.kind === "side" ? side.side : undefined));
    if (old === undefined) {
      return;
    }
    const preview = [old, now].find((side) => side?.kind === "preview");
    set({ compared: { ...compared, previewId: preview?.previewId } });
    opening = start(
      "compare:open",
      { before: old, ...(now === undefined ? {} : { after: now }) },
      (comparison) => {
        if (run === current) {
          set({ comparison });
          if (comparison.kind === "read") {
            const { value } = comparison;
            const isThere = selected === indexId || value.pairs.some(({ id }) => id === selected);
            set({ selected: isThere && selected !== undefined ? selected : firstSelected(value) });
            useNavigation.getState().announce(summarize(comparison.value));
          }
        }
      },
    );
    void opening.result.then(() => {
      if (run === current) {
        opening = undefined;
      }
    });
  }

  async function readChanged(comparison: Comparison): Promise<void> {
    const queue = changedImages(comparison).filter(
      ({ id }) => (get().images[id]?.kind ?? "failed") === "failed",
    );
    const isWanted = (): boolean => {
      const { comparison: current, isReadingAll } = get();
      return isReadingAll && current?.kind === "read" && current.value.id === comparison.id;
    };
    const readSome = async (): Promise<void> => {
      for (let pair = queue.shift(); pair !== undefined && isWanted(); pair = queue.shift()) {
        await startPart(comparison.id, { part: "images", pairId: pair.id }).result;
      }
    };
    await Promise.all(Array.from({ length: maxReads }, readSome));
    if (isWanted()) {
      set({ isReadingAll: false });
    }
  }

  return {
    mode: "contents",
    before: emptySide,
    after: emptySide,
    comparison: undefined,
    compared: undefined,
    selected: indexId,
    ...noParts,
    views: {},
    title: "",
    above: [],
    step: 0,
    past: [],
    future: [],
    places: {},
    setMode: (mode) => set({ mode }),
    setSide: (which, side) => set(which === "before" ? { before: side } : { after: side }),
    swap: () => {
      const { before, after, comparison, compared, above, title } = get();
      set({ before: after, after: before });
      if (comparison === undefined || compared?.mode !== "contents") {
        return;
      }
      if (isSame(compared, { mode: compared.mode, before, after })) {
        const sides = { mode: compared.mode, before: after, after: before };
        set({ title: above.length === 0 ? stepTitle(sides) : title });
        open();
      } else {
        get().compare();
      }
    },
    compare: () => {
      const { mode, compared } = get();
      const [before, after] = [readField(get().before), readField(get().after)];
      if (isEmptySide(before) || (mode === "contents" && isEmptySide(after))) {
        return;
      }
      set({ before, after });
      if (!isSame(compared, { mode, before, after })) {
        const sides = { mode, before, after };
        startStep({ ...sides, title: stepTitle(sides), above: [] });
      }
      open();
    },
    compareAgain: () => {
      const { compared, selected } = get();
      open(selected, compared);
    },
    stepInto: (pair) => {
      const { beforeReference, afterReference } = pair;
      if (beforeReference !== undefined && afterReference !== undefined) {
        const { above, step, title } = get();
        startStep({
          mode: "contents",
          before: { kind: "reference", text: beforeReference },
          after: { kind: "reference", text: afterReference },
          title: pairLabel(pair),
          above: [...above, { step, title }],
        });
        open();
      }
    },
    goTo: (step) => {
      const moved = movedTo(get(), step);
      if (moved !== undefined) {
        cancelAll();
        set({ ...moved, isReadingAll: false });
        useNavigation.getState().announce(`Shows ${moved.title}`);
        if (moved.comparison === undefined) {
          open(moved.selected);
        }
      }
    },
    keepPlace: (key, place) => set(({ places }) => ({ places: { ...places, [key]: place } })),
    changeView: (pairId, change) =>
      set(({ views }) => ({
        views: { ...views, [pairId]: { ...firstPairView, ...views[pairId], ...change } },
      })),
    ensureOpen: () => {
      const { mode, before, after, comparison, compared, selected } = get();
      const sides = [compared?.before, compared?.after];
      const isReady = sides.every((side) => side?.kind !== "draft");
      if (comparison === undefined && isReady && isSame(compared, { mode, before, after })) {
        open(selected);
      }
    },
    cancel: () => opening?.cancel(),
    select: (selected) => set({ selected }),
    read: (key, isRetry = false) => {
      const { comparison } = get();
      const state = partOf(get(), key);
      if (comparison?.kind === "read" && (state === undefined || isRetry)) {
        startPart(comparison.value.id, key);
      }
    },
    cancelPart: (key) => jobs.get(nameOf(key))?.cancel(),
    isReadingAll: false,
    readAll: () => {
      const { comparison } = get();
      if (comparison?.kind === "read") {
        set({ isReadingAll: true });
        void readChanged(comparison.value);
      }
    },
    stopReadingAll: () => {
      set({ isReadingAll: false });
      // Packages and files were asked for on their own.
      Object.keys(get().images).forEach((pairId) => get().cancelPart({ part: "images", pairId }));
    },
  };
});

/** The comparisons that are shown, or that Back and Forward lead to. */
function comparisonIds(state: CompareState): readonly string[] {
  return [state, ...state.past, ...state.future].flatMap(({ comparison }) =>
    comparison?.kind === "read" ? [comparison.value.id] : [],
  );
}

// The engine keeps the files of a comparison as long as it may be shown.
useCompare.subscribe((state, previous) => {
  if (state.comparison !== previous.comparison || state.past !== previous.past) {
    const kept = comparisonIds(state);
    const gone = comparisonIds(previous).filter((id) => !kept.includes(id));
    if (gone.length > 0) {
      void api.invoke("compare:close", { comparisonIds: gone });
    }
  }
});
