import {
  isIndexType,
  isManifestType,
  manifestKind,
  mediaTypes,
} from "../../../shared/oci/mediaTypes.ts";
import { EngineError } from "../errors.ts";
import { foldKey, parseJson } from "./parseJson.ts";
import type { Content } from "./content.ts";

/** What a piece of content is to the engine. */
export type ManifestKind = "index" | "manifest" | "schema1" | "artifact";

/**
 * Tell what content is, and refuse what is an index to one reader and an image to another (CVE-2021-41190).
 *
 * Registries and proxies may serve an image of one format under the media type of the other: the document's own type
 * counts then, since its digest vouches for it and registries compare it with the Content-Type of a push. Where the
 * document has none, the served type counts, else the document's shape, as buildx guesses it.
 *
 * @returns the content with its media type filled in, and its JSON as `parseJson` reads it
 * @throws EngineError `manifest_invalid`
 */
export function detectManifest(
  content: Content,
  what: string,
): { readonly kind: ManifestKind; readonly content: Content; readonly document: object } {
  const document = parseJson(content.bytes, what);
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    throw new EngineError(
      "manifest_invalid",
      `The ${what} is no manifest: it is not a JSON object.`,
    );
  }
  const own: unknown = (document as { mediaType?: unknown }).mediaType;
  const claimed = typeof own === "string" ? own : "";
  const kinds = [claimed, content.mediaType].map(manifestKind);
  if (kinds.every(Boolean) && new Set(kinds).size > 1) {
    throw new EngineError(
      "manifest_invalid",
      `The ${what} says it is ${claimed}, but is served as ${content.mediaType}.`,
      {
        hint: "One reader would take it for an index, another for an image (CVE-2021-41190). Push it again.",
      },
    );
  }
  const mediaType =
    [claimed, content.mediaType].find(manifestKind) ||
    claimed ||
    content.mediaType ||
    guess(document);
  return { kind: identityOf(mediaType), content: { ...content, mediaType }, document };
}

function identityOf(mediaType: string): ManifestKind {
  return mediaType === mediaTypes.ociArtifact
    ? "artifact"
    : (manifestKind(mediaType) ?? "artifact");
}

function guess(document: object): string {
  const keys = new Set(Object.keys(document).map(foldKey));
  if (keys.has("manifests")) return mediaTypes.ociIndex;
  if (keys.has("fslayers")) return mediaTypes.dockerSchema1;
  return mediaTypes.ociManifest;
}

/** What a blob that is asked for as a manifest says it is; empty where that is nothing known. */
export function detectMediaType(bytes: Uint8Array): string {
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as {
      mediaType?: unknown;
      manifests?: unknown;
      schemaVersion?: unknown;
      layers?: unknown;
    };
    if (
      typeof value.mediaType === "string" &&
      (isIndexType(value.mediaType) || isManifestType(value.mediaType))
    ) {
      return value.mediaType;
    }
    if (value.manifests !== undefined) return mediaTypes.ociIndex;
    // An image config has a field of that name too, but no version of its schema.
    return value.schemaVersion === undefined && value.layers === undefined
      ? ""
      : mediaTypes.ociManifest;
  } catch {
    return "";
  }
}
