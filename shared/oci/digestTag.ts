/**
 * A tag that tools name after a digest: of a signature, an attestation, an SBOM, or a list of referrers. Its groups are
 * the algorithm, the digest in hex, and the suffix.
 * Sources: cosign `pkg/oci/remote/remote.go`; distribution-spec 1.1, "Referrers Tag Schema".
 */
export const digestTagPattern = /^(sha(?:256|384|512))-([0-9a-f]{64,128})(?:\.(sig|att|sbom))?$/;

/** Whether tools named a tag after a digest, so that people do not look for it. */
export function isDigestTag(tag: string): boolean {
  return digestTagPattern.test(tag);
}
