import type { InspectedContent, Inspection } from "../../../shared/inspection.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { isImageConfigType } from "../../../shared/oci/mediaTypes.ts";
import { EngineError, isNotFound } from "../errors.ts";
import { decodeIndex, decodeManifest } from "../oci/decode.ts";
import { formatLocation, locationRepository, type Location } from "../oci/location.ts";
import { entryRows } from "../compose/rows.ts";
import type { Store } from "../stores/store.ts";
import type { Content } from "../oci/content.ts";
import { toTagOrDigest } from "../stores/openStores.ts";
import { detectManifest, type ManifestKind } from "../oci/detectManifest.ts";
import { readConfig } from "./imageConfig.ts";
import { isText, decodeText } from "../oci/decodeText.ts";

/** Bytes of a blob that are shown as text: the window lays out every line of it. */
const largestText = 16 * 1024 * 1024;

/**
 * Everything that the window shows of one manifest or index.
 * @throws EngineError
 */
export async function inspectReference(
  location: Location,
  store: Store,
  signal: AbortSignal,
): Promise<Inspection> {
  const name = formatLocation(location);
  const fetched = await fetchAnything(location, store, signal);
  const { content, readable } = readContent(fetched, name);
  const bytes = content.bytes;
  return {
    name,
    repository: locationRepository(location),
    mediaType: content.mediaType,
    digest: content.digest,
    size: bytes.byteLength,
    text: content.mediaType !== "" || isText(bytes) ? decodeText(bytes) : "",
    content:
      readable === "blob"
        ? { kind: "blob", reason: blobReason(bytes) }
        : readable instanceof EngineError
          ? opaque(readable.message)
          : await open(content, readable, name, store, signal),
  };
}

/** A manifest, or else the blob of that digest: people type the digests of configs and statements too. */
async function fetchAnything(
  location: Location,
  store: Store,
  signal: AbortSignal,
): Promise<Content> {
  const target = toTagOrDigest(location);
  try {
    return await store.fetchManifest(target, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!("digest" in target) || !mayBeBlob(error)) throw error;
    try {
      const bytes = await store.fetchBlob({ digest: target.digest }, signal);
      return { mediaType: "", digest: target.digest, bytes };
    } catch (blobError) {
      signal.throwIfAborted();
      // Neither: what was asked for first is what is missing.
      const isNeither =
        isNotFound(blobError) || (blobError instanceof EngineError && blobError.status === 403);
      throw isNeither ? error : blobError;
    }
  }
}

/**
 * distribution 2.8 answers 500, not 404, where the digest under `/manifests/` is that of a blob; Artifactory may answer
 * 403 (go-containerregistry#1691).
 */
function mayBeBlob(error: unknown): boolean {
  return (
    isNotFound(error) ||
    (error instanceof EngineError &&
      (error.code === "registry_refused" || error.status === 403 || error.status === 500))
  );
}

/** Layers are archives, which are not shown: reading one would only take time. */
const layerType = /\.tar(?:[.+]|$)|\.(?:foreign\.)?diff\./;

/**
 * Everything that the window shows of a blob whose descriptor is known.
 * @param descriptor its digest is the location's
 * @throws EngineError
 */
export async function inspectBlob(
  location: Location,
  descriptor: Descriptor,
  store: Store,
  signal: AbortSignal,
): Promise<Inspection> {
  const { mediaType, digest, size } = descriptor;
  const about = {
    name: formatLocation(location),
    repository: locationRepository(location),
    mediaType,
    digest,
    size,
  };
  if (layerType.test(mediaType) || size > largestText) {
    const reason = layerType.test(mediaType)
      ? `This is a layer: an archive of ${size} bytes. Its files are not shown.`
      : `This is a blob of ${size} bytes, too large to be shown.`;
    return { ...about, text: "", content: { kind: "blob", reason } };
  }
  const bytes = await store.fetchBlob(descriptor, signal);
  const text = isText(bytes) ? decodeText(bytes) : "";
  return { ...about, text, content: { kind: "blob", reason: blobReason(bytes) } };
}

/** Something that is no manifest is still worth a look at its bytes. */
function readContent(
  fetched: Content,
  name: string,
): { content: Content; readable: ManifestKind | "blob" | EngineError } {
  if (fetched.mediaType === "" && !looksLikeManifest(fetched.bytes)) {
    return { content: fetched, readable: "blob" };
  }
  try {
    const { content, kind } = detectManifest(fetched, `manifest ${name}`);
    return { content, readable: kind };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { content: fetched, readable: error };
  }
}

async function open(
  content: Content,
  kind: ManifestKind,
  name: string,
  store: Store,
  signal: AbortSignal,
): Promise<InspectedContent> {
  try {
    if (kind === "index") return openIndex(content, name);
    if (kind === "schema1") {
      return opaque(
        "This is an image in Docker's schema 1 format, of before 2016. Its bytes are shown as they are.",
      );
    }
    return await openManifest(content, kind, name, store, signal);
  } catch (error) {
    if (error instanceof EngineError && error.code === "manifest_invalid")
      return opaque(error.message);
    throw error;
  }
}

function openIndex(content: Content, name: string): InspectedContent {
  const {
    manifests,
    annotations = {},
    artifactType,
    subject,
  } = decodeIndex(content.bytes, `index ${name}`);
  return {
    kind: "index",
    ...(artifactType ? { artifactType } : {}),
    ...(subject ? { subject } : {}),
    annotations,
    rows: entryRows(manifests),
  };
}

async function openManifest(
  content: Content,
  kind: ManifestKind,
  name: string,
  store: Store,
  signal: AbortSignal,
): Promise<InspectedContent> {
  const {
    config,
    layers,
    subject,
    annotations = {},
    artifactType,
  } = decodeManifest(content.bytes, `manifest ${name}`);
  const about = { ...(subject ? { subject } : {}), annotations };
  if (kind !== "manifest" || !config || !isImageConfigType(config.mediaType) || artifactType) {
    const rows = layers.map((descriptor) => ({ descriptor }));
    return {
      kind: "artifact",
      ...(artifactType ? { artifactType } : {}),
      ...(config ? { config } : {}),
      layers: rows,
      ...about,
    };
  }
  return { kind: "image", config, ...(await readConfig(config, layers, store, signal)), ...about };
}

/** Whether a document without a media type has the fields of a manifest or index. */
function looksLikeManifest(bytes: Uint8Array): boolean {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof value !== "object" || value === null) return false;
    return ["mediaType", "manifests", "layers", "fsLayers"].some((field) => field in value);
  } catch {
    return false;
  }
}

function blobReason(bytes: Uint8Array): string {
  return isText(bytes)
    ? "This is a blob, not a manifest. Its text is shown as it is."
    : `This is a blob of ${bytes.byteLength} bytes that are no text.`;
}

function opaque(reason: string): InspectedContent {
  return { kind: "opaque", reason };
}
