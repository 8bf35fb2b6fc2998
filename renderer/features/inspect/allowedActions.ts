import type { InspectedContent } from "../../../shared/inspection.ts";
import { attestationArtifactType } from "../../../shared/oci/attestation.ts";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";

/** How statements about images are stored, by BuildKit and by cosign. */
const statements = new Set([
  mediaTypes.inToto,
  "application/vnd.dsse.envelope.v1+json",
  "application/vnd.dev.cosign.simplesigning.v1+json",
]);

/**
 * Whether an index can be composed from what is inspected. What only speaks of an image comes along with that
 * image; by itself it would stand in the index as an image that cannot run.
 */
export function canBeSource(content: InspectedContent): boolean {
  switch (content.kind) {
    case "index":
      return true;
    case "blob":
    case "opaque":
      return false;
    case "image":
      return !areStatements(content.layers);
    case "artifact":
      return content.artifactType !== attestationArtifactType && !areStatements(content.layers);
  }
}

function areStatements(
  layers: readonly { readonly descriptor: { readonly mediaType: string } }[],
): boolean {
  return (
    layers.length > 0 && layers.every(({ descriptor }) => statements.has(descriptor.mediaType))
  );
}
