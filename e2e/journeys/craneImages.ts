import { digestOf } from "../../electron/engine/oci/digest.ts";
import type { BuiltBlob, BuiltImage } from "../../electron/engine/sample/buildImage.ts";
import type { Annotations } from "../../shared/oci/descriptor.ts";
import { mediaTypes } from "../../shared/oci/mediaTypes.ts";
import type { Platform } from "../../shared/oci/platform.ts";

const types = {
  oci: {
    manifest: mediaTypes.ociManifest,
    config: mediaTypes.ociConfig,
    layer: "application/vnd.oci.image.layer.v1.tar+gzip",
  },
  docker: {
    manifest: mediaTypes.dockerManifest,
    config: mediaTypes.dockerConfig,
    layer: "application/vnd.docker.image.rootfs.diff.tar.gzip",
  },
} as const;

/** The layer that `crane append` compressed: one file, etc/greeting. */
const layerBytes = Buffer.from(
  "H4sIAAAAAAAE/+zPMarCUBAF0Ff/VWQH/6oh+xF5RCEoxOf+LYJF7NOYM6cYuNPMre3yP861ttt9LGUbSTL0fcky3zvJ8MmW+yHHnEqXbd5Z" +
    "ez3bee66dbgf1zpNj7/99AUAAAAAAAAAAPgV7wEAQEz+lAAoAAA=",
  "base64",
);

function blobOf(mediaType: string, bytes: Uint8Array): BuiltBlob {
  return { mediaType, digest: digestOf(bytes), bytes };
}

/** The descriptor of a blob in crane's field order. */
function listed({ mediaType, digest, bytes }: BuiltBlob): object {
  return { mediaType, size: bytes.length, digest };
}

/** Returns an image with the bytes that crane writes. @throws if its digest is not the one that crane printed */
function craneImage(
  format: keyof typeof types,
  platform: Platform,
  digest: string,
  annotations?: Annotations,
): BuiltImage {
  const { architecture, os, variant } = platform;
  const created = "0001-01-01T00:00:00Z";
  const config = {
    architecture,
    created,
    history: [{ created }],
    os,
    rootfs: {
      type: "layers",
      diff_ids: ["sha256:563c3e2e94aa2b0ea1ba2845bdd6d022953a82b115d789c6173581ca61024586"],
    },
    config: {},
    variant,
  };
  const configBlob = blobOf(types[format].config, Buffer.from(JSON.stringify(config)));
  const layer = blobOf(types[format].layer, layerBytes);
  const manifest = {
    schemaVersion: 2,
    mediaType: types[format].manifest,
    config: listed(configBlob),
    layers: [listed(layer)],
    annotations,
  };
  // Go escapes these characters.
  const text = JSON.stringify(manifest).replaceAll("<", "\\u003c").replaceAll(">", "\\u003e");
  const blob = blobOf(types[format].manifest, Buffer.from(text));
  if (blob.digest !== digest) {
    throw new Error(`crane wrote ${digest}, not ${blob.digest}`);
  }
  const { mediaType, bytes } = blob;
  const descriptor = { mediaType, digest, size: bytes.length, platform };
  return { kind: "image", ...blob, descriptor, config: configBlob, layers: [layer] };
}

const amd64: Platform = { architecture: "amd64", os: "linux" };
const arm: Platform = { architecture: "arm", os: "linux" };

/**
 * Images that the crane of Debian unstable wrote in 2026, with the digests that it printed. `oci` come from
 * `crane append --oci-empty-base -f layer.tar` and `crane mutate --set-platform`, `docker` from the same without
 * `--oci-empty-base`.
 */
export const craneImages = {
  oci: {
    amd64: craneImage(
      "oci",
      amd64,
      "sha256:7e2af465a0a3e3a853a037c8ae474c19caca988de92e73ecce872772151827c1",
    ),
    arm: craneImage(
      "oci",
      arm,
      "sha256:37734fb8646c88d65acd9cd35ea1e68d46bbd844283eefc62cf87a263b40b9f0",
    ),
  },
  docker: {
    amd64: craneImage(
      "docker",
      amd64,
      "sha256:b5f500cecaaf7e1c6dae19b10da9ca9d0cd88beb0d8f6fc54048f76cd56e14ef",
    ),
    arm: craneImage(
      "docker",
      arm,
      "sha256:e857e34cb2236b6cc6083bf2eb48a2072e6d08b9f1981dbd2f2603e5048b3c58",
    ),
  },
  /** `oci.amd64` after `crane mutate --annotation org.opencontainers.image.title=app --annotation 'org.example.note=<first>'`. */
  annotated: craneImage(
    "oci",
    amd64,
    "sha256:f4856611cafd2187536596df40ab383e2550738bae0d18172873818295c9f323",
    { "org.example.note": "<first>", "org.opencontainers.image.title": "app" },
  ),
  /** `oci.arm` after `crane mutate --set-platform linux/arm/v7`. */
  armV7: craneImage(
    "oci",
    { ...arm, variant: "v7" },
    "sha256:c51bd4e9c0d0a0713afedae1636651b1f90e99d172d446a3ff049bdf17fa2f6f",
  ),
} as const;
