import type { Finding } from "../../../../shared/preview.ts";
import { type FindingContext, warning } from "./finding.ts";

/**
 * `replaces_nothing`: no other source lists the digest that a source replaces, or a source before it replaces that
 * digest too, so its entries are added.
 */
export function findUnmatchedReplacements({
  draft,
  composition: { combination },
  isComplete,
}: FindingContext): readonly Finding[] {
  // A missing source may list it.
  if (!isComplete) {
    return [];
  }
  const replacedBefore = new Set<string>();
  return draft.sources.flatMap(({ id, replaces }) => {
    if (replaces === undefined) {
      return [];
    }
    const isReplaced = combination.replaced.has(replaces);
    if (isReplaced && !replacedBefore.has(replaces)) {
      replacedBefore.add(replaces);
      return [];
    }
    const message = isReplaced
      ? `This source should replace ${replaces}, which a source before it replaces already, so its entries are added.`
      : `This source should replace ${replaces}, but lists it itself or no other source lists it, so its entries are added.`;
    return [
      {
        ...warning("replaces_nothing", message, { kind: "source", id }),
        fixes: [{ kind: "stopReplacing", ids: [id] }],
      },
    ];
  });
}
