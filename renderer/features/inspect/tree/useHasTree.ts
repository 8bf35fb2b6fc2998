import { useEffect } from "react";
import { useContents } from "../contentsStore.ts";
import type { Visit } from "../visit.ts";

/** Whether there is a tree of what the trail of a visit starts with. It is read if only content below it was. */
export function useHasTree(visit: Visit): boolean {
  const { trail } = visit;
  const { text, blob } = trail[0];
  const root = useContents((state) => state.inspections[text]);
  const isBelow = trail.length > 1;
  useEffect(() => {
    if (isBelow && root === undefined && blob === undefined) {
      useContents.getState().readInspection(text);
    }
  }, [isBelow, root, text, blob]);
  // Of the visit itself before the store has it: the panes are made once.
  const own = visit.kind === "open" && !isBelow && blob === undefined;
  const inspection = own ? visit.inspection : root?.kind === "read" ? root.value : undefined;
  const kind = inspection?.content.kind;
  return kind === "index" || kind === "image" || kind === "artifact";
}
