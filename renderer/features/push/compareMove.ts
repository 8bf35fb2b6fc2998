import { useMemo } from "react";
import type { TagMove } from "../../../shared/plan.ts";
import type { ResultContent, TargetState } from "../../../shared/preview.ts";
import { comingOf, compareTarget, type Comparison } from "../compose/compareTarget.ts";
import { useCompose } from "../compose/store.ts";
import { useContent } from "../compose/useContent.ts";
import { useHeld } from "./heldStore.ts";

type Existing = Extract<TargetState, { kind: "exists" }>;

/** What is known of the content that tags hold and are to hold. */
export interface SeenContent {
  /** The draft's targets, as they were last read. */
  readonly targets: readonly TargetState[];
  /** The draft's result. */
  readonly content: ResultContent | null;
  /** What was read for the plan, by digest. */
  readonly held: Readonly<Record<string, Existing>>;
}

/**
 * What a tag's move changes.
 * @returns null where the tag is new or keeps its content, and where one of the two is not known
 */
export function compareMove(
  { before, after }: TagMove,
  { targets, content, held }: SeenContent,
): Comparison | null {
  if (before === null || before === after) {
    return null;
  }
  const seen = targets.find(
    (target) => target.kind === "exists" && target.digest === before && target.unreadable !== true,
  );
  const was = seen ?? held[before];
  const becomes = content?.digest === after ? comingOf(content) : held[after];
  return was === undefined || becomes === undefined ? null : compareTarget(was, becomes);
}

/** What the window knows of the content that tags hold and are to hold. */
export function useSeenContent(): SeenContent {
  const statuses = useCompose((state) => state.targets);
  const content = useContent();
  const held = useHeld((state) => state.held);
  return useMemo(() => {
    const targets = Object.values(statuses).flatMap((status) =>
      status.kind === "found" ? [status.state] : [],
    );
    return { targets, content, held };
  }, [statuses, content, held]);
}
