import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { isIndexType, isManifestType, mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import type { Content } from "./content.ts";
import { decodeIndex, decodeManifest } from "./decode.ts";

/** A manifest with a subject. */
export interface ReferrerOfSubject {
  /** The digest of its subject. */
  readonly subject: string;
  /** Its descriptor in a list of referrers. */
  readonly referrer: Descriptor;
}

/**
 * Returns the subject of a manifest or index and its descriptor in a list of referrers, which has its annotations and
 * its artifact type, or else the media type of its config unless that is the empty config.
 *
 * Sources: distribution-spec 1.1, "Listing Referrers"; image-spec 1.1, "Guidelines for Artifact Usage".
 *
 * @returns undefined if it has no subject or another media type
 * @throws EngineError `manifest_invalid`
 */
export function describeReferrer({
  mediaType,
  digest,
  bytes,
}: Content): ReferrerOfSubject | undefined {
  const what = `manifest ${digest}`;
  if (!isIndexType(mediaType) && !isManifestType(mediaType)) {
    return undefined;
  }
  const document = isIndexType(mediaType) ? decodeIndex(bytes, what) : decodeManifest(bytes, what);
  if (!document.subject) {
    return undefined;
  }
  const { annotations } = document;
  const stated =
    document.artifactType ?? ("config" in document ? document.config?.mediaType : undefined);
  const artifactType = stated === mediaTypes.ociEmpty ? undefined : stated;
  return {
    subject: document.subject.digest,
    referrer: {
      mediaType,
      digest,
      size: bytes.byteLength,
      ...(annotations ? { annotations } : {}),
      ...(artifactType ? { artifactType } : {}),
    },
  };
}
