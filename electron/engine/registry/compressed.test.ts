import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { digestOf } from "../oci/digest.ts";
import { buildImage } from "../sample/image.ts";
import { compressing, type Encoding } from "../testing/personalities/compressing.ts";
import type { Answer } from "../testing/answer.ts";
import type { Call } from "../testing/call.ts";
import { startRegistry, type TestRegistry } from "../testing/registry.ts";
import { seedImage } from "../testing/seedImage.ts";
import { anonymous } from "./auth/credential.ts";
import { plainNetwork } from "./network.ts";
import { RegistryStore } from "./registryStore.ts";
import { RegistryClient } from "./transport/client.ts";
import { usualPatience } from "./transport/patience.ts";

const { signal } = new AbortController();
const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
/** A layer that gets much smaller, so that half of it is more than all of its compressed bytes. */
const bytes = Buffer.alloc(200_000, "all work and no play ");
const layer = { mediaType: "application/vnd.oci.image.layer.v1.tar", ...named(bytes) };

let registry: TestRegistry;
let client: RegistryClient;
afterEach(async () => {
  await client.close();
  await registry.close();
});

function named(content: Uint8Array): Pick<Descriptor, "digest" | "size"> {
  return { digest: digestOf(content), size: content.byteLength };
}

async function open(after: (call: Call, answer: Answer) => Answer): Promise<RegistryStore>;
async function open(encoding: Encoding): Promise<RegistryStore>;
async function open(
  how: Encoding | ((call: Call, answer: Answer) => Answer),
): Promise<RegistryStore> {
  registry = await startRegistry(
    typeof how === "string"
      ? { ...compressing({}, how), auth: { kind: "none" } }
      : { personality: { after: how } },
  );
  seedImage(registry, "acme/app", "1", image);
  registry.repository("acme/app").blobs.set(layer.digest, bytes);
  client = new RegistryClient({
    domain: registry.host,
    network: { ...plainNetwork, patience: { ...usualPatience, pause: 1 } },
    credentials: anonymous,
  });
  return new RegistryStore(client, "acme/app");
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe.each(["gzip", "x-gzip", "deflate", "br"] as const)("%s that was not asked for", (how) => {
  it("is decoded: manifests, lists and blobs", async () => {
    const store = await open(how);
    const content = await store.fetchManifest({ tag: "1" }, signal);
    expect(Buffer.compare(content.bytes, image.bytes)).toBe(0);
    expect(await store.listTags(signal)).toEqual(["1"]);
    expect(await store.referrers(image.digest, signal)).toEqual([]);
    const config = await store.fetchBlob({ digest: image.config.digest }, signal);
    expect(Buffer.compare(config, image.config.bytes)).toBe(0);
    expect((await collect(await store.openBlob(layer, signal))).equals(bytes)).toBe(true);
    for (const { headers } of registry.requests)
      expect(headers["accept-encoding"]).toBe("identity");
  });

  it("is decoded where it says what went wrong", async () => {
    const store = await open(how);
    const missing = { ...layer, digest: digestOf("missing") };
    await expect(store.openBlob(missing, signal)).rejects.toMatchObject({
      code: "not_found",
      detail: expect.stringContaining("BLOB_UNKNOWN") as string,
    });
  });
});

it.each([
  ["a part of the compressed bytes", 10],
  ["a part that the compressed bytes do not have", 100_000],
])("a stream that begins in the middle is not %s", async (_, offset) => {
  const store = await open("gzip");
  const stream = await store.openBlob(layer, signal, offset);
  expect((await collect(stream)).equals(bytes.subarray(offset))).toBe(true);
});

it("a compressed stream that breaks off is read on from its start, and goes on where it was", async () => {
  const store = await open("gzip");
  const random = Buffer.from(
    Array.from({ length: 3000 }, (_, at) => digestOf(String(at))).join("\n"),
  );
  registry.repository("acme/app").blobs.set(digestOf(random), random);
  registry.faults.add({ match: { path: /\/blobs\//, nth: 1 }, do: { truncate: 50_000 } });
  const descriptor = { mediaType: layer.mediaType, ...named(random) };
  expect((await collect(await store.openBlob(descriptor, signal))).equals(random)).toBe(true);
});

describe("a layer that is compressed itself and served as if it were so on its way", () => {
  const packed = gzipSync(bytes);
  const descriptor = { mediaType: `${layer.mediaType}+gzip`, ...named(packed) };
  const mislabel = (_call: Call, answer: Answer): Answer => ({
    ...answer,
    headers: { ...answer.headers, "content-encoding": "gzip" },
  });

  it.each([0, 100])("is the layer, from byte %d", async (offset) => {
    const store = await open(mislabel);
    registry.repository("acme/app").blobs.set(descriptor.digest, packed);
    const stream = await store.openBlob(descriptor, signal, offset);
    expect((await collect(stream)).equals(packed.subarray(offset))).toBe(true);
  });
});

it("a small answer that grows without end is read no further than any other", async () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  const store = await open((_call, answer) => ({
    ...answer,
    headers: { "content-encoding": "gzip" },
    body: bomb,
  }));
  await expect(store.fetchManifest({ tag: "1" }, signal)).rejects.toMatchObject({
    code: "too_large",
  });
  await expect(collect(await store.openBlob(layer, signal))).rejects.toMatchObject({
    code: "size_mismatch",
  });
});

it.each([
  ["zip", /answers in the encoding "zip"/, 1],
  ["gzip", /sends a body that is not gzip/, 4],
])("bytes that are not what %s would be are refused in words", async (encoding, words, times) => {
  const store = await open((_call, answer) => ({
    ...answer,
    headers: { ...answer.headers, "content-encoding": encoding },
  }));
  await expect(store.fetchManifest({ tag: "1" }, signal)).rejects.toMatchObject({
    code: "registry_invalid",
    message: expect.stringMatching(words) as string,
  });
  expect(registry.requests).toHaveLength(times);
});
