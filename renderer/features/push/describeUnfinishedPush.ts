import type { PushOutcome } from "../../../shared/plan.ts";
import { countOf } from "../../ui/format.ts";

/** What a push that did not finish left undone, and what going on with it does; null where it finished. */
export function describeUnfinishedPush({
  failure,
  repositories,
  tags,
}: PushOutcome): string | null {
  if (failure === undefined) {
    return null;
  }
  if (repositories.every(({ content }) => content === "untouched")) {
    return "The push stopped before it copied anything, and changed nothing. Resume shows what the tags hold now before it goes on.";
  }
  const incomplete = repositories.filter(({ content }) => content !== "complete");
  const moved = tags.filter(({ kind }) => kind === "moved" || kind === "same").length;
  if (incomplete.length > 0) {
    const where =
      repositories.length === 1
        ? "Content is missing"
        : `Content is missing in ${incomplete.length} of ${repositories.length} repositories`;
    return `${where}, so no tag moved. Resume copies only what is missing, then moves the tags.`;
  }
  if (moved === tags.length) {
    return "All content is there, and every tag holds it.";
  }
  return `All content is there; ${countOf(tags.length - moved, "tag")} of ${tags.length} did not move. Resume looks at what the tags hold now and moves the rest.`;
}
