import type { Finding } from "../../../../shared/preview.ts";
import { type FindingContext, warning } from "./finding.ts";

/** `replaces_nothing`: no other source lists the digest that a source replaces, so its entries are added. */
export function findUnmatchedReplacements({
  draft,
  composition: { combination },
  isComplete,
}: FindingContext): readonly Finding[] {
  // A missing source may list it.
  if (!isComplete) {
    return [];
  }
  return draft.sources.flatMap(({ id, replaces }) => {
    if (replaces === undefined || combination.replaced.has(replaces)) {
      return [];
    }
    const message = `This source should replace ${replaces}, but lists it itself or no other source lists it, so its entries are added.`;
    return [warning("replaces_nothing", message, { kind: "source", id })];
  });
}
