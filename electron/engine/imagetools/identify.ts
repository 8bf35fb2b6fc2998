import {
  isIndexType,
  isManifestType,
  isSchema1Type,
  mediaTypes,
} from "../../../shared/oci/mediaTypes.ts";
import { EngineError } from "../failure.ts";
import { foldKey, parseJson } from "../oci/parseJson.ts";
import type { Content } from "../store.ts";

/** What a piece of content is to the engine. */
export type Identity = "index" | "manifest" | "schema1" | "artifact";

/**
 * Tell what content is, and refuse content that says two things about itself.
 *
 * Where the store named no media type, the document's own counts, else its shape, as buildx guesses it. Where
 * both are given and differ, one reader would see an index and the other an image (CVE-2021-41190).
 *
 * @returns the content with its media type filled in, and its JSON as `parseJson` reads it
 * @throws EngineError `manifest_invalid`
 */
export function identify(
  content: Content,
  what: string,
): { readonly identity: Identity; readonly content: Content; readonly document: object } {
  const document = parseJson(content.bytes, what);
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    throw new EngineError(
      "manifest_invalid",
      `The ${what} is no manifest: it is not a JSON object.`,
    );
  }
  const own: unknown = (document as { mediaType?: unknown }).mediaType;
  const claimed = typeof own === "string" ? own : "";
  if (
    claimed !== "" &&
    content.mediaType !== "" &&
    claimed !== content.mediaType &&
    isKnown(content.mediaType)
  ) {
    throw new EngineError(
      "manifest_invalid",
      `The ${what} says it is ${claimed}, but is served as ${content.mediaType}.`,
      {
        hint: "Manifests that two tools could read differently are refused (CVE-2021-41190). Push it again.",
      },
    );
  }
  const mediaType =
    (isKnown(content.mediaType) && content.mediaType) ||
    claimed ||
    content.mediaType ||
    guess(document);
  return { identity: identityOf(mediaType), content: { ...content, mediaType }, document };
}

function identityOf(mediaType: string): Identity {
  if (isIndexType(mediaType)) return "index";
  if (isManifestType(mediaType)) return "manifest";
  return isSchema1Type(mediaType) ? "schema1" : "artifact";
}

function isKnown(mediaType: string): boolean {
  return identityOf(mediaType) !== "artifact" || mediaType === mediaTypes.ociArtifact;
}

function guess(document: object): string {
  const keys = new Set(Object.keys(document).map(foldKey));
  if (keys.has("manifests")) return mediaTypes.ociIndex;
  if (keys.has("fslayers")) return mediaTypes.dockerSchema1;
  return mediaTypes.ociManifest;
}
