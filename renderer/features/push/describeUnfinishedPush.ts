import type { PushOutcome } from "../../../shared/plan.ts";
import { countOf } from "../../../shared/countOf.ts";

/** Describes what a failed push did not do, and what Resume does; undefined if the push finished. */
export function describeUnfinishedPush(outcome: PushOutcome): string | undefined {
  const { failure, repositories, tags } = outcome;
  if (failure === undefined) {
    return undefined;
  }
  if (repositories.every(({ content }) => content === "untouched")) {
    return "The push stopped before it copied anything. Resume shows the current tags before it continues.";
  }
  const incomplete = repositories.filter(({ content }) => content !== "complete");
  const done = tags.filter(({ kind }) => kind === "moved" || kind === "same").length;
  if (incomplete.length > 0) {
    const where =
      repositories.length === 1
        ? "Content is missing"
        : `Content is missing in ${incomplete.length} of ${repositories.length} repositories`;
    return `${where}, so no tag moved. Resume copies only what is missing, then moves the tags.`;
  }
  if (done === tags.length) {
    return "All content is pushed, and every tag points to it.";
  }
  return `All content is pushed; ${tags.length - done} of ${countOf(tags.length, "tag")} did not move. Resume reads the current tags and moves the rest.`;
}
