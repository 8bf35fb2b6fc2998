import type { InspectProgress } from "../engine/inspect/inspectContent.ts";
import type { EntryDetails, HealthProblem } from "../../shared/inspection.ts";
import type { HealthProgress } from "../engine/inspect/health.ts";
import { calmMs, intervalMs, type ProgressReporter } from "./progressReporter.ts";

/** Reports what an inspection reads, for each part that takes long. */
export function reportInspection(reporter: ProgressReporter): InspectProgress {
  return {
    onRead(what, size) {
      const bytes = size === undefined ? "" : `, ${size.toLocaleString("en")} bytes`;
      const message = `Reading ${what}${bytes}…`;
      reporter.cancel("working");
      reporter.report("working", calmMs, () => ({ kind: "working", message, done: 0, total: 0 }));
    },
  };
}

/** Collects the details of entries and reports them. */
export function reportEntries(reporter: ProgressReporter): {
  readonly onRead: (position: number, details: EntryDetails) => void;
  /** All that was read, by position. */
  readonly read: Readonly<Record<number, EntryDetails>>;
} {
  const read: Record<number, EntryDetails> = {};
  let fresh: Record<number, EntryDetails> = {};
  return {
    read,
    onRead(position, details) {
      read[position] = details;
      fresh[position] = details;
      reporter.report("entries", intervalMs, () => {
        const progress = { kind: "entries", read: fresh } as const;
        fresh = {};
        return progress;
      });
    },
  };
}

/** Reports how far a check of an index is, and what it has found. */
export function reportHealth(reporter: ProgressReporter): HealthProgress {
  let counts = { done: 0, total: 0, moreProblems: 0 };
  let found: HealthProblem[] = [];
  const report = (): void =>
    reporter.report("health", intervalMs, () => {
      const progress = { kind: "health", ...counts, found } as const;
      found = [];
      return progress;
    });
  return {
    onChecked(done, total) {
      counts = { ...counts, done, total };
      report();
    },
    onProblem(problem) {
      found.push(problem);
      report();
    },
    onMoreProblems(moreProblems) {
      counts = { ...counts, moreProblems };
      report();
    },
  };
}
