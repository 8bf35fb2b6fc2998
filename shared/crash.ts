import type { JournalKind } from "./journal.ts";

/** A push, or a deletion, that runs or waits in the main process. */
export interface UnfinishedJob {
  readonly jobId: string;
  readonly kind: JournalKind;
  /** Its targets; of a deletion its repository. */
  readonly targets: string;
  /** How many jobs of this kind the window starts after it, one by one. */
  readonly following: number;
}

/** What ended without being asked to. */
export type Crash =
  /** The page; it was loaded again, with the saved draft. Pushes and deletions continue. */
  | { readonly kind: "page"; readonly unfinished: readonly UnfinishedJob[] }
  /** The app, the last time it ran. */
  | {
      readonly kind: "app";
      /** When the log ends, as an ISO date. */
      readonly endedAt: string;
      /** The last error in the log of that time. */
      readonly error?: string;
    };
