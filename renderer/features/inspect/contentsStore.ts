import { create } from "zustand";
import type { Failure } from "../../../shared/errors.ts";
import type {
  EntryDetails,
  HealthProblem,
  HealthReport,
  Inspection,
  Referrers,
} from "../../../shared/inspection.ts";
import { api, type Job } from "../../api.ts";
import { VisibleReads } from "../../ui/list/visibleReads.ts";
import { entryKey, type ListedEntry } from "./listedEntry.ts";
import { startInspection } from "./startInspection.ts";

/** Content that is read when it is asked for. */
export type Reading<T> =
  | { readonly kind: "reading" }
  | { readonly kind: "read"; readonly value: T }
  | { readonly kind: "failed"; readonly error: Failure };

/** A check of an index with all that it lists. */
export type HealthCheck =
  | {
      readonly kind: "checking" | "stopped";
      readonly done: number;
      readonly total: number;
      readonly problems: readonly HealthProblem[];
      readonly moreProblems: number;
    }
  | { readonly kind: "checked"; readonly report: HealthReport }
  | { readonly kind: "failed"; readonly error: Failure };

interface ContentsState {
  /** What the tree shows of indexes and images, by reference. */
  readonly inspections: Readonly<Record<string, Reading<Inspection>>>;
  /** What is known of entries, by {@link entryKey}. */
  readonly details: Readonly<Record<string, EntryDetails>>;
  /** What refers to a digest, by `repository@digest`. */
  readonly referrers: Readonly<Record<string, Reading<Referrers>>>;
  /** By `repository@digest`. */
  readonly health: Readonly<Record<string, HealthCheck>>;
  /** Entries that are being read; undefined if none. */
  readonly entryReads: { readonly done: number; readonly total: number } | undefined;
  /** Whether the user stopped the reading of entries. */
  readonly areReadsStopped: boolean;
  /** Keeps an inspection that was read for a visit. */
  readonly keepInspection: (text: string, inspection: Inspection) => void;
  readonly readInspection: (text: string) => void;
  /** Reads entries unless they are known. */
  readonly readEntries: (entries: readonly ListedEntry[]) => void;
  /** Forgets entries that wait to be read. */
  readonly skipEntries: (entries: readonly ListedEntry[]) => void;
  readonly stopReads: () => void;
  readonly resumeReads: () => void;
  readonly readReferrers: (repository: string, digest: string) => void;
  /** Reads what refers to a digest while its row is on screen, a few rows at a time, unless it is known or failed. */
  readonly wantReferrers: (repository: string, digest: string) => void;
  /** Forgets a wish whose read has not started. */
  readonly dropReferrers: (repository: string, digest: string) => void;
  readonly checkHealth: (repository: string, digest: string) => void;
  readonly stopHealthCheck: (repository: string, digest: string) => void;
  /** Forgets what was read of a repository, but for the indexes that trees show. */
  readonly forget: (repository: string) => void;
}

/** Entries that are requested together: a page of a list. */
const maxBatch = 48;
/** Milliseconds in which entries are collected. */
const batchMs = 30;
/** Inspections that are kept for trees. */
const maxInspections = 30;

/** What was read besides the visits: entries on screen, what refers to them, nested indexes, checks. */
export const useContents = create<ContentsState>()((set, get) => {
  /** Entries that wait to be read. */
  const waiting = new Map<string, ListedEntry>();
  let total = 0;
  let running: Job<unknown> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const healthJobs = new Map<string, Job<HealthReport>>();

  function keepDetails(
    batch: readonly ListedEntry[],
    read: Readonly<Record<number, EntryDetails>>,
  ) {
    const added = Object.entries(read).flatMap(([position, details]) => {
      const entry = batch[Number(position)];
      return entry === undefined ? [] : [[entryKey(entry), details] as const];
    });
    set({ details: { ...get().details, ...Object.fromEntries(added) } });
  }

  function showReads(): void {
    const left = waiting.size;
    set({ entryReads: total === 0 ? undefined : { done: total - left, total } });
  }

  function schedule(): void {
    if (running === undefined && timer === undefined && !get().areReadsStopped) {
      timer = setTimeout(() => {
        timer = undefined;
        void readBatch();
      }, batchMs);
    }
  }

  /** Reads waiting entries of one repository, then the next ones. */
  async function readBatch(): Promise<void> {
    const repository = waiting.values().next().value?.repository;
    if (repository === undefined) {
      total = 0;
      showReads();
      return;
    }
    const batch = [...waiting.values()]
      .filter((entry) => entry.repository === repository)
      .slice(0, maxBatch);
    const entries = batch.map(({ mediaType, digest, size, platform, isAttestation }) => ({
      mediaType,
      digest,
      size,
      isAttestation,
      ...(platform === undefined ? {} : { platform }),
    }));
    const job = api.startJob("inspect:entries", { repository, entries }, (progress) => {
      if (running === job && progress.kind === "entries") {
        keepDetails(batch, progress.read);
      }
    });
    running = job;
    showReads();
    const result = await job.result;
    if (running !== job) {
      return;
    }
    running = undefined;
    keepDetails(
      batch,
      result.ok
        ? result.value
        : batch.map((): EntryDetails => ({ kind: "failed", error: result.error })),
    );
    for (const entry of batch) {
      waiting.delete(entryKey(entry));
    }
    showReads();
    void readBatch();
  }

  function cancelReads(): void {
    running?.cancel();
    running = undefined;
    clearTimeout(timer);
    timer = undefined;
  }

  function setHealth(key: string, check: HealthCheck | undefined): void {
    const { [key]: _, ...others } = get().health;
    set({ health: check === undefined ? others : { ...others, [key]: check } });
  }

  async function readReferrers(key: string): Promise<void> {
    const known = get().referrers[key];
    if (known?.kind === "reading" || known?.kind === "read") {
      return;
    }
    const keep = (value: Reading<Referrers>): void =>
      set({ referrers: { ...get().referrers, [key]: value } });
    keep({ kind: "reading" });
    const at = key.lastIndexOf("@");
    const request = { repository: key.slice(0, at), digest: key.slice(at + 1) };
    const result = await api.startJob("inspect:referrers", request).result;
    keep(
      result.ok ? { kind: "read", value: result.value } : { kind: "failed", error: result.error },
    );
  }

  const referrersOnScreen = new VisibleReads(readReferrers);

  function setInspection(text: string, inspection: Reading<Inspection>): void {
    const { [text]: _, ...others } = get().inspections;
    const kept = Object.entries(others).slice(1 - maxInspections);
    set({ inspections: { ...Object.fromEntries(kept), [text]: inspection } });
  }

  return {
    inspections: {},
    details: {},
    referrers: {},
    health: {},
    entryReads: undefined,
    areReadsStopped: false,
    keepInspection: (text, inspection) => {
      const known = get().inspections[text];
      if (known?.kind !== "read" || known.value !== inspection) {
        setInspection(text, { kind: "read", value: inspection });
      }
    },
    readInspection: (text) => {
      const known = get().inspections[text];
      if (known?.kind === "reading" || known?.kind === "read") {
        return;
      }
      setInspection(text, { kind: "reading" });
      void startInspection({ text }).result.then((result) =>
        setInspection(
          text,
          result.ok
            ? { kind: "read", value: result.value }
            : { kind: "failed", error: result.error },
        ),
      );
    },
    readEntries: (entries) => {
      const { details } = get();
      for (const entry of entries) {
        const key = entryKey(entry);
        if (details[key] === undefined && !waiting.has(key)) {
          waiting.set(key, entry);
          total += 1;
        }
      }
      if (waiting.size > 0) {
        schedule();
      }
    },
    skipEntries: (entries) => {
      for (const entry of entries) {
        // A running request is not worth cancelling: its results are used when the entries are shown again.
        if (waiting.delete(entryKey(entry))) {
          total -= 1;
        }
      }
    },
    stopReads: () => {
      cancelReads();
      set({ areReadsStopped: true });
      showReads();
    },
    resumeReads: () => {
      set({ areReadsStopped: false });
      schedule();
    },
    readReferrers: (repository, digest) => void readReferrers(`${repository}@${digest}`),
    wantReferrers: (repository, digest) => {
      const key = `${repository}@${digest}`;
      if (get().referrers[key] === undefined) {
        referrersOnScreen.want(key);
      }
    },
    dropReferrers: (repository, digest) => referrersOnScreen.drop(`${repository}@${digest}`),
    checkHealth: (repository, digest) => {
      const key = `${repository}@${digest}`;
      if (healthJobs.has(key)) {
        return;
      }
      let problems: readonly HealthProblem[] = [];
      setHealth(key, { kind: "checking", done: 0, total: 0, problems, moreProblems: 0 });
      const job = api.startJob("inspect:health", { repository, digest }, (progress) => {
        if (healthJobs.get(key) === job && progress.kind === "health") {
          problems = [...problems, ...progress.found];
          setHealth(key, { ...progress, kind: "checking", problems });
        }
      });
      healthJobs.set(key, job);
      void job.result.then((result) => {
        if (healthJobs.get(key) === job) {
          healthJobs.delete(key);
          setHealth(
            key,
            result.ok
              ? { kind: "checked", report: result.value }
              : { kind: "failed", error: result.error },
          );
        }
      });
    },
    stopHealthCheck: (repository, digest) => {
      const key = `${repository}@${digest}`;
      healthJobs.get(key)?.cancel();
      healthJobs.delete(key);
      const check = get().health[key];
      if (check?.kind === "checking") {
        setHealth(key, { ...check, kind: "stopped" });
      }
    },
    forget: (repository) => {
      const isOther = ([key]: readonly [string, unknown]): boolean =>
        !key.startsWith(`${repository}@`) && !key.startsWith(`${repository} `);
      const others = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
        Object.fromEntries(Object.entries(record).filter(isOther));
      for (const [key, job] of healthJobs) {
        if (!isOther([key, job])) {
          job.cancel();
          healthJobs.delete(key);
        }
      }
      const { details, referrers, health } = get();
      set({
        details: others(details),
        referrers: others(referrers),
        health: others(health),
        areReadsStopped: false,
      });
    },
  };
});
