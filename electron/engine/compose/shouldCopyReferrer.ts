import { attestationArtifactType } from "../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { CopyReferrers } from "../../../shared/draft.ts";

/**
 * Artifact types of the referrers that buildx copies: its own attestations, and signatures of cosign and sigstore.
 * Source: buildx `util/imagetools/create.go`.
 */
const attestations = new Set([
  attestationArtifactType,
  "application/vnd.dev.cosign.artifact.sig.v1+json",
  "application/vnd.dev.sigstore.bundle.v0.3+json",
]);

/** Whether a referrer is copied together with its subject. */
export function shouldCopyReferrer(
  { artifactType = "" }: Descriptor,
  mode: CopyReferrers["referrers"],
): boolean {
  switch (mode) {
    case "none":
      return false;
    case "attestations":
      return attestations.has(artifactType);
    case "all":
      return true;
  }
}
