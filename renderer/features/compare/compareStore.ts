import { create } from "zustand";
import type { SideInput } from "../../../shared/comparedSide.ts";
import type {
  Comparison,
  EntryPair,
  ImageComparison,
  PackageComparison,
  PlatformSkew,
} from "../../../shared/comparison.ts";
import type { FileComparison } from "../../../shared/fileComparison.ts";
import type { Inputs, JobChannel, Outputs } from "../../../shared/ipc/contract.ts";
import { api, type Job } from "../../api.ts";
import { useNavigation } from "../../navigation.ts";
import { useViewState } from "../../viewState.ts";
import { type Loading, reading } from "./loading.ts";
import { summarize } from "./summarize.ts";
import { emptySide, isEmptySide, toSide } from "./sides.ts";

/** What is compared: two contents, or the platforms of the first one. */
export type CompareMode = "contents" | "platforms";

/** The id of the index among the selected entries. */
export const indexId = "index";

/** The files of a pair, and which of their layers to read. */
export interface FilesKey {
  readonly part: "files";
  readonly pairId: string;
  readonly withShared: boolean;
  readonly whole: boolean;
}

/** A part of a comparison that is read when it is shown; files are read on request. */
export type PartKey =
  | { readonly part: "images" | "packages"; readonly pairId: string }
  | FilesKey
  | { readonly part: "platforms"; readonly by: "images" | "packages" };

interface Parts {
  readonly images: Readonly<Record<string, Loading<ImageComparison>>>;
  readonly packages: Readonly<Record<string, Loading<PackageComparison>>>;
  readonly files: Readonly<Record<string, Loading<FileComparison>>>;
  readonly platforms: Readonly<Partial<Record<"images" | "packages", Loading<PlatformSkew>>>>;
}

interface CompareState extends Parts {
  readonly mode: CompareMode;
  readonly before: SideInput;
  readonly after: SideInput;
  /** Undefined before the first comparison. */
  readonly comparison: Loading<Comparison> | undefined;
  /** What was compared: the mode and fields may have changed since. */
  readonly compared:
    | {
        readonly mode: CompareMode;
        /** The preview whose result is a side. */
        readonly previewId: string | undefined;
      }
    | undefined;
  /** `indexId`, or the id of a pair. */
  readonly selected: string;
  readonly setMode: (mode: CompareMode) => void;
  readonly setSide: (which: "before" | "after", side: SideInput) => void;
  /** Exchanges the sides, and compares them again if they were compared. */
  readonly swap: () => void;
  /** Compares what is in the fields. */
  readonly compare: () => void;
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

const noParts: Parts = { images: {}, packages: {}, files: {}, platforms: {} };

function nameOf(key: PartKey): string {
  return key.part === "platforms" ? `platforms ${key.by}` : `${key.part} ${key.pairId}`;
}

/** The parts with another state of one of them. */
function withPart(parts: Parts, key: PartKey, state: Loading<unknown> | undefined): Partial<Parts> {
  return key.part === "platforms"
    ? { platforms: { ...parts.platforms, [key.by]: state } }
    : { [key.part]: { ...parts[key.part], [key.pairId]: state } };
}

/** The state of a part; undefined if it was not asked for. */
export function partOf(parts: Parts, key: PartKey): Loading<unknown> | undefined {
  return key.part === "platforms" ? parts.platforms[key.by] : parts[key.part][key.pairId];
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
  }

  /** Remembers the fields for the next start. */
  function rememberFields(): void {
    const { mode, before, after } = get();
    useViewState.getState().remember({ compared: { mode, before, after } });
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
    const onChange = (state: Loading<unknown>): void => {
      const { comparison } = get();
      // Another comparison may have taken its place.
      if (comparison?.kind === "read" && comparison.value.id === comparisonId) {
        // Files are read on request: after Cancel, there is what was there before.
        const isUndone = key.part === "files" && isCancelled(state);
        set((parts) => withPart(parts, key, isUndone ? earlier : state));
      }
    };
    const job = startJob(comparisonId, key, onChange);
    jobs.set(name, job);
    void job.result.finally(() => jobs.get(name) === job && jobs.delete(name));
    return job;
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
    setMode: (mode) => {
      set({ mode });
      rememberFields();
    },
    setSide: (which, side) => set(which === "before" ? { before: side } : { after: side }),
    swap: () => {
      const { before, after, comparison, compared } = get();
      set({ before: after, after: before });
      if (comparison !== undefined && compared?.mode === "contents") {
        get().compare();
      } else {
        rememberFields();
      }
    },
    compare: () => {
      const { mode, before, after } = get();
      const isComplete = !isEmptySide(before) && (mode === "platforms" || !isEmptySide(after));
      if (!isComplete) {
        return;
      }
      cancelAll();
      run += 1;
      const current = run;
      rememberFields();
      set({ ...noParts, compared: { mode, previewId: undefined }, isReadingAll: false });
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
      set({ compared: { mode, previewId: preview?.previewId } });
      opening = start(
        "compare:open",
        { before: old, ...(now === undefined ? {} : { after: now }) },
        (comparison) => {
          if (run === current) {
            set({ comparison });
            if (comparison.kind === "read") {
              set({ selected: firstSelected(comparison.value) });
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
      for (const job of jobs.values()) {
        job.cancel();
      }
    },
  };
});
