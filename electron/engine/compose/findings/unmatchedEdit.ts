import type { EntryEdit } from "../../../../shared/draft.ts";
import type { Finding } from "../../../../shared/preview.ts";
import { isAttestation } from "../../../../shared/oci/attestation.ts";
import type { Combination } from "../combine.ts";
import { type FindingContext, warning } from "./finding.ts";

/**
 * `edit_matches_nothing`: no source lists an edited digest, so the edit has no effect. `edits_ignored`: the result is a
 * single manifest, which has no entries. `order_matches_nothing`: no source lists an entry that was moved.
 */
export function findUnmatchedEdits({
  draft,
  composition: { combination },
  isComplete,
}: FindingContext): readonly Finding[] {
  const digests = draft.edits.map(({ digest }) => digest);
  // Without an index, only the manifest itself can be edited.
  const isIgnored = ({ digest, platform, annotations }: EntryEdit): boolean =>
    combination.named.has(digest) && (platform ?? annotations) !== undefined;
  const unmatched = digests.filter((digest) => !combination.named.has(digest));
  return [
    ...(!combination.index && draft.edits.some(isIgnored) ? [ignoredEdits()] : []),
    // A missing source may list them.
    ...(isComplete && unmatched.length > 0 ? [unmatchedEdits(unmatched)] : []),
    ...(isComplete && hasLostPlace(draft.order, combination) ? [lostPlace()] : []),
  ];
}

/** Whether an entry that has a place is gone, and another one has none: a tag may have moved. */
function hasLostPlace(order: readonly string[], { index, named }: Combination): boolean {
  if (order.every((digest) => named.has(digest))) {
    return false;
  }
  const places = new Set(order);
  return (
    index?.manifests.some((entry) => !isAttestation(entry) && !places.has(entry.digest)) ?? false
  );
}

function lostPlace(): Finding {
  const message =
    "Entries were moved, and no source lists one of them any more. If a tag has moved, what took its place is listed last.";
  return {
    ...warning("order_matches_nothing", message, { kind: "draft" }),
    fixes: [{ kind: "resetOrder" }],
  };
}

function ignoredEdits(): Finding {
  const message =
    "The result is a single manifest, which has no entries, so edits have no effect. Wrap it in an index to apply them.";
  return warning("edits_ignored", message, { kind: "draft" });
}

function unmatchedEdits(digests: readonly string[]): Finding {
  const message =
    digests.length === 1
      ? `${digests[0]} is edited, but no source lists it. If a tag has moved, what took its place is not edited.`
      : `${digests.length} digests are edited, but no source lists them. If a tag has moved, what took their place is not edited.`;
  const fixes = [{ kind: "removeEdits", digests }] as const;
  return { ...warning("edit_matches_nothing", message, { kind: "draft" }), fixes };
}
