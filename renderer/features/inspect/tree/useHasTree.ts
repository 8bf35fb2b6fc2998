import { useEffect } from "react";
import { useContents } from "../contentsStore.ts";
import type { Trail } from "../visit.ts";

/** Whether there is a tree of what a trail starts with. It is read if only content below it was. */
export function useHasTree(trail: Trail): boolean {
  const { text, blob } = trail[0];
  const root = useContents((state) => state.inspections[text]);
  const isBelow = trail.length > 1;
  useEffect(() => {
    if (isBelow && root === undefined && blob === undefined) {
      useContents.getState().readInspection(text);
    }
  }, [isBelow, root, text, blob]);
  const kind = root?.kind === "read" ? root.value.content.kind : undefined;
  return kind === "index" || kind === "image" || kind === "artifact";
}
