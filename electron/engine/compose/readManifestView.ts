import type { ManifestView } from "../../../shared/preview.ts";
import { isManifestType } from "../../../shared/oci/mediaTypes.ts";
import { EngineError } from "../errors.ts";
import type { Content } from "../oci/content.ts";
import type { Format } from "../oci/convertTypes.ts";
import { decodeConfig, decodeManifest } from "../oci/decode.ts";
import { decodeText } from "../oci/decodeText.ts";
import { editManifest } from "../oci/editManifest.ts";
import type { EditedManifests } from "./editedManifests.ts";
import { fetchFirst, isEditableConfig, nameOf } from "./editedManifests.ts";
import { findEntry } from "./findEntry.ts";
import type { ResolvedSource } from "./resolve.ts";

interface ViewOptions {
  /** The digest by which the sources list the manifest. */
  readonly digest: string;
  readonly sources: readonly ResolvedSource[];
  /** The edited manifests of the preview. */
  readonly manifests: EditedManifests;
}

/**
 * Reads a manifest of a draft and its config, with what the draft makes of them, for display and for editing.
 * @throws EngineError `not_found` if no source lists the digest, and what the stores throw
 */
export async function readManifestView(
  { digest, sources, manifests }: ViewOptions,
  signal: AbortSignal,
): Promise<ManifestView> {
  const found = findEntry(digest, sources);
  if (!found) {
    throw new EngineError("not_found", `No source lists ${digest}.`, {
      hint: "A tag may have moved. Refresh the preview.",
    });
  }
  const { entry, stores } = found;
  const { content, store } = await fetchFirst(entry, stores, signal);
  const { mediaType, bytes } = content;
  const edited = manifests.get(digest);
  const manifest = {
    before: decodeText(bytes),
    ...(edited ? { after: decodeText(edited.content.bytes) } : {}),
  };
  if (!isManifestType(mediaType)) {
    return { mediaType, manifest, annotations: {}, refusals: {} };
  }
  const { config, annotations = {} } = decodeManifest(bytes, `manifest ${digest}`);
  const view = { mediaType, manifest, annotations, refusals: refusalsOf(content, nameOf(entry)) };
  if (!config || !isEditableConfig(config.mediaType)) {
    return view;
  }
  const configBytes = edited?.config?.before ?? (await store.fetchBlob(config, signal));
  return {
    ...view,
    platform: decodeConfig(configBytes, `config ${config.digest}`).platform,
    config: {
      before: decodeText(configBytes),
      ...(edited?.config ? { after: decodeText(edited.config.bytes) } : {}),
    },
  };
}

/** Why a manifest cannot be converted, in words, for each format to which it cannot. */
function refusalsOf(content: Content, what: string): ManifestView["refusals"] {
  return Object.fromEntries(
    (["oci", "docker"] as const).flatMap((format): readonly [Format, string][] => {
      try {
        editManifest(content, { convertTo: format }, what);
        return [];
      } catch (error) {
        if (error instanceof EngineError) {
          return [[format, error.message]];
        }
        throw error;
      }
    }),
  );
}
