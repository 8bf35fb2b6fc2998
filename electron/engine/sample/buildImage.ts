import { gzipSync } from "node:zlib";
import {
  attestationArtifactType,
  attestationKeys,
  attestationType,
} from "../../../shared/oci/attestation.ts";
import type { Annotations, Descriptor } from "../../../shared/oci/descriptor.ts";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import type { Platform } from "../../../shared/oci/platform.ts";
import { digestOf } from "../oci/digest.ts";
import { packFiles } from "./packFiles.ts";

/** Content with its media type and digest. */
export interface BuiltBlob {
  readonly mediaType: string;
  readonly digest: string;
  readonly bytes: Uint8Array;
}

/** The manifest of an image or attestation, with its config, its layers and its descriptor in an index. */
export interface BuiltImage extends BuiltBlob {
  readonly kind: "image";
  readonly descriptor: Descriptor;
  readonly config: BuiltBlob;
  readonly layers: readonly BuiltBlob[];
}

export interface BuiltIndex extends BuiltBlob {
  readonly kind: "index";
  readonly descriptor: Descriptor;
  readonly entries: readonly (BuiltImage | BuiltIndex)[];
}

type Family = "oci" | "docker";

/** Media types of OCI and Docker content. */
const families = {
  oci: {
    index: mediaTypes.ociIndex,
    manifest: mediaTypes.ociManifest,
    config: mediaTypes.ociConfig,
    tar: "application/vnd.oci.image.layer.v1.tar",
    gzip: "application/vnd.oci.image.layer.v1.tar+gzip",
  },
  docker: {
    index: mediaTypes.dockerList,
    manifest: mediaTypes.dockerManifest,
    config: mediaTypes.dockerConfig,
    tar: "application/vnd.docker.image.rootfs.diff.tar",
    gzip: "application/vnd.docker.image.rootfs.diff.tar.gzip",
  },
} as const;

interface ImageOptions {
  readonly platform: Platform;
  /** Files by path are packed and compressed; bytes become a layer unchanged. The default is one file with the platform. */
  readonly layers?: readonly (Readonly<Record<string, string>> | Uint8Array)[];
  /** Fields that are added to the config or replace computed ones. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly mediaTypes?: Family;
  /** Annotations of the manifest. */
  readonly annotations?: Annotations;
}

/** Builds a small image with correct sizes, digests and diff IDs. */
export function buildImage(options: ImageOptions): BuiltImage {
  const types = families[options.mediaTypes ?? "oci"];
  const { platform } = options;
  const given = options.layers ?? [
    { "etc/platform": `${platform.os}/${platform.architecture}/${platform.variant ?? ""}\n` },
  ];
  const packed = given.map((layer) => {
    if (layer instanceof Uint8Array) {
      return { diffId: digestOf(layer), blob: blobOf(types.tar, layer) };
    }
    const tar = packFiles(layer);
    return { diffId: digestOf(tar), blob: blobOf(types.gzip, gzip(tar)) };
  });
  const config = blobOf(types.config, {
    ...platform,
    config: {},
    rootfs: { type: "layers", diff_ids: packed.map(({ diffId }) => diffId) },
    history: packed.map(() => ({ created_by: "sample" })),
    ...options.config,
  });
  return buildManifest(types.manifest, {
    config,
    listed: packed.map(({ blob }) => describe(blob)),
    layers: packed.map(({ blob }) => blob),
    extras: {
      entry: { platform },
      ...(options.annotations === undefined ? {} : { annotations: options.annotations }),
    },
  });
}

interface IndexOptions {
  /** Listed with their descriptors. Spread an entry with another `descriptor` to list it differently. */
  readonly entries: readonly (BuiltImage | BuiltIndex)[];
  readonly mediaTypes?: Family;
  readonly annotations?: Annotations;
  readonly artifactType?: string;
  readonly subject?: Descriptor;
}

/** Builds an index of the entries, in their order. */
export function buildIndex(options: IndexOptions): BuiltIndex {
  const blob = blobOf(families[options.mediaTypes ?? "oci"].index, {
    schemaVersion: 2,
    mediaType: families[options.mediaTypes ?? "oci"].index,
    ...(options.artifactType === undefined ? {} : { artifactType: options.artifactType }),
    manifests: options.entries.map(({ descriptor }) => descriptor),
    ...(options.subject === undefined ? {} : { subject: options.subject }),
    ...(options.annotations === undefined ? {} : { annotations: options.annotations }),
  });
  return { kind: "index", ...blob, descriptor: describe(blob), entries: options.entries };
}

interface StatementOptions {
  readonly predicateType?: string;
  readonly predicate?: object;
}

/**
 * Builds an attestation of an image as BuildKit does: an in-toto statement.
 *
 * @param as an entry of the index, or a referrer with the image as its subject
 */
export function buildAttestation(
  image: BuiltImage,
  as: "entry" | "referrer" = "entry",
  { predicateType = "https://slsa.dev/provenance/v1", predicate = {} }: StatementOptions = {},
): BuiltImage {
  const statement = blobOf(mediaTypes.inToto, {
    _type: "https://in-toto.io/Statement/v0.1",
    predicateType,
    subject: [{ name: "image", digest: { sha256: image.digest.split(":")[1] } }],
    predicate,
  });
  const platform: Platform = { architecture: "unknown", os: "unknown" };
  const config = blobOf(mediaTypes.ociConfig, {
    ...platform,
    config: {},
    rootfs: { type: "layers", diff_ids: [statement.digest] },
  });
  const layer = {
    ...describe(statement),
    annotations: { "in-toto.io/predicate-type": predicateType },
  };
  return buildManifest(mediaTypes.ociManifest, {
    config,
    listed: [layer],
    layers: [statement],
    extras: {
      entry: {
        annotations: {
          [attestationKeys.type]: attestationType,
          [attestationKeys.digest]: image.digest,
        },
        platform,
      },
      ...(as === "referrer"
        ? { artifactType: attestationArtifactType, subject: describe(image) }
        : {}),
    },
  });
}

/** Returns the descriptor of content: media type, digest and size. */
export function describe(blob: BuiltBlob): Descriptor {
  return { mediaType: blob.mediaType, digest: blob.digest, size: blob.bytes.length };
}

interface ManifestExtras {
  /** Fields of the descriptor in an index besides media type, digest and size. */
  readonly entry: Partial<Descriptor>;
  readonly annotations?: Annotations;
  readonly artifactType?: string;
  readonly subject?: Descriptor;
}

interface ManifestParts {
  readonly config: BuiltBlob;
  readonly listed: readonly Descriptor[];
  readonly layers: readonly BuiltBlob[];
  readonly extras: ManifestExtras;
}

function buildManifest(
  mediaType: string,
  { config, listed, layers, extras }: ManifestParts,
): BuiltImage {
  const { entry, artifactType, ...rest } = extras;
  const blob = blobOf(mediaType, {
    schemaVersion: 2,
    mediaType,
    ...(artifactType === undefined ? {} : { artifactType }),
    config: describe(config),
    layers: listed,
    ...rest,
  });
  return { kind: "image", ...blob, descriptor: { ...describe(blob), ...entry }, config, layers };
}

function blobOf(mediaType: string, content: Uint8Array | object): BuiltBlob {
  const bytes = content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content));
  return { mediaType, digest: digestOf(bytes), bytes };
}

function gzip(bytes: Uint8Array): Uint8Array {
  const packed = gzipSync(bytes);
  // The tenth byte is the operating system; the digest must not depend on it.
  packed[9] = 255;
  return packed;
}
