import type { Finding } from "../../../../shared/preview.ts";
import { type FindingContext, warning } from "./finding.ts";

/** `excluded_matches_nothing`: no source lists an excluded digest. A tag may have moved to content that is included. */
export function findUnmatchedExclusions({
  draft,
  composition: { combination, filtered },
  isComplete,
}: FindingContext): readonly Finding[] {
  // A missing source may list them.
  if (!isComplete) {
    return [];
  }
  const declined = new Set(filtered.declined.map(({ digest }) => digest));
  const digests = draft.excluded.filter(
    (digest) => !combination.named.has(digest) && !declined.has(digest),
  );
  if (digests.length === 0) {
    return [];
  }
  const message =
    digests.length === 1
      ? `${digests[0]} is excluded, but no source lists it. If a tag has moved, what took its place is included.`
      : `${digests.length} digests are excluded, but no source lists them. If a tag has moved, what took their place is included.`;
  return [
    {
      ...warning("excluded_matches_nothing", message, { kind: "draft" }),
      fixes: [{ kind: "include", digests }],
    },
  ];
}
