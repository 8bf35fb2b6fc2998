import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { ImageIndex } from "../../../shared/oci/imageIndex.ts";
import type { Manifest } from "../../../shared/oci/manifest.ts";
import type { Platform } from "../../../shared/oci/platform.ts";
import { EngineError } from "../errors.ts";
import { isDigest } from "./digest.ts";
import { indexFields } from "./indexFields.ts";
import { parseJson } from "./parseJson.ts";
import {
  type Fields,
  invalid,
  objectFields,
  optional,
  present,
  readAnnotations,
  readArray,
  type Reader,
  readInteger,
  readString,
  refuseConfusion,
  requireString,
} from "./readFields.ts";

/** Maximum entries of an index and layers of a manifest; bounds the memory that a hostile registry can use. */
const maxEntries = 10_000;

/**
 * Decodes an image index or manifest list, with the fields of Go's `ocispec.Index`.
 *
 * `null` means absent, as in Go. Field names that differ in case, wrong types and ambiguous documents are rejected.
 *
 * @param what names the index in errors: `index sha256:…`
 * @throws EngineError `manifest_invalid`
 */
export function decodeIndex(bytes: Uint8Array, what: string): ImageIndex {
  return readIndex(parseJson(bytes, what), what);
}

/**
 * Decodes an image index or manifest list from JSON that `parseJson` returned.
 * @throws EngineError `manifest_invalid`
 */
export function readIndex(document: unknown, what: string): ImageIndex {
  const fields = objectFields({ value: document, path: "", what }, indexFields.index);
  // CVE-2021-41190: a document must not be an index to one reader and an image to another.
  refuseConfusion(fields.others, ["config", "layers", "fsLayers"], what);
  const manifests =
    readArray({ value: fields.get("manifests"), path: "manifests", what }, readDescriptor) ?? [];
  if (manifests.length > maxEntries) {
    throw invalid(what, `it has ${manifests.length} entries; at most ${maxEntries} are allowed`);
  }
  return {
    schemaVersion: readInteger(fields.get("schemaVersion"), "schemaVersion", what) ?? 0,
    ...present("mediaType", readString(fields.get("mediaType"), "mediaType", what)),
    ...present("artifactType", readString(fields.get("artifactType"), "artifactType", what)),
    manifests,
    ...present(
      "subject",
      optional({ value: fields.get("subject"), path: "subject", what }, readDescriptor),
    ),
    ...present("annotations", readAnnotations(fields.get("annotations"), "annotations", what)),
  };
}

/**
 * Decodes an image or artifact manifest.
 * @throws EngineError `manifest_invalid`
 */
export function decodeManifest(bytes: Uint8Array, what: string): Manifest {
  return readManifest(parseJson(bytes, what), what);
}

/**
 * Decodes an image or artifact manifest from JSON that `parseJson` returned.
 * @throws EngineError `manifest_invalid`
 */
export function readManifest(document: unknown, what: string): Manifest {
  const fields = objectFields({ value: document, path: "", what }, [
    "schemaVersion",
    "mediaType",
    "artifactType",
    "config",
    "layers",
    "blobs",
    "subject",
    "annotations",
  ]);
  refuseConfusion(fields.others, ["manifests", "fsLayers"], what);
  // The OCI artifact manifest, in release candidates of image-spec 1.1, has "blobs" instead of layers.
  const layers =
    readArray({ value: fields.get("layers"), path: "layers", what }, readDescriptor) ??
    readArray({ value: fields.get("blobs"), path: "blobs", what }, readDescriptor) ??
    [];
  if (layers.length > maxEntries) {
    throw invalid(what, `it has ${layers.length} layers; at most ${maxEntries} are allowed`);
  }
  return {
    schemaVersion: readInteger(fields.get("schemaVersion"), "schemaVersion", what) ?? 0,
    ...present("mediaType", readString(fields.get("mediaType"), "mediaType", what)),
    ...present("artifactType", readString(fields.get("artifactType"), "artifactType", what)),
    ...present(
      "config",
      optional({ value: fields.get("config"), path: "config", what }, readDescriptor),
    ),
    layers,
    ...present(
      "subject",
      optional({ value: fields.get("subject"), path: "subject", what }, readDescriptor),
    ),
    ...present("annotations", readAnnotations(fields.get("annotations"), "annotations", what)),
  };
}

/** A descriptor that the user wrote. All fields are optional, even the digest. */
export interface LooseDescriptor extends Partial<Descriptor> {
  /** Present if the JSON is a manifest, not a descriptor. */
  readonly schemaVersion?: number;
}

/**
 * Decodes a descriptor that the user wrote as JSON.
 * @throws EngineError `descriptor_invalid`
 */
export function decodeLooseDescriptor(bytes: Uint8Array): LooseDescriptor {
  try {
    return readLooseDescriptor(bytes);
  } catch (error) {
    if (!(error instanceof EngineError)) {
      throw error;
    }
    throw new EngineError("descriptor_invalid", error.message, {
      hint: 'A descriptor is a JSON object such as {"digest": "sha256:…", "platform": {"os": "linux", "architecture": "arm64"}}.',
    });
  }
}

function readLooseDescriptor(bytes: Uint8Array): LooseDescriptor {
  const value = parseJson(bytes, "descriptor");
  const fields = objectFields({ value, path: "", what: "descriptor" }, [
    ...indexFields.descriptor,
    "schemaVersion",
  ]);
  return {
    ...readLoose(fields, "", "descriptor"),
    ...present(
      "schemaVersion",
      readInteger(fields.get("schemaVersion"), "schemaVersion", "descriptor"),
    ),
  };
}

const readDescriptor: Reader<Descriptor> = (value, path, what) => {
  const loose = readLoose(objectFields({ value, path, what }, indexFields.descriptor), path, what);
  const { mediaType = "", digest = "", size = 0, ...rest } = loose;
  // The digest becomes part of URLs and paths (CVE-2024-3727), and the size limits reads.
  if (!isDigest(digest)) {
    throw invalid(what, `${path}.digest is not a digest`);
  }
  if (size < 0) {
    throw invalid(what, `${path}.size is negative`);
  }
  return { mediaType, digest, size, ...rest };
};

function readLoose(fields: Fields, path: string, what: string): Partial<Descriptor> {
  const at = (name: string): string => (path === "" ? name : `${path}.${name}`);
  const data = readString(fields.get("data"), at("data"), what);
  if (data !== undefined && !isBase64(data)) {
    throw invalid(what, `${at("data")} is not padded base64`);
  }
  const urls = readArray({ value: fields.get("urls"), path: at("urls"), what }, requireString);
  return {
    ...present("mediaType", readString(fields.get("mediaType"), at("mediaType"), what)),
    ...present("digest", readString(fields.get("digest"), at("digest"), what)),
    ...present("size", readInteger(fields.get("size"), at("size"), what)),
    ...present("urls", urls),
    ...present("annotations", readAnnotations(fields.get("annotations"), at("annotations"), what)),
    ...present("data", data?.replaceAll(/[\r\n]/g, "")),
    ...present(
      "platform",
      optional({ value: fields.get("platform"), path: at("platform"), what }, readPlatform),
    ),
    ...present("artifactType", readString(fields.get("artifactType"), at("artifactType"), what)),
  };
}

const readPlatform: Reader<Platform> = (value, path, what) => {
  const fields = objectFields({ value, path, what }, indexFields.platform);
  const text = (name: string): string | undefined =>
    readString(fields.get(name), `${path}.${name}`, what);
  const features = readArray(
    { value: fields.get("os.features"), path: `${path}.os.features`, what },
    requireString,
  );
  return {
    architecture: text("architecture") ?? "",
    os: text("os") ?? "",
    ...present("os.version", text("os.version")),
    ...present("os.features", features),
    ...present("variant", text("variant")),
  };
};

/** What an image config says about the image besides how to run it. */
export interface ConfigFacts {
  /** As written, not normalized. */
  readonly platform: Platform;
  /** In milliseconds since the epoch; undefined if unknown, or set to the epoch by a reproducible build. */
  readonly created?: number;
  /** The ARM variant that the build was for, by its environment and history. */
  readonly armHint?: "v5" | "v6" | "v7";
}

/**
 * Decodes the platform of an image config, and what else tells images apart. Other fields with an unexpected type are
 * ignored.
 * @throws EngineError `manifest_invalid`
 */
export function decodeConfig(bytes: Uint8Array, what: string): ConfigFacts {
  const document = parseJson(bytes, what);
  const platform = readPlatform(document, "config", what);
  const { created, config, history } = document as Readonly<Record<string, unknown>>;
  const createdAt = typeof created === "string" ? Date.parse(created) : NaN;
  const armHint = /\b(?:GOARM=|arm32v)([567])\b/.exec(JSON.stringify([config, history]))?.[1];
  return {
    platform,
    ...(createdAt > 0 ? { created: createdAt } : {}),
    ...(armHint === undefined ? {} : { armHint: `v${armHint}` as "v5" | "v6" | "v7" }),
  };
}

/** Reports whether text is valid for Go's base64.StdEncoding: padded, standard alphabet, line breaks ignored. */
function isBase64(text: string): boolean {
  const compact = text.replaceAll(/[\r\n]/g, "");
  return compact.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(compact);
}
