import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { digestOf } from "../../engine/oci/digest.ts";
import type { RawRequest } from "./sendRequest.ts";
import { sendRequest } from "./sendRequest.ts";
import { buildImage, buildIndex } from "../../engine/sample/buildImage.ts";
import { seedImage } from "./seedImage.ts";
import type { RegistryOptions } from "./options.ts";
import type { TestRegistry } from "./registry.ts";
import { startRegistry } from "./registry.ts";

let registry: TestRegistry;
async function restart(options: RegistryOptions): Promise<void> {
  await registry.close();
  registry = await startRegistry(options);
}
const at = (path: string, rawRequest?: RawRequest) =>
  sendRequest(new URL(path, registry.url).href, rawRequest);
const codeOf = (body: Buffer) =>
  (JSON.parse(body.toString()) as { errors: { code: string }[] }).errors[0]?.code;

beforeEach(async () => {
  registry = await startRegistry();
});
afterEach(() => registry.close());

const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const index = buildIndex({ entries: [image] });
const digest = digestOf("hello world");

describe("manifests", () => {
  const put = (
    reference: string,
    body: Uint8Array | string,
    headers: Record<string, string> = {},
    type: string = mediaTypes.ociManifest,
  ) =>
    at(`/v2/acme/app/manifests/${reference}`, {
      method: "PUT",
      body,
      headers: { "content-type": type, ...headers },
    });

  test("stores manifests by tag and by sha256 or sha512 digest", async () => {
    seedImage(registry, "acme/app", undefined, image);
    expect(await put("1", image.bytes)).toMatchObject({
      status: 201,
      headers: {
        location: `/v2/acme/app/manifests/${image.digest}`,
        "docker-content-digest": image.digest,
      },
    });
    const long = digestOf(image.bytes, "sha512");
    expect((await put(long, image.bytes)).headers["docker-content-digest"]).toBe(long);
    expect((await at(`/v2/acme/app/manifests/${long}`)).body.equals(image.bytes)).toBe(true);
    expect([...registry.repository("acme/app").tags]).toEqual([["1", image.digest]]);
  });

  test.each([
    ["an image without its blobs", image.bytes, image.mediaType, "MANIFEST_BLOB_UNKNOWN"],
    ["an index without its images", index.bytes, index.mediaType, "MANIFEST_BLOB_UNKNOWN"],
    ["what is no JSON", "{", mediaTypes.ociManifest, "MANIFEST_INVALID"],
    ["what is no object", "[]", mediaTypes.ociManifest, "MANIFEST_INVALID"],
    [
      "one type in another's name",
      '{"mediaType":"application/vnd.oci.image.index.v1+json"}',
      mediaTypes.ociManifest,
      "MANIFEST_INVALID",
    ],
    [
      "an image and index at once",
      '{"manifests":[],"layers":[]}',
      mediaTypes.ociManifest,
      "MANIFEST_INVALID",
    ],
    [
      "an index and image at once",
      '{"manifests":[],"config":{}}',
      mediaTypes.ociIndex,
      "MANIFEST_INVALID",
    ],
    [
      "a malformed descriptor",
      '{"manifests":[{"digest":"x"}]}',
      mediaTypes.ociIndex,
      "MANIFEST_INVALID",
    ],
    [
      "an object as the list of layers",
      '{"layers":{}}',
      mediaTypes.ociManifest,
      "MANIFEST_INVALID",
    ],
    ["an unknown media type", "{}", "application/x", "MANIFEST_INVALID"],
  ])("refuses %s", async (_what, body, type, code) => {
    const response = await put("1", body, {}, type);
    expect(response.status).toBe(400);
    expect(codeOf(response.body)).toBe(code);
    expect(registry.repository("acme/app").tags.size).toBe(0);
  });

  test("refuses a wrong digest; accepts everything without validation", async () => {
    const wrong = digestOf("other");
    seedImage(registry, "acme/app", undefined, image);
    expect(codeOf((await put(wrong, image.bytes)).body)).toBe("DIGEST_INVALID");
    await restart({ validate: false });
    expect((await put(wrong, "{")).status).toBe(201);
    expect((await at(`/v2/acme/app/manifests/${wrong}`)).body.toString()).toBe("{");
  });

  test("accepts foreign layers that are missing", async () => {
    const { config } = image;
    registry.repository("acme/app").blobs.set(config.digest, config.bytes);
    const layer = {
      mediaType: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
      digest,
      size: 11,
    };
    const body = JSON.stringify({
      schemaVersion: 2,
      config: { mediaType: config.mediaType, digest: config.digest, size: 1 },
      layers: [layer],
    });
    expect((await put("1", body)).status).toBe(201);
  });

  test("accepts at most 4 MiB", async () => {
    const most = 4 * 1024 * 1024;
    const filled = (size: number) => `{"a":"${"x".repeat(size - 8)}"}`;
    expect((await put("1", filled(most + 1))).status).toBe(413);
    expect((await put("1", filled(most))).status).toBe(201);
  });

  test("supports If-Match and If-None-Match on a tag", async () => {
    seedImage(registry, "acme/app", "1", image);
    const etag = `"${image.digest}"`;
    expect((await put("1", image.bytes, { "if-match": '"sha256:other"' })).status).toBe(412);
    expect((await put("1", image.bytes, { "if-none-match": "*" })).status).toBe(412);
    expect((await put("2", image.bytes, { "if-match": etag })).status).toBe(412);
    expect((await put("1", image.bytes, { "if-match": etag })).status).toBe(201);
    expect((await put("2", image.bytes, { "if-none-match": "*" })).status).toBe(201);
    const moved = { method: "DELETE", headers: { "if-match": '"sha256:other"' } };
    expect((await at("/v2/acme/app/manifests/1", moved)).status).toBe(412);
  });

  test("deletes one tag, or a manifest with all its tags", async () => {
    const remove = (reference: string) =>
      at(`/v2/acme/app/manifests/${reference}`, { method: "DELETE" });
    for (const tag of ["1", "2", "3"]) {
      seedImage(registry, "acme/app", tag, image);
    }
    expect((await remove("1")).status).toBe(202);
    expect([...registry.repository("acme/app").tags.keys()]).toEqual(["2", "3"]);
    expect((await remove(image.digest)).status).toBe(202);
    expect(registry.repository("acme/app").tags.size).toBe(0);
    expect((await remove("2")).status).toBe(404);
  });

  test("refuses to delete if deletes are disabled", async () => {
    await restart({ deletes: false });
    seedImage(registry, "acme/app", "1", image);
    for (const path of ["manifests/1", `blobs/${image.config.digest}`]) {
      const response = await at(`/v2/acme/app/${path}`, { method: "DELETE" });
      expect(response.status).toBe(405);
      expect(codeOf(response.body)).toBe("UNSUPPORTED");
    }
  });

  test("refuses other methods", async () => {
    seedImage(registry, "acme/app", "1", image);
    for (const path of [
      "manifests/1",
      `blobs/${image.config.digest}`,
      "tags/list",
      "blobs/uploads/",
      `referrers/${image.digest}`,
    ]) {
      expect((await at(`/v2/acme/app/${path}`, { method: "OPTIONS" })).status).toBe(405);
    }
  });
});
