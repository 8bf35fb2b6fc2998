/** Where a step of a push stands. Ids are `REPOSITORY DIGEST` for content and the whole name for a tag. */
export interface StepProgress {
  readonly id: string;
  readonly state: "running" | "done";
  /** Bytes that have arrived at the target. */
  readonly bytes: number;
}

/** How far a job is. */
export type Progress =
  | {
      readonly kind: "working";
      readonly message: string;
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly kind: "pushing";
      readonly phase: "content" | "root" | "tags";
      readonly doneBytes: number;
      readonly totalBytes: number;
      /** The steps that changed since the last event. */
      readonly steps: readonly StepProgress[];
    };

export interface JobProgress {
  readonly jobId: string;
  readonly progress: Progress;
}
