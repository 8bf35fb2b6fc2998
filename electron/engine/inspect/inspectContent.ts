import { Readable } from "node:stream";
import type { InspectedContent, Inspection } from "../../../shared/inspection.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { maxDocumentBytes } from "../../../shared/evidenceRecords.ts";
import { isNamedFile } from "../../../shared/oci/namedFile.ts";
import { isImageConfigType } from "../../../shared/oci/mediaTypes.ts";
import { entryRows } from "../compose/rows.ts";
import { EngineError, isNotFound } from "../errors.ts";
import type { Content } from "../oci/content.ts";
import { decodeIndex, decodeManifest } from "../oci/decode.ts";
import { decodeText } from "../oci/decodeText.ts";
import { detectManifest, type ManifestKind } from "../oci/detectManifest.ts";
import { formatLocation, type Location, locationRepository } from "../oci/location.ts";
import { toTagOrDigest } from "../stores/openStores.ts";
import type { Store } from "../stores/store.ts";
import { pickForClients } from "./clients/pickForClients.ts";
import { type DecodeEvidence, type DocumentBlob } from "./evidence/decodeEvidence.ts";
import { readConfig } from "./imageConfig.ts";
import type { SendPart } from "./sendParts.ts";
import { withSignatures } from "./signers.ts";

/** Largest blob that is tried as a manifest which a registry has as a blob only, in bytes: it is parsed in this thread. */
const maxProbedBytes = 1024 * 1024;

/** Receives what an inspection reads next. */
export interface InspectProgress {
  /** @param size in bytes, if a descriptor says it */
  onRead(what: "manifest" | "config" | "blob", size?: number): void;
}

/** Where to read what is inspected. */
export interface InspectOptions {
  readonly location: Location;
  readonly store: Store;
  readonly decodeEvidence: DecodeEvidence;
  /** Receives what is long in the content. */
  readonly sendPart: SendPart;
  readonly progress?: InspectProgress | undefined;
}

/**
 * Reads a manifest or index for display; a digest may also be that of a blob.
 * @throws EngineError
 */
export async function inspectReference(
  options: InspectOptions,
  signal: AbortSignal,
): Promise<Inspection> {
  const { location } = options;
  const name = formatLocation(location);
  const fetched = await fetchManifestOrBlob(options, signal);
  if ("size" in fetched) {
    return await inspectBlob(options, fetched, signal);
  }
  const { content, kind } = detectContent(fetched, name);
  const { mediaType, digest, bytes } = content;
  const about = {
    name,
    repository: locationRepository(location),
    mediaType,
    digest,
    size: bytes.byteLength,
  };
  if (kind === "blob") {
    const open = async (): Promise<AsyncIterable<Uint8Array>> => Readable.from([bytes]);
    return await readBlob(about, { open }, options, signal);
  }
  if (kind instanceof EngineError) {
    return { ...about, text: decodeText(bytes), content: opaque(kind.message) };
  }
  return {
    ...about,
    text: decodeText(bytes),
    content: await decodeContent({ content, kind }, { ...options, name }, signal),
  };
}

/**
 * Fetches a manifest, or else the blob with the digest: users also type the digests of configs and statements.
 * @returns only the descriptor of a blob that is too large to be a manifest: a thread reads it
 */
async function fetchManifestOrBlob(
  { location, store, progress }: InspectOptions,
  signal: AbortSignal,
): Promise<Content | Descriptor> {
  const target = toTagOrDigest(location);
  try {
    progress?.onRead("manifest");
    return await store.fetchManifest(target, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!("digest" in target) || !mayBeBlob(error)) {
      throw error;
    }
    try {
      progress?.onRead("blob");
      const size = (await store.statBlob(target.digest, signal))?.size ?? 0;
      if (size > maxProbedBytes) {
        return { mediaType: "", digest: target.digest, size };
      }
      const bytes = await store.fetchBlob({ digest: target.digest }, signal);
      return { mediaType: "", digest: target.digest, bytes };
    } catch (blobError) {
      signal.throwIfAborted();
      // If there is neither, the first error is the one to report.
      const isNeither =
        isNotFound(blobError) || (blobError instanceof EngineError && blobError.status === 403);
      throw isNeither ? error : blobError;
    }
  }
}

/**
 * Whether the digest may be that of a blob. distribution 2.8 responds with 500 instead of 404 to the digest of a blob
 * under `/manifests/`; Artifactory may respond with 403 (go-containerregistry#1691).
 */
function mayBeBlob(error: unknown): boolean {
  return (
    error instanceof EngineError &&
    (error.code === "not_found" ||
      error.code === "registry_refused" ||
      error.status === 403 ||
      error.status === 500)
  );
}

/** Media types of layers: archives, whose bytes are not shown. */
const layerType = /\.tar(?:[.+]|$)|\.(?:foreign\.)?diff\./;

/**
 * Reads a blob for display.
 * @param descriptor its digest is the one of the location
 * @throws EngineError
 */
export async function inspectBlob(
  options: InspectOptions,
  descriptor: Descriptor,
  signal: AbortSignal,
): Promise<Inspection> {
  const { location, store, progress } = options;
  const { mediaType, digest, size } = descriptor;
  const about = {
    name: formatLocation(location),
    repository: locationRepository(location),
    mediaType,
    digest,
    size,
  };
  const isLayer = layerType.test(mediaType) && !isNamedFile(descriptor);
  if (isLayer || size > maxDocumentBytes) {
    const reason = isLayer
      ? `This is a layer: an archive of ${size} bytes. Its files are not shown.`
      : `This blob has ${size.toLocaleString("en")} bytes, more than the ${maxDocumentBytes.toLocaleString("en")} up to which documents are decoded. Save its bytes to read them with another tool.`;
    return { ...about, text: "", bytes: "unread", content: { kind: "blob", reason } };
  }
  progress?.onRead("blob", size);
  const open = async (until: AbortSignal): Promise<AsyncIterable<Uint8Array>> =>
    await store.openBlob(descriptor, until);
  return await readBlob(about, { open, annotations: descriptor.annotations }, options, signal);
}

type BlobFacts = Pick<Inspection, "name" | "repository" | "mediaType" | "digest" | "size">;

/** Reads a blob, whose text is sent in parts, and decodes it if it is a document about an image. */
async function readBlob(
  about: BlobFacts,
  source: Pick<DocumentBlob, "open" | "annotations">,
  { decodeEvidence, sendPart }: InspectOptions,
  signal: AbortSignal,
): Promise<Inspection> {
  const { digest, size } = about;
  const blob = { ...source, digest, size, withText: true };
  const { isText, isSent, view } = await decodeEvidence(blob, sendPart, signal);
  const reason =
    view === undefined
      ? isText
        ? "This is a blob, not a manifest. Its text is shown unchanged."
        : `This is a blob of ${size} bytes that are not text.`
      : "This is a document about an image.";
  return {
    ...about,
    text: "",
    ...(isSent ? {} : { bytes: isText ? "long" : "binary" }),
    content: { kind: "blob", reason, ...(view === undefined ? {} : { evidence: view }) },
  };
}

/** Detects what fetched bytes are. @returns an error as the kind if they are no valid manifest; their bytes are shown */
function detectContent(
  fetched: Content,
  name: string,
): { readonly content: Content; readonly kind: ManifestKind | "blob" | EngineError } {
  if (fetched.mediaType === "" && !looksLikeManifest(fetched.bytes)) {
    return { content: fetched, kind: "blob" };
  }
  try {
    return detectManifest(fetched, `manifest ${name}`);
  } catch (error) {
    if (!(error instanceof EngineError)) {
      throw error;
    }
    return { content: fetched, kind: error };
  }
}

interface DecodeOptions extends InspectOptions {
  /** The full reference, for errors. */
  readonly name: string;
}

interface DetectedContent {
  readonly content: Content;
  readonly kind: ManifestKind;
}

async function decodeContent(
  { content, kind }: DetectedContent,
  options: DecodeOptions,
  signal: AbortSignal,
): Promise<InspectedContent> {
  try {
    switch (kind) {
      case "index":
        return inspectIndex(content, options.name);
      case "schema1":
        return opaque(
          "This is an image in Docker's schema 1 format, from before 2016. Its bytes are shown unchanged.",
        );
      default:
        return await inspectManifest({ content, kind }, options, signal);
    }
  } catch (error) {
    if (error instanceof EngineError && error.code === "manifest_invalid") {
      return opaque(error.message);
    }
    throw error;
  }
}

function inspectIndex(content: Content, name: string): InspectedContent {
  const {
    manifests,
    annotations = {},
    artifactType,
    subject,
  } = decodeIndex(content.bytes, `index ${name}`);
  const rows = entryRows(manifests);
  const rowOf = new Map(rows.map(({ descriptor }, row) => [descriptor, row]));
  const candidates = manifests.map((descriptor) => ({ row: rowOf.get(descriptor), descriptor }));
  return {
    kind: "index",
    ...(artifactType ? { artifactType } : {}),
    ...(subject ? { subject } : {}),
    annotations,
    rows,
    clients: pickForClients(content.mediaType, candidates),
  };
}

async function inspectManifest(
  { content, kind }: DetectedContent,
  { name, store, progress }: DecodeOptions,
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
    return {
      kind: "artifact",
      ...(artifactType ? { artifactType } : {}),
      ...(config ? { config } : {}),
      layers: await withSignatures(
        layers.map((descriptor) => ({ descriptor })),
        store,
        signal,
      ),
      ...about,
    };
  }
  progress?.onRead("config", config.size);
  const read = await readConfig({ config, layers, store }, signal);
  return {
    kind: "image",
    config,
    ...read,
    layers: await withSignatures(read.layers, store, signal),
    ...about,
  };
}

/** Whether a document without a media type has a field of a manifest or index. */
function looksLikeManifest(bytes: Uint8Array): boolean {
  if (bytes.byteLength > maxProbedBytes) {
    return false;
  }
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof value !== "object" || value === null) {
      return false;
    }
    return ["mediaType", "manifests", "layers", "fsLayers"].some((field) => field in value);
  } catch {
    return false;
  }
}

function opaque(reason: string): InspectedContent {
  return { kind: "opaque", reason };
}
