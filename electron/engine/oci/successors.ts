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
import type { Store } from "../stores/store.ts";
import type { Content } from "./content.ts";

/** A manifest that a target lacks, with where its content is. */
export interface Node {
  readonly descriptor: Descriptor;
  readonly content: Content;
  readonly from: Store;
  readonly children: readonly Descriptor[];
  /** Config and layers, each once. */
  readonly blobs: readonly Descriptor[];
  /** The digest that it refers to, where registries take it for a referrer. */
  readonly subject: string | undefined;
}

/** Maximum nesting depth of indexes; ends cycles that hashes make all but impossible. */
export const deepest = 8;

/**
 * Read a manifest for what it needs beside it.
 * @param depth how many indexes stand above it
 */
export async function readNode(
  descriptor: Descriptor,
  from: Store,
  depth: number,
  signal: AbortSignal,
): Promise<Node> {
  if (depth > deepest) {
    throw new EngineError(
      "too_large",
      `The indexes are nested deeper than ${deepest} levels at ${descriptor.digest}.`,
    );
  }
  const fetched = await from.fetchManifest({ digest: descriptor.digest }, signal);
  if (descriptor.size !== fetched.bytes.byteLength) {
    throw new EngineError(
      "size_mismatch",
      `${from.repository}@${descriptor.digest} has ${fetched.bytes.byteLength} bytes, its index says ${descriptor.size}.`,
      {
        hint: "The index that names it is wrong; no registry should have taken it. Leave this entry out.",
      },
    );
  }
  return { descriptor, from, ...successors({ ...fetched, mediaType: descriptor.mediaType }) };
}

/**
 * What a manifest's or index's own bytes say it needs.
 * @throws EngineError `manifest_unsupported` where they do not say it in a form that is known here
 */
export function successors(
  content: Content,
): Pick<Node, "content" | "children" | "blobs" | "subject"> {
  const what = `manifest ${content.digest}`;
  if (isIndexType(content.mediaType)) {
    const { manifests, subject } = decodeIndex(content.bytes, what);
    return { content, children: unique(manifests), blobs: [], subject: subject?.digest };
  }
  if (isSchema1Type(content.mediaType)) throw schema1(what);
  const { config, layers, subject } = decodeManifest(content.bytes, what);
  const known = isManifestType(content.mediaType) || content.mediaType === mediaTypes.ociArtifact;
  if (!known && config === undefined && layers.length === 0) throw unknownForm(content, what);
  return {
    content,
    children: [],
    blobs: unique(config ? [config, ...layers] : layers),
    subject: isManifestType(content.mediaType) ? subject?.digest : undefined,
  };
}

/**
 * Schema 1 names its layers without their sizes, and its digest is not that of its signed bytes, so a copy cannot be
 * checked. Docker Hub and distribution 3 take no such manifest.
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
    `The ${what} is of the type ${JSON.stringify(mediaType)}, and names neither a config nor layers.`,
    { hint: "What it consists of is not known, so it cannot be copied as a whole." },
  );
}

/** Whether a blob stays where its descriptor's URLs point: the registry need not hold it. */
export function isForeign(blob: Descriptor): boolean {
  return isForeignLayerType(blob.mediaType) && (blob.urls?.length ?? 0) > 0;
}

/** Whether an entry is a manifest or index, and so is put among manifests, rather than a blob. */
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
