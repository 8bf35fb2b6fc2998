import type { Plan, PlanRoot, TagMove } from "./plan.ts";
import type { Failure } from "./errors.ts";

/** How a push that the journal tells of ended, or that it did not. */
export type JournalState =
  | { readonly kind: "running" }
  /** The process ended in the middle of it. */
  | { readonly kind: "interrupted" }
  | { readonly kind: "done"; readonly endedAt: string }
  | { readonly kind: "failed"; readonly endedAt: string; readonly failure: Failure }
  /** It broke off, and somebody decided to leave it so, or to go on with it in another entry. */
  | { readonly kind: "left"; readonly endedAt: string; readonly continuedBy?: string };

/** One tag in the journal: where it was to go, how far that came, and what it held before. */
export interface JournalTag {
  readonly move: TagMove;
  /** `sent`: the move was begun and nobody wrote down how it ended. */
  readonly state: "planned" | "sent" | "moved" | "same" | "untouched" | "unknown";
  /** What the tag held before, whose bytes the journal keeps; null where there was no such tag. */
  readonly held: Pick<PlanRoot, "mediaType" | "digest" | "size"> | null;
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
  /** Steps of content that were done, and how many the plan has. */
  readonly steps: { readonly done: number; readonly planned: number };
}

/** The journal, newest first; what could not be read is told beside it. */
export interface JournalList {
  readonly entries: readonly JournalEntry[];
  readonly unreadable: readonly string[];
}
