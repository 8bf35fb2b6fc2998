import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { isImageConfigType, mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { EngineError } from "../errors.ts";
import { type ConfigFacts, decodeConfig } from "../oci/decode.ts";
import type { Store } from "../stores/store.ts";

/** Media types of configs of Docker 1.10, and of a config without one. */
const oldConfigs: ReadonlySet<string> = new Set(["application/octet-stream", ""]);

interface ConfigSource {
  readonly store: Pick<Store, "fetchBlob">;
  readonly config: Descriptor;
  /** Names the manifest in errors. */
  readonly what: string;
}

/**
 * Reads the config of a manifest. A manifest whose config has another media type is an image if
 * the config has a platform: that of a WebAssembly module has one, that of a Helm chart or an ORAS artifact has none.
 *
 * Source: OCI image-spec 1.1, "manifest.md", "Guidelines for Artifact Usage".
 *
 * @returns undefined if the manifest is not an image
 * @throws EngineError if an image's config cannot be read
 */
export async function readConfigFacts(
  { store, config, what }: ConfigSource,
  signal: AbortSignal,
): Promise<ConfigFacts | undefined> {
  const { mediaType } = config;
  if (mediaType === mediaTypes.ociEmpty) {
    return undefined;
  }
  const isImage = isImageConfigType(mediaType) || oldConfigs.has(mediaType);
  try {
    const facts = decodeConfig(await store.fetchBlob(config, signal), what);
    const { os, architecture } = facts.platform;
    return isImage || os !== "" || architecture !== "" ? facts : undefined;
  } catch (error) {
    // The config of an artifact may have any content, and may be missing.
    const other = error instanceof EngineError && unreadable.has(error.code);
    if (!isImage && other) {
      return undefined;
    }
    throw error;
  }
}

const unreadable: ReadonlySet<string> = new Set(["manifest_invalid", "too_large", "not_found"]);
