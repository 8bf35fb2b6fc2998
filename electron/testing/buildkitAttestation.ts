import {
  attestationArtifactType,
  attestationKeys,
  attestationType,
} from "../../shared/oci/attestation.ts";
import { mediaTypes } from "../../shared/oci/mediaTypes.ts";
import { digestOf } from "../engine/oci/digest.ts";
import { type BuiltBlob, type BuiltImage, describe } from "../engine/sample/buildImage.ts";

/** What an attestation says: the type of its predicate, and the predicate. */
export type Predicate = readonly [type: string, content: object];

/**
 * Builds the attestation of an image with several statements in one manifest, byte for byte as BuildKit writes it: as an
 * OCI artifact with the image as its subject since 0.32, before as a manifest with the config of an image.
 * Source: BuildKit 73ed6825, `exporter/containerimage/writer.go`, `docs/attestations/attestation-storage.md`.
 */
export function buildkitAttestation(
  image: BuiltImage,
  buildkit: "0.31" | "0.32",
  predicates: readonly Predicate[],
): BuiltImage {
  const isArtifact = buildkit === "0.32";
  const statements = predicates.map(([predicateType, predicate]) =>
    blobOf(mediaTypes.inToto, {
      _type: `https://in-toto.io/Statement/v${isArtifact ? "1" : "0.1"}`,
      subject: [
        { name: "pkg:docker/acme/app", digest: { sha256: image.digest.slice("sha256:".length) } },
      ],
      predicateType,
      predicate,
    }),
  );
  const listed = statements.map((statement, at) => ({
    ...describe(statement),
    annotations: { "in-toto.io/predicate-type": predicates[at]?.[0] },
  }));
  const config = isArtifact
    ? blobOf(mediaTypes.ociEmpty, {})
    : blobOf(mediaTypes.ociConfig, {
        architecture: "unknown",
        os: "unknown",
        config: {},
        rootfs: { type: "layers", diff_ids: statements.map(({ digest }) => digest) },
      });
  const manifest = blobOf(
    mediaTypes.ociManifest,
    {
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      ...(isArtifact ? { artifactType: attestationArtifactType } : {}),
      config: { ...describe(config), ...(isArtifact ? { data: "e30=" } : {}) },
      layers: listed,
      ...(isArtifact ? { subject: describe(image) } : {}),
    },
    2,
  );
  return {
    kind: "image",
    ...manifest,
    descriptor: {
      ...describe(manifest),
      annotations: {
        [attestationKeys.digest]: image.digest,
        [attestationKeys.type]: attestationType,
      },
      platform: { architecture: "unknown", os: "unknown" },
    },
    config,
    layers: statements,
  };
}

/** A JSON document as a blob. @param indent spaces of a level; 0: on one line */
export function blobOf(mediaType: string, content: object, indent = 0): BuiltBlob {
  const bytes = Buffer.from(JSON.stringify(content, undefined, indent));
  return { mediaType, digest: digestOf(bytes), bytes };
}
