/** Content that a plan checks for in its targets. */
type CheckedKind = "manifest" | "blob";

/** Receives the progress of planning. */
export interface PlanProgress {
  /** More content was found that has to be checked: the number grows while indexes are read. */
  onFound(kind: CheckedKind, count: number): void;
  /** The check of one manifest or blob is done. */
  onChecked(kind: CheckedKind): void;
}
