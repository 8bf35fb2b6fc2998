import type { Finding } from "../../../../shared/preview.ts";
import { countOf } from "../../../../shared/countOf.ts";
import { type FindingContext, warning } from "./finding.ts";

/** `attestations_included`: the draft copies no referrers, but the index lists attestations, which are its entries. */
export function findIncludedAttestations({ draft, rows }: FindingContext): readonly Finding[] {
  if (draft.copyReferrers.referrers !== "none") {
    return [];
  }
  const listed = rows
    .filter(({ kept }) => kept)
    .flatMap(({ attestations }) => attestations)
    .flatMap(({ descriptor, excluded }) => (excluded ? [] : [descriptor.digest]));
  const digests = [...new Set(listed)];
  if (digests.length === 0) {
    return [];
  }
  const message = `Nothing else is copied, but the index itself lists ${countOf(digests.length, "attestation")}, and pushes what it lists.`;
  return [
    {
      ...warning("attestations_included", message, { kind: "draft" }),
      fixes: [{ kind: "exclude", digests }],
    },
  ];
}
