import { useMemo } from "react";
import type { TagMove } from "../../../shared/plan.ts";
import { comingOf, compareTarget } from "../compose/compareTarget.ts";
import { useCompose } from "../compose/store.ts";
import { useContent } from "../compose/useContent.ts";
import { useHeld } from "./heldStore.ts";
import { overwriteWords } from "./overwriteWords.ts";

/**
 * What a tag loses by a move, as far as the draft's look at its target and its result tell, or else what was
 * looked at for the plan; nothing where neither does.
 */
export function useOverwrite({ name, before, after }: TagMove): string {
  const seen = useCompose((state) =>
    Object.values(state.targets)
      .flatMap((status) => (status.kind === "found" ? [status.state] : []))
      .find((found) => found.kind === "exists" && found.name === name && found.digest === before),
  );
  const content = useContent();
  const old = useHeld((state) => (before === null ? undefined : state.held[before]));
  const coming = useHeld((state) => state.held[after]);
  return useMemo(() => {
    const was = seen ?? old;
    const becomes = content?.digest === after ? comingOf(content) : coming;
    return was === undefined || becomes === undefined
      ? ""
      : overwriteWords(compareTarget(was, becomes));
  }, [seen, old, content, coming, after]);
}
