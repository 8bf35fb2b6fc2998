import type { Plan, PlanRoot, TagMove } from "./plan.ts";
import type { Failure } from "./errors.ts";

/** Whether a push of the journal ended, and how. Times are in RFC 3339. */
export type JournalState =
  | { readonly kind: "running" }
  /** The process ended during the push. */
  | { readonly kind: "interrupted" }
  | { readonly kind: "done"; readonly endedAt: string }
  | { readonly kind: "failed"; readonly endedAt: string; readonly failure: Failure }
  /** The push was interrupted, and the user chose not to resume it. */
  | { readonly kind: "dismissed"; readonly endedAt: string }
  /** The push was interrupted, and another entry continues it. */
  | { readonly kind: "continued"; readonly endedAt: string; readonly continuedBy: string };

/** One tag of a push in the journal. */
export interface JournalTag {
  readonly move: TagMove;
  /** `sent`: the tag was requested to move, and the result was not recorded. */
  readonly state: "planned" | "sent" | "moved" | "same" | "untouched" | "unknown";
  /** The content of the tag before the push, whose bytes the journal keeps; undefined if it keeps none. */
  readonly previous: Pick<PlanRoot, "mediaType" | "digest" | "size"> | undefined;
}

/** A push as the History page lists it. */
export interface JournalEntry {
  readonly id: string;
  readonly kind: Plan["kind"];
  /** In RFC 3339. */
  readonly startedAt: string;
  readonly state: JournalState;
  readonly root: Pick<PlanRoot, "mediaType" | "digest" | "size">;
  readonly repositories: readonly string[];
  readonly tags: readonly JournalTag[];
  /** The number of content steps that are done, and of those that the plan has. */
  readonly steps: { readonly done: number; readonly planned: number };
}

/** The journal, newest first. */
export interface JournalList {
  readonly entries: readonly JournalEntry[];
  /** The files that cannot be read, each with the reason: `NAME: REASON`. */
  readonly unreadable: readonly string[];
}
