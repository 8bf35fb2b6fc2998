import { isIndexType, isManifestType, mediaTypes } from "../../../../shared/oci/mediaTypes.ts";

/** What a blob that is asked for as a manifest says it is; empty where that is nothing known. */
export function sniff(bytes: Uint8Array): string {
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as {
      mediaType?: unknown;
      manifests?: unknown;
      schemaVersion?: unknown;
      layers?: unknown;
    };
    if (
      typeof value.mediaType === "string" &&
      (isIndexType(value.mediaType) || isManifestType(value.mediaType))
    ) {
      return value.mediaType;
    }
    if (value.manifests !== undefined) return mediaTypes.ociIndex;
    // An image config has a field of that name too, but no version of its schema.
    return value.schemaVersion === undefined && value.layers === undefined
      ? ""
      : mediaTypes.ociManifest;
  } catch {
    return "";
  }
}
