import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { Manifest } from "../../../shared/oci/manifest.ts";
import { EngineError } from "../errors.ts";
import type { Content } from "../oci/content.ts";
import { decodeManifest } from "../oci/decode.ts";
import { decodeText } from "../oci/decodeText.ts";
import { type LooseObject, parseObject } from "../inspect/evidence/looseJson.ts";
import type { FoundManifest, ManifestReader } from "./manifestReader.ts";

/** Largest config that is compared, in bytes: real ones have some kilobytes. */
const maxConfigBytes = 4 * 1024 * 1024;

/** Called when a request starts and when it ends. */
export interface ReadProgress {
  onRequest(): void;
  onDone(): void;
}

/** An image or artifact, as far as it could be read. */
export interface ReadImage {
  readonly content: Content | undefined;
  readonly manifest: Manifest | undefined;
  readonly manifestError: EngineError | undefined;
  /** Where its config and layers are; undefined without a manifest. */
  readonly blobs: FoundManifest["blobs"] | undefined;
  /** The config's exact text and its fields; undefined if it is no JSON object or could not be read. */
  readonly config: { readonly text: string; readonly document: LooseObject } | undefined;
  readonly configError: EngineError | undefined;
  /** What the documents of an artifact say, by name; absent for an image, and if they were not read. */
  readonly statements?: ReadonlyMap<string, string>;
}

/** Reads the manifest and the config of an entry. @throws the signal's reason, and nothing else of the stores */
export async function readImage(
  entry: Descriptor,
  { reader, progress }: { readonly reader: ManifestReader; readonly progress: ReadProgress },
  signal: AbortSignal,
): Promise<ReadImage> {
  const nothing = {
    content: undefined,
    manifest: undefined,
    manifestError: undefined,
    blobs: undefined,
    config: undefined,
    configError: undefined,
  };
  const found = await attempt(signal, progress, async () => {
    const fetched = await reader.fetch(entry, signal);
    const manifest = decodeManifest(fetched.content.bytes, `manifest ${entry.digest}`);
    return { ...fetched, manifest };
  });
  if (found instanceof EngineError) {
    return { ...nothing, manifestError: found };
  }
  const { content, manifest, blobs } = found;
  const { config: descriptor } = manifest;
  if (descriptor === undefined || descriptor.size > maxConfigBytes) {
    return { ...nothing, content, manifest, blobs };
  }
  const config = await attempt(signal, progress, async () => {
    const text = decodeText(await blobs.fetchBlob(descriptor, signal));
    const document = parseObject(text);
    return document && { text, document };
  });
  return config instanceof EngineError
    ? { ...nothing, content, manifest, blobs, configError: config }
    : { ...nothing, content, manifest, blobs, config };
}

/** Runs one request and reports it. @returns the error of a store instead of throwing it */
export async function attempt<T>(
  signal: AbortSignal,
  progress: ReadProgress,
  work: () => Promise<T>,
): Promise<T | EngineError> {
  progress.onRequest();
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EngineError) {
      return error;
    }
    throw error;
  } finally {
    progress.onDone();
  }
}
