import type { StepProgress } from "../../../shared/progress.ts";

/** The progress of one step of a push: a blob, a manifest or a tag. */
export interface PushEvent extends StepProgress {
  readonly phase: "content" | "root" | "tags";
}
