import { parseDigest } from "./digest.ts";

/** Signatures, attestations and SBOMs. */
const suffixes = ["sig", "att", "sbom"] as const;

/**
 * Returns the tags under which cosign stored what belongs to a digest before it used referrers: `sha256-….sig`.
 * Source: cosign `pkg/oci/remote/remote.go`.
 */
export function cosignTags(digest: string): readonly string[] {
  const { algorithm, hex } = parseDigest(digest);
  return suffixes.map((suffix) => `${algorithm}-${hex}.${suffix}`);
}
