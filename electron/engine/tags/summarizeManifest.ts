import type { EntryRow } from "../../../shared/preview.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { isImageConfigType } from "../../../shared/oci/mediaTypes.ts";
import type { ManifestSummary } from "../../../shared/tags.ts";
import { entryRows } from "../compose/rows.ts";
import { EngineError, toFailure } from "../errors.ts";
import { readConfig } from "../inspect/imageConfig.ts";
import type { Content } from "../oci/content.ts";
import { decodeIndex, decodeManifest } from "../oci/decode.ts";
import { detectManifest } from "../oci/detectManifest.ts";
import { normalizePlatform, platformKey } from "../oci/normalizePlatform.ts";
import type { Host } from "../oci/host.ts";
import type { Store } from "../stores/store.ts";

/** Source: image-spec 1.1, "Pre-Defined Annotation Keys". */
const createdKey = "org.opencontainers.image.created";

const opaque: ManifestSummary = { kind: "opaque", platforms: [], attestations: 0 };

/** Where a manifest is read from, and for whom. */
interface SummaryOptions {
  readonly store: Store;
  /** Of an index, the image for this system is read; else the first one. */
  readonly host: Host;
}

/**
 * Reads what a list of tags shows of a manifest: of an image its manifest and config, of an index also those of one
 * image. What cannot be read of them is left out, and said in `failure`.
 * @throws EngineError if the manifest itself cannot be read
 */
export async function summarizeManifest(
  digest: string,
  options: SummaryOptions,
  signal: AbortSignal,
): Promise<ManifestSummary> {
  const fetched = await options.store.fetchManifest({ digest }, signal);
  try {
    const { kind, content } = detectManifest(fetched, `manifest ${digest}`);
    switch (kind) {
      case "index":
        return await summarizeIndex(content, options, signal);
      case "manifest":
        return await summarizeImage(content, options, signal);
      case "artifact":
        return artifact(decodeManifest(content.bytes, `manifest ${digest}`).artifactType);
      case "schema1":
        return opaque;
    }
  } catch (error) {
    if (error instanceof EngineError && error.code === "manifest_invalid") {
      return { ...opaque, failure: toFailure(error) };
    }
    throw error;
  }
}

async function summarizeIndex(
  { bytes, digest }: Content,
  options: SummaryOptions,
  signal: AbortSignal,
): Promise<ManifestSummary> {
  const { manifests, annotations, artifactType } = decodeIndex(bytes, `index ${digest}`);
  const rows = entryRows(manifests);
  const images = rows.filter(({ kind }) => kind === "image");
  const index = {
    kind: "index",
    platforms: images.map(({ platform }) => platform ?? "no platform"),
    attestations: rows.reduce((sum, row) => sum + row.attestations.length, 0),
    ...(artifactType ? { artifactType } : {}),
    ...createdOf(annotations?.[createdKey]),
  } as const;
  const image = chooseImage(images, options.host);
  if (!image) {
    return index;
  }
  try {
    const content = await options.store.fetchManifest({ digest: image.descriptor.digest }, signal);
    const { size, created, failure } = await summarizeImage(content, options, signal);
    return {
      ...(created === undefined ? {} : { created }),
      ...index,
      ...(size === undefined ? {} : { size }),
      ...(failure === undefined ? {} : { failure }),
      ...(images.length > 1 && image.platform !== undefined ? { of: image.platform } : {}),
    };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof EngineError)) {
      throw error;
    }
    return { ...index, failure: toFailure(error) };
  }
}

async function summarizeImage(
  { bytes, digest }: Content,
  { store }: SummaryOptions,
  signal: AbortSignal,
): Promise<ManifestSummary> {
  const manifest = decodeManifest(bytes, `manifest ${digest}`);
  const { config, layers, artifactType, annotations } = manifest;
  if (!config || artifactType || !isImageConfigType(config.mediaType)) {
    const type = artifactType ?? config?.mediaType;
    return { ...artifact(type), size: sizeOf(layers), ...createdOf(annotations?.[createdKey]) };
  }
  const { configView, configFailure } = await readConfig({ config, layers, store }, signal);
  return {
    kind: "image",
    platforms: configView === undefined ? [] : [configView.platform],
    attestations: 0,
    size: sizeOf(layers),
    ...createdOf(configView?.created ?? annotations?.[createdKey]),
    ...(configFailure ? { failure: configFailure } : {}),
  };
}

function artifact(artifactType: string | undefined): ManifestSummary {
  return {
    kind: "artifact",
    platforms: [],
    attestations: 0,
    ...(artifactType ? { artifactType } : {}),
  };
}

/** The image that the host would run, or the first one. */
function chooseImage(images: readonly EntryRow[], host: Host): EntryRow | undefined {
  const own = platformKey(normalizePlatform({ ...host, os: "linux" }, host));
  return images.find((row) => row.platformKey === own) ?? images[0];
}

function sizeOf(descriptors: readonly Descriptor[]): number {
  return descriptors.reduce((sum, { size }) => sum + size, 0);
}

/** The time, in RFC 3339; nothing if the text is no time. */
function createdOf(text: string | undefined): { readonly created?: string } {
  const time = text === undefined || text.length > 64 ? NaN : Date.parse(text);
  return Number.isNaN(time) ? {} : { created: new Date(time).toISOString() };
}
