import { useMemo } from "react";
import type { TagMove } from "../../../shared/plan.ts";
import { compareMove, useSeenContent } from "./compareMove.ts";
import { overwriteWords } from "./overwriteWords.ts";

/** What a tag drops by a move, in words; empty where that is nothing, or not known. */
export function useOverwrite(move: TagMove): string {
  const seen = useSeenContent();
  return useMemo(() => {
    const comparison = compareMove(move, seen);
    return comparison === null ? "" : overwriteWords(comparison);
  }, [seen, move]);
}
