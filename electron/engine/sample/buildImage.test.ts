import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { attestedDigest, isAttestation } from "../../../shared/oci/attestation.ts";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { digestOf } from "../oci/digest.ts";
import { sendRequest } from "../../testing/registry/sendRequest.ts";
import type { BuiltBlob } from "./buildImage.ts";
import { buildAttestation, buildImage, buildIndex } from "./buildImage.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { pushImage } from "../../testing/servers/pushImage.ts";
import type { TestRegistry } from "../../testing/registry/registry.ts";
import { startRegistry } from "../../testing/registry/registry.ts";

let registry: TestRegistry;
beforeEach(async () => {
  registry = await startRegistry();
});
afterEach(() => registry.close());

const platform = { os: "linux", architecture: "arm64", variant: "v8" };
const json = (blob: BuiltBlob): unknown => JSON.parse(Buffer.from(blob.bytes).toString());

test.each([
  [
    "oci",
    mediaTypes.ociManifest,
    mediaTypes.ociConfig,
    "application/vnd.oci.image.layer.v1.tar+gzip",
  ],
  [
    "docker",
    mediaTypes.dockerManifest,
    mediaTypes.dockerConfig,
    "application/vnd.docker.image.rootfs.diff.tar.gzip",
  ],
] as const)(
  "an image of the %s family has correct digests and sizes",
  (family, manifestType, configType, layerType) => {
    const image = buildImage({
      platform,
      mediaTypes: family,
      annotations: { a: "b" },
      config: { author: "me" },
    });
    const [layer] = image.layers;
    expect(image.descriptor).toEqual({
      mediaType: manifestType,
      digest: digestOf(image.bytes),
      size: image.bytes.length,
      platform,
    });
    expect(json(image)).toEqual({
      schemaVersion: 2,
      mediaType: manifestType,
      config: {
        mediaType: configType,
        digest: digestOf(image.config.bytes),
        size: image.config.bytes.length,
      },
      layers: [
        { mediaType: layerType, digest: digestOf(layer?.bytes ?? ""), size: layer?.bytes.length },
      ],
      annotations: { a: "b" },
    });
    expect(json(image.config)).toMatchObject({
      ...platform,
      author: "me",
      rootfs: { type: "layers", diff_ids: [digestOf(gunzipSync(layer?.bytes ?? ""))] },
    });
  },
);

test("the same image has the same digest, another platform another one", () => {
  expect(buildImage({ platform }).digest).toBe(buildImage({ platform }).digest);
  expect(buildImage({ platform }).digest).not.toBe(
    buildImage({ platform: { ...platform, variant: "v9" } }).digest,
  );
});

test("bytes become a layer unchanged", () => {
  const bytes = Buffer.alloc(10_000, 7);
  const image = buildImage({ platform, layers: [bytes, { "a.txt": "a" }] });
  expect(image.layers.map((layer) => layer.mediaType)).toEqual([
    "application/vnd.oci.image.layer.v1.tar",
    "application/vnd.oci.image.layer.v1.tar+gzip",
  ]);
  expect(image.layers[0]?.digest).toBe(digestOf(bytes));
});

test("an attestation refers to its image, as an entry or as a referrer", () => {
  const image = buildImage({ platform });
  const entry = buildAttestation(image);
  expect(isAttestation(entry.descriptor)).toBe(true);
  expect(attestedDigest(entry.descriptor)).toBe(image.digest);
  expect(entry.descriptor.platform).toEqual({ os: "unknown", architecture: "unknown" });
  expect(json(entry)).not.toHaveProperty("subject");
  expect(json(buildAttestation(image, "referrer"))).toMatchObject({
    artifactType: "application/vnd.docker.attestation.manifest.v1+json",
    subject: { digest: image.digest },
  });
});

test("a registry that validates accepts indexes, and serves pushed and seeded ones alike", async () => {
  const image = buildImage({ platform });
  const index = buildIndex({
    entries: [image, buildAttestation(image)],
    annotations: { x: "y" },
  });
  const nested = buildIndex({ entries: [index, buildAttestation(image, "referrer")] });
  await pushImage(registry.url, "pushed/app", "1", nested);
  seedImage(registry, "seeded/app", "1", nested);
  for (const name of ["pushed/app", "seeded/app"]) {
    const answer = await sendRequest(`${registry.url}/v2/${name}/manifests/1`);
    expect(answer.status).toBe(200);
    expect(answer.headers["content-type"]).toBe(mediaTypes.ociIndex);
    expect(digestOf(answer.body)).toBe(nested.digest);
  }
  expect(registry.repository("pushed/app")).toEqual(registry.repository("seeded/app"));
});

test("a push that the registry refuses fails", async () => {
  registry.faults.add({ match: { method: "POST" }, do: { status: 403 } });
  await expect(pushImage(registry.url, "app", "1", buildImage({ platform }))).rejects.toThrow(
    "POST 403",
  );
});
