import type { Manifest } from "../../../shared/oci/manifest.ts";
import { isImageConfigType, mediaTypes } from "../../../shared/oci/mediaTypes.ts";

/**
 * Returns the type of a manifest that is not an image: its artifact type, or else the media type of its config.
 * Source: image-spec 1.1, "Guidelines for Artifact Usage".
 * @returns undefined for an image, and if nothing tells it
 */
export function artifactTypeOf({ artifactType, config }: Manifest): string | undefined {
  const type = artifactType || config?.mediaType;
  return type === undefined || isImageConfigType(type) || type === mediaTypes.ociEmpty
    ? undefined
    : type;
}
