import type { Plan, PlanDifference } from "../../../shared/plan.ts";
import type { Composition } from "../compose/composition.ts";
import { formatLocation } from "../oci/location.ts";
import { withoutDigest } from "../compose/source.ts";

/**
 * Finds the tag that a draft edits if it has moved since: a push would undo what was pushed meanwhile.
 *
 * @param pushed digests that this app pushed since it started
 * @returns a difference of kind `base`, or none
 */
export function findStaleBase(
  { request, sources }: Composition,
  { repositories }: Plan,
  pushed: ReadonlySet<string>,
): readonly PlanDifference[] {
  const base = request.base === undefined ? undefined : sources[request.base];
  if (!base) {
    return [];
  }
  const name = formatLocation(withoutDigest(base.location));
  const was = base.content.digest;
  const move = repositories.flatMap(({ tags }) => tags).find((tag) => tag.name === name);
  return move === undefined || move.before === was || pushed.has(move.before ?? "")
    ? []
    : [{ kind: "base", name, was, now: move.before }];
}
