import {
  isForeignLayerType,
  isIndexType,
  isManifestType,
  isSchema1Type,
  mediaTypes,
} from "../../../shared/oci/mediaTypes.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { EngineError } from "../errors.ts";
import { decodeIndex, decodeManifest } from "./decode.ts";
import type { Content } from "./content.ts";

/** Maximum nesting depth of indexes. Digests rule out cycles; the limit also bounds hostile nesting. */
export const maxIndexDepth = 8;

/** What a manifest or index points to. */
export interface Successors {
  readonly content: Content;
  /** Entries of an index, each once. */
  readonly children: readonly Descriptor[];
  /** Config and layers, each once. */
  readonly blobs: readonly Descriptor[];
  /** Digest of the subject, if registries list the manifest as its referrer. */
  readonly subject: string | undefined;
}

/**
 * Lists what a manifest or index points to.
 * @throws EngineError `manifest_unsupported` for schema 1 and for unknown formats
 */
export function successors(content: Content): Successors {
  const what = `manifest ${content.digest}`;
  if (isIndexType(content.mediaType)) {
    const { manifests, subject } = decodeIndex(content.bytes, what);
    return { content, children: unique(manifests), blobs: [], subject: subject?.digest };
  }
  if (isSchema1Type(content.mediaType)) {
    throw schema1(what);
  }
  const { config, layers, subject } = decodeManifest(content.bytes, what);
  const known = isManifestType(content.mediaType) || content.mediaType === mediaTypes.ociArtifact;
  if (!known && config === undefined && layers.length === 0) {
    throw unknownForm(content, what);
  }
  return {
    content,
    children: [],
    blobs: unique(config ? [config, ...layers] : layers),
    subject: isManifestType(content.mediaType) ? subject?.digest : undefined,
  };
}

/**
 * Schema 1 omits layer sizes, and its digest is not computed over the signed bytes, so a copy cannot be verified.
 * Docker Hub and distribution 3 reject such manifests.
 */
function schema1(what: string): EngineError {
  return new EngineError(
    "manifest_unsupported",
    `The ${what} is in Docker's schema 1 format, which cannot be copied or retagged.`,
    {
      hint: "Convert it first, for example with skopeo copy --format v2s2, then use the converted image.",
    },
  );
}

function unknownForm({ mediaType }: Content, what: string): EngineError {
  return new EngineError(
    "manifest_unsupported",
    `The ${what} has the type ${JSON.stringify(mediaType)} and lists neither a config nor layers.`,
    { hint: "Its contents are unknown, so it cannot be copied completely." },
  );
}

/** Reports whether a blob is fetched from its descriptor's URLs; registries need not hold it. */
export function isForeign(blob: Descriptor): boolean {
  return isForeignLayerType(blob.mediaType) && (blob.urls?.length ?? 0) > 0;
}

/** Reports whether an entry is pushed as a manifest or index rather than as a blob. */
export function isManifestLike(entry: Descriptor): boolean {
  return (
    isIndexType(entry.mediaType) ||
    isManifestType(entry.mediaType) ||
    entry.mediaType.includes("manifest")
  );
}

function unique(descriptors: readonly Descriptor[]): readonly Descriptor[] {
  return [...new Map(descriptors.map((descriptor) => [descriptor.digest, descriptor])).values()];
}
