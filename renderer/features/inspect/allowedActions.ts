import type { InspectedContent, Inspection } from "../../../shared/inspection.ts";
import { attestationArtifactType } from "../../../shared/oci/attestation.ts";
import { cosignPayloadType } from "../../../shared/oci/cosignPayload.ts";
import { isSchema1Type, mediaTypes } from "../../../shared/oci/mediaTypes.ts";

/** Media types of layers that are attestations, signatures or SBOMs, as BuildKit, cosign and notation write them. */
const attestationLayers = new Set([
  mediaTypes.inToto,
  "application/vnd.dsse.envelope.v1+json",
  cosignPayloadType,
  "application/jose+json",
  "application/cose",
  // `cosign attach sbom`
  "text/spdx+json",
  "text/spdx",
  "text/spdx+xml",
  "application/vnd.cyclonedx+json",
  "application/vnd.cyclonedx+xml",
  "application/vnd.cyclonedx",
  "application/vnd.syft+json",
]);

/**
 * Reports whether content can be a source of a draft. Attestations and signatures cannot: on their own they would be
 * entries of the index that look like images and do not run.
 */
export function canCompose(content: InspectedContent): boolean {
  switch (content.kind) {
    case "index":
      return true;
    case "blob":
    case "opaque":
      return false;
    case "image":
      return !isAttestation(content.layers);
    case "artifact":
      return content.artifactType !== attestationArtifactType && !isAttestation(content.layers);
  }
}

/** Reports whether the layers of a manifest are statements, signatures or SBOMs, whatever its config says. */
export function isAttestation(
  layers: readonly { readonly descriptor: { readonly mediaType: string } }[],
): boolean {
  return (
    layers.length > 0 &&
    layers.every(
      ({ descriptor: { mediaType } }) =>
        attestationLayers.has(mediaType) ||
        // With a version: `.v0.3+json`, `+json;version=0.1`.
        mediaType.startsWith("application/vnd.dev.sigstore.bundle"),
    )
  );
}

/** Reports whether a tag can point to the content: a tag points to a manifest, not to a blob. */
export function canRetag({ content, mediaType }: Inspection): boolean {
  switch (content.kind) {
    case "index":
    case "image":
    case "artifact":
      return true;
    case "blob":
      return false;
    case "opaque":
      return isSchema1Type(mediaType);
  }
}

/** Reports whether the content can be deleted: a manifest in a registry, not in a layout or an archive. */
export function canDelete(inspection: Inspection): boolean {
  return canRetag(inspection) && isInRegistry(inspection.repository);
}

/** Reports whether a repository is in a registry. */
export function isInRegistry(repository: string): boolean {
  return !/^(?:oci-layout|oci-archive|docker-archive):/.test(repository);
}

/** Reports whether the inspected reference is a tag, which has a timeline. */
export function canShowTimeline(inspection: Inspection): boolean {
  return canRetag(inspection) && !inspection.name.endsWith(`@${inspection.digest}`);
}
