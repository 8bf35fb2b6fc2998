import type { Inspection, InspectedContent } from "../../../shared/inspection.ts";
import { isSchema1Type, mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { attestationArtifactType } from "../../../shared/oci/attestation.ts";

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
export function canCompose(content: InspectedContent): boolean {
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

/** Whether a tag can name what is inspected: a manifest that can be read, and no blob. */
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
