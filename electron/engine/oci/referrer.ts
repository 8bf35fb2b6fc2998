import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { isIndexType, isManifestType, mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import type { Content } from "./content.ts";
import { decodeIndex, decodeManifest } from "./decode.ts";

/** That one manifest refers to another. */
export interface Reference {
  /** The digest that it refers to. */
  readonly subject: string;
  /** The descriptor that a list of referrers has for it. */
  readonly referrer: Descriptor;
}

/**
 * What a manifest or index refers to, and how a list of referrers describes it: with its annotations, and the
 * media type of its config where it names no artifact type. The empty config's type is never an artifact's.
 *
 * Sources: distribution-spec 1.1, "Listing Referrers"; image-spec 1.1, "Guidelines for Artifact Usage".
 *
 * @returns undefined where it has no subject
 */
export function describeReferrer({ mediaType, digest, bytes }: Content): Reference | undefined {
  const what = `manifest ${digest}`;
  if (!isIndexType(mediaType) && !isManifestType(mediaType)) return undefined;
  const document = isIndexType(mediaType) ? decodeIndex(bytes, what) : decodeManifest(bytes, what);
  if (!document.subject) return undefined;
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
