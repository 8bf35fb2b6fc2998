import { z } from "zod";
import type {
  ConfigView,
  InspectedContent,
  Inspection,
  LayerRow,
} from "../../../shared/inspection.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { EngineError } from "../failure.ts";
import { decodeIndex, decodeManifest } from "../oci/decode.ts";
import { formatLocation, locationRepository, type Location } from "../oci/location.ts";
import { formatPlatformAll } from "../oci/platform.ts";
import { entryRows } from "../preview/rows.ts";
import type { Content, Store } from "../store.ts";
import { targetOf } from "../stores.ts";
import { identify } from "./identify.ts";

// A config is read for show: a field of another type is left out, not an error.
const texts = z.array(z.string()).nullish().catch(undefined);
const text = z.string().optional().catch(undefined);
const keys = z.record(z.string(), z.unknown()).nullish().catch(undefined);
const configSchema = z.object({
  architecture: text,
  os: text,
  "os.version": text,
  "os.features": texts,
  variant: text,
  created: text,
  author: text,
  config: z
    .object({
      User: text,
      WorkingDir: text,
      Entrypoint: texts,
      Cmd: texts,
      Env: texts,
      ExposedPorts: keys,
      Volumes: keys,
      Labels: z.record(z.string(), z.string()).nullish().catch(undefined),
      StopSignal: text,
    })
    .nullish()
    .catch(undefined),
  history: z
    .array(z.object({ created_by: text, empty_layer: z.boolean().optional().catch(undefined) }))
    .nullish()
    .catch(undefined),
});
type Config = z.infer<typeof configSchema>;

/**
 * Everything that the window shows of one manifest or index.
 * @throws EngineError
 */
export async function inspectLocation(
  location: Location,
  store: Store,
  signal: AbortSignal,
): Promise<Inspection> {
  const name = formatLocation(location);
  const fetched = await fetchAnything(location, store, signal);
  const { content, readable } = readContent(fetched, name);
  return {
    name,
    repository: locationRepository(location),
    mediaType: content.mediaType,
    digest: content.digest,
    size: content.bytes.byteLength,
    text: content.mediaType !== "" || isText(content.bytes) ? showBytes(content.bytes) : "",
    content:
      readable instanceof EngineError
        ? opaque(readable.message)
        : await open(content, readable, name, store, signal),
  };
}

/** A manifest, or else the blob of that digest: configs and statements are followed by their digests too. */
async function fetchAnything(
  location: Location,
  store: Store,
  signal: AbortSignal,
): Promise<Content> {
  const target = targetOf(location);
  try {
    return await store.fetchManifest(target, signal);
  } catch (error) {
    const missing = error instanceof EngineError && error.code === "not_found";
    if (!missing || !("digest" in target)) throw error;
    try {
      const bytes = await store.fetchBlob({ digest: target.digest }, signal);
      return { mediaType: "", digest: target.digest, bytes };
    } catch (blobError) {
      // Neither: what was asked for first is what is missing.
      throw blobError instanceof EngineError && blobError.code === "not_found" ? error : blobError;
    }
  }
}

type Identified = ReturnType<typeof identify>["identity"];

/** Something that is no manifest is still worth a look at its bytes. */
function readContent(
  fetched: Content,
  name: string,
): { content: Content; readable: Identified | EngineError } {
  if (fetched.mediaType === "" && !looksLikeManifest(fetched.bytes)) {
    return {
      content: fetched,
      readable: new EngineError("manifest_unsupported", blobReason(fetched.bytes)),
    };
  }
  try {
    const { content, identity } = identify(fetched, `manifest ${name}`);
    return { content, readable: identity };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { content: fetched, readable: error };
  }
}

async function open(
  content: Content,
  identity: Identified,
  name: string,
  store: Store,
  signal: AbortSignal,
): Promise<InspectedContent> {
  try {
    if (identity === "index") return openIndex(content, name);
    if (identity === "schema1") {
      return opaque(
        "This is an image in Docker's schema 1 format, of before 2016. Its bytes are shown as they are.",
      );
    }
    return await openManifest(content, identity, name, store, signal);
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
  identity: Identified,
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
  const isImage =
    config && /\.(?:image|container\.image)\.(?:config\.)?v1\+json$/.test(config.mediaType);
  if (identity !== "manifest" || !isImage || artifactType) {
    const rows = layers.map((descriptor) => ({ descriptor }));
    return {
      kind: "artifact",
      ...(artifactType ? { artifactType } : {}),
      ...(config ? { config } : {}),
      layers: rows,
      ...about,
    };
  }
  const bytes = await store.fetchBlob(config, signal);
  const read = configSchema.parse(readJson(bytes, config));
  return {
    kind: "image",
    config,
    configView: viewConfig(read, bytes),
    layers: layerRows(layers, read),
    ...about,
  };
}

function viewConfig(read: Config, bytes: Uint8Array): ConfigView {
  const { created, author, config } = read;
  const optional = Object.entries({
    created,
    author,
    user: config?.User,
    workingDir: config?.WorkingDir,
    stopSignal: config?.StopSignal,
  }).filter(([, value]) => value);
  return {
    platform: formatPlatformAll({
      architecture: read.architecture ?? "",
      os: read.os ?? "",
      ...(read["os.version"] ? { "os.version": read["os.version"] } : {}),
      ...(read["os.features"] ? { "os.features": read["os.features"] } : {}),
      ...(read.variant ? { variant: read.variant } : {}),
    }),
    entrypoint: config?.Entrypoint ?? [],
    cmd: config?.Cmd ?? [],
    env: config?.Env ?? [],
    exposedPorts: Object.keys(config?.ExposedPorts ?? {}),
    volumes: Object.keys(config?.Volumes ?? {}),
    labels: config?.Labels ?? {},
    text: showBytes(bytes),
    ...Object.fromEntries(optional),
  };
}

/** History steps that made a layer stand in the order of the layers; the others made none. */
function layerRows(layers: readonly Descriptor[], { history }: Config): readonly LayerRow[] {
  const steps = (history ?? []).filter((step) => !step.empty_layer);
  return layers.map((descriptor, position) => {
    const createdBy = steps.length === layers.length ? steps[position]?.created_by : undefined;
    return { descriptor, ...(createdBy ? { createdBy } : {}) };
  });
}

function readJson(bytes: Uint8Array, config: Descriptor): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new EngineError("manifest_invalid", `The config ${config.digest} is not JSON.`, {
      cause,
    });
  }
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

function isText(bytes: Uint8Array): boolean {
  try {
    // Archives hold zero bytes, which no text does.
    return !new TextDecoder("utf-8", { fatal: true }).decode(bytes).includes("\0");
  } catch {
    return false;
  }
}

function opaque(reason: string): InspectedContent {
  return { kind: "opaque", reason };
}

/** Bytes as text; what is no UTF-8 shows as replacement characters. */
export function showBytes(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
