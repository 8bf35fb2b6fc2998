/** A push, or a deletion, that runs or waits in the main process. */
export interface UnfinishedJob {
  readonly jobId: string;
  /** Its targets. */
  readonly targets: string;
}

/** What ended without being asked to. */
export type Crash =
  /** The page; it was loaded again, with the saved draft. Pushes continue. */
  | { readonly kind: "page"; readonly pushes: readonly UnfinishedJob[] }
  /** The app, the last time it ran. */
  | {
      readonly kind: "app";
      /** When the log ends, as an ISO date. */
      readonly endedAt: string;
      /** The last error in the log of that time. */
      readonly error?: string;
    };
