import {
  isIndexType,
  isManifestType,
  manifestKind,
  mediaTypes,
} from "../../../shared/oci/mediaTypes.ts";
import { EngineError } from "../errors.ts";
import { foldKey, parseJson } from "./parseJson.ts";
import type { Content } from "./content.ts";

/** Kind of a manifest. An `artifact` is an OCI artifact manifest or has an unknown media type. */
export type ManifestKind = "index" | "manifest" | "schema1" | "artifact";

/**
 * Detects the kind of a manifest. Rejects a document that is an index to one reader and an image to another
 * (CVE-2021-41190).
 *
 * Registries and proxies may serve a Docker image as an OCI image and vice versa. The `mediaType` in the document takes
 * precedence: its digest covers it, and registries compare it with the Content-Type of a push. Without one, the served
 * type decides, or else the fields of the document, as in buildx.
 *
 * @param content its `mediaType` is the served one, or empty
 * @param what names the manifest in errors: `manifest sha256:…`
 * @returns the content with the detected media type, and its parsed JSON
 * @throws EngineError `manifest_invalid`
 */
export function detectManifest(
  content: Content,
  what: string,
): { readonly kind: ManifestKind; readonly content: Content; readonly document: object } {
  const document = parseJson(content.bytes, what);
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    throw new EngineError("manifest_invalid", `The ${what} is not a JSON object.`);
  }
  const own: unknown = (document as { mediaType?: unknown }).mediaType;
  const claimed = typeof own === "string" ? own : "";
  const kinds = [claimed, content.mediaType].map(manifestKind);
  if (kinds.every(Boolean) && new Set(kinds).size > 1) {
    throw new EngineError(
      "manifest_invalid",
      `The ${what} has the media type ${claimed}, but is served as ${content.mediaType}.`,
      {
        hint: "Some tools would read it as an index, others as an image (CVE-2021-41190). Push it again.",
      },
    );
  }
  const mediaType =
    [claimed, content.mediaType].find(manifestKind) ||
    claimed ||
    content.mediaType ||
    guessMediaType(document);
  return { kind: kindOf(mediaType), content: { ...content, mediaType }, document };
}

function kindOf(mediaType: string): ManifestKind {
  return mediaType === mediaTypes.ociArtifact
    ? "artifact"
    : (manifestKind(mediaType) ?? "artifact");
}

function guessMediaType(document: object): string {
  const keys = new Set(Object.keys(document).map(foldKey));
  if (keys.has("manifests")) {
    return mediaTypes.ociIndex;
  }
  if (keys.has("fslayers")) {
    return mediaTypes.dockerSchema1;
  }
  return mediaTypes.ociManifest;
}

/**
 * Detects the media type of a manifest that was read as a blob, without rejecting anything.
 * @returns empty if the blob is not an index or a manifest of a known type
 */
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
    if (value.manifests !== undefined) {
      return mediaTypes.ociIndex;
    }
    // An image config has neither of these fields.
    return value.schemaVersion === undefined && value.layers === undefined
      ? ""
      : mediaTypes.ociManifest;
  } catch {
    return "";
  }
}
