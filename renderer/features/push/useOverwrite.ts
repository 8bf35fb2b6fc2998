import { useMemo } from "react";
import type { TagMove } from "../../../shared/plan.ts";
import { compareTarget } from "../compose/compareTarget.ts";
import { useCompose } from "../compose/store.ts";
import { useContent } from "../compose/useContent.ts";
import { overwriteWords } from "./overwriteWords.ts";

/** What a tag loses by a move, as far as the draft's look at its target and its result tell; else nothing. */
export function useOverwrite({ name, before, after }: TagMove): string {
  const held = useCompose((state) =>
    Object.values(state.targets)
      .flatMap((status) => (status.kind === "found" ? [status.state] : []))
      .find((found) => found.kind === "exists" && found.name === name && found.digest === before),
  );
  const content = useContent();
  return useMemo(
    () =>
      held === undefined || content?.digest !== after
        ? ""
        : overwriteWords(compareTarget(held, content)),
    [held, content, after],
  );
}
