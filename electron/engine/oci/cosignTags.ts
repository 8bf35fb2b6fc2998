import { parseDigest } from "./digest.ts";

/** What cosign keeps under a tag of the digest: signatures, attestations, SBOMs. */
const suffixes = ["sig", "att", "sbom"] as const;

/**
 * The tags under which cosign keeps what belongs to a digest: `sha256-….sig`.
 * Source: cosign `pkg/oci/remote/remote.go`, before it used referrers.
 */
export function cosignTags(digest: string): readonly string[] {
  const { algorithm, hex } = parseDigest(digest);
  return suffixes.map((suffix) => `${algorithm}-${hex}.${suffix}`);
}
