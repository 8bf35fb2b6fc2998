import type { Plan, TagMove } from "../../../shared/plan.ts";
import { leadingDigest } from "../../image/shortDigest.ts";
import { shortenMiddle } from "../../ui/format.ts";
import { countOf } from "../../../shared/countOf.ts";
import { sumPlan } from "./planTotals.ts";

/** The length of a tag that fits on the button. */
const defaultTagLength = 24;

/** `tag 1.4`, `2 tags` */
function nameTags(moves: readonly TagMove[], maxTagLength: number): string {
  const [first] = moves;
  return moves.length === 1 && first !== undefined
    ? `tag ${shortenMiddle(first.tag, maxTagLength)}`
    : countOf(moves.length, "tag");
}

/**
 * Returns the label of the button that pushes, which names what it does: `Move tag 1.4 to c8c8c8c8c8c8`.
 * @param maxTagLength longer tags are shortened in the middle
 * @returns undefined if there is nothing to push
 */
export function confirmLabel(plan: Plan, maxTagLength = defaultTagLength): string | undefined {
  const { created, moved, digestTags, ...totals } = sumPlan(plan);
  const digest = leadingDigest(plan.root.digest);
  if (plan.kind === "restore" && created.length + moved.length > 0) {
    return `Restore ${nameTags([...created, ...moved], maxTagLength)} to ${digest}`;
  }
  if (created.length > 0 && moved.length > 0) {
    return `Create ${nameTags(created, maxTagLength)} and move ${nameTags(moved, maxTagLength)} to ${digest}`;
  }
  if (moved.length > 0) {
    return `Move ${nameTags(moved, maxTagLength)} to ${digest}`;
  }
  if (created.length > 0) {
    return `Create ${nameTags(created, maxTagLength)} at ${digest}`;
  }
  const rest =
    totals.pushedManifests +
    totals.copiedBlobs +
    totals.mountedBlobs +
    digestTags.filter(({ before, after }) => before !== after).length;
  if (rest === 0) {
    return undefined;
  }
  // The root was deleted by its digest.
  const hasNoTag = plan.repositories.every(({ tags }) => tags.length === 0);
  return plan.kind === "restore" && hasNoTag
    ? `Restore manifest ${digest}`
    : "Copy missing content";
}
