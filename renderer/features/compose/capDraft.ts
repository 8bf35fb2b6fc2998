import type { Draft } from "../../../shared/draft.ts";
import { draftLimits } from "../../../shared/draftLimits.ts";
import type { Failure } from "../../../shared/errors.ts";

const limited = ["sources", "annotations", "targets"] as const;

/**
 * Removes what a paste added beyond the limits of a draft: a larger one is neither computed nor saved.
 * @returns the draft, and a failure for each list that was cut
 */
export function capDraft(draft: Draft): {
  readonly draft: Draft;
  readonly failures: readonly Failure[];
} {
  const cut = limited.filter((key) => draft[key].length > draftLimits[key]);
  if (cut.length === 0) {
    return { draft, failures: [] };
  }
  return {
    draft: {
      ...draft,
      sources: draft.sources.slice(0, draftLimits.sources),
      annotations: draft.annotations.slice(0, draftLimits.annotations),
      targets: draft.targets.slice(0, draftLimits.targets),
    },
    failures: cut.map((key) => {
      const more = draft[key].length - draftLimits[key];
      return {
        code: "too_large",
        message: `A draft has at most ${draftLimits[key].toLocaleString("en")} ${key}: ${more.toLocaleString("en")} more were not added.`,
        retryable: false,
      };
    }),
  };
}
