import { attestationArtifactType } from "../../../../shared/oci/attestation.ts";
import type { Finding, ResultRow } from "../../../../shared/preview.ts";
import type { ReferrersCache } from "../../stores/referrersCache.ts";
import type { Composition } from "../composition.ts";
import { type EntryFinder, entrySubject, note } from "./finding.ts";

/** `repeated_attestation`: the index lists several attestations of an image. */
export const findRepeatedAttestation: EntryFinder = () => (row) => {
  const digests = includedAttestations(row);
  if (digests.length < 2) {
    return undefined;
  }
  const message = `The index lists ${digests.length} attestations of this image; BuildKit writes one with all statements, and tools may read only one of them.`;
  return {
    ...note("repeated_attestation", message, entrySubject(row)),
    fixes: [{ kind: "exclude", digests: digests.slice(0, -1), label: "Keep the last" }],
  };
};

interface ReferrerOptions {
  readonly composition: Composition;
  readonly rows: readonly ResultRow[];
  /** Only what it knows is considered. */
  readonly referrers: ReferrersCache;
}

/**
 * `repeated_attestation`: an image has other attestations among its referrers than in the index. The same digest in both
 * is usual: BuildKit's attestations refer to their images since version 0.32.
 */
export function findOtherAttestations({
  composition: { sources, combination },
  rows,
  referrers,
}: ReferrerOptions): readonly Finding[] {
  return rows.flatMap((row): readonly Finding[] => {
    const { digest } = row.descriptor;
    const store = sources[combination.named.get(digest)?.[0] ?? -1]?.store;
    const listed = row.kept ? includedAttestations(row) : [];
    const others = ((store && referrers.peek(store, digest)) ?? []).filter(
      (referrer) =>
        referrer.artifactType === attestationArtifactType && !listed.includes(referrer.digest),
    );
    if (listed.length === 0 || others.length === 0) {
      return [];
    }
    const message =
      "This image has another attestation among its referrers than in the index: Docker reads the one of the index, oras and cosign the referrer.";
    return [
      {
        ...note("repeated_attestation", message, entrySubject(row)),
        fixes: [{ kind: "exclude", digests: listed, label: "Keep the referrer only" }],
      },
    ];
  });
}

function includedAttestations({ attestations }: ResultRow): readonly string[] {
  const included = attestations.filter(({ excluded }) => excluded !== true);
  return [...new Set(included.map(({ descriptor }) => descriptor.digest))];
}
