import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { digestOf } from "../../oci/digest.ts";
import { buildImage } from "../../sample/buildImage.ts";
import {
  compressingProxy,
  type Encoding,
} from "../../../testing/registry/personalities/compressingProxy.ts";
import type { RegistryResponse } from "../../../testing/registry/response.ts";
import type { RegistryRequest } from "../../../testing/registry/request.ts";
import type { RegistryHooks } from "../../../testing/registry/options.ts";
import { createTestClient } from "../../../testing/testClient.ts";
import { startRegistry, type TestRegistry } from "../../../testing/registry/registry.ts";
import { seedImage } from "../../../testing/registry/seedImage.ts";
import { RegistryStore } from "./registryStore.ts";
import type { RegistryClient } from "./http/registryClient.ts";

const { signal } = new AbortController();
const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
/** A layer of which one half is larger than its whole compressed form. */
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

async function open(
  how: Encoding | ((call: RegistryRequest, answer: RegistryResponse) => RegistryResponse),
  before?: RegistryHooks["before"],
): Promise<RegistryStore> {
  registry = await startRegistry(
    typeof how === "string"
      ? { ...compressingProxy({}, how), auth: { kind: "none" } }
      : { hooks: { after: how, ...(before ? { before } : {}) } },
  );
  seedImage(registry, "acme/app", "1", image);
  registry.repository("acme/app").blobs.set(layer.digest, bytes);
  client = createTestClient(registry);
  return new RegistryStore(client, "acme/app");
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

describe.each(["gzip", "x-gzip", "deflate", "br"] as const)(
  "an unrequested Content-Encoding: %s",
  (how) => {
    it("decodes manifests, lists and blobs", async () => {
      const store = await open(how);
      const content = await store.fetchManifest({ tag: "1" }, signal);
      expect(Buffer.compare(content.bytes, image.bytes)).toBe(0);
      expect(await store.listTags(signal)).toEqual(["1"]);
      expect(await store.referrers(image.digest, signal)).toEqual([]);
      const config = await store.fetchBlob({ digest: image.config.digest }, signal);
      expect(Buffer.compare(config, image.config.bytes)).toBe(0);
      expect((await collect(await store.openBlob(layer, signal))).equals(bytes)).toBe(true);
      for (const { headers } of registry.requests) {
        expect(headers["accept-encoding"]).toBe("identity");
      }
    });

    it("decodes errors", async () => {
      const store = await open(how);
      const missing = { ...layer, digest: digestOf("missing") };
      await expect(store.openBlob(missing, signal)).rejects.toMatchObject({
        code: "not_found",
        detail: expect.stringContaining("BLOB_UNKNOWN") as string,
      });
    });
  },
);

it.each([
  ["an offset in the compressed bytes", 10],
  ["an offset beyond the compressed bytes", 100_000],
])("applies the offset to the decoded bytes: %s", async (_, offset) => {
  const store = await open("gzip");
  const stream = await store.openBlob(layer, signal, offset);
  expect((await collect(stream)).equals(bytes.subarray(offset))).toBe(true);
});

it("resumes an interrupted compressed stream by reading it from the start", async () => {
  const store = await open("gzip");
  const random = Buffer.from(
    Array.from({ length: 3000 }, (_, at) => digestOf(String(at))).join("\n"),
  );
  registry.repository("acme/app").blobs.set(digestOf(random), random);
  registry.faults.add({ match: { path: /\/blobs\//, nth: 1 }, do: { truncate: 50_000 } });
  const descriptor = { mediaType: layer.mediaType, ...named(random) };
  expect((await collect(await store.openBlob(descriptor, signal))).equals(random)).toBe(true);
});

describe("a compressed layer with a wrong Content-Encoding", () => {
  const packed = gzipSync(bytes);
  const descriptor = { mediaType: `${layer.mediaType}+gzip`, ...named(packed) };
  const mislabel = (_call: RegistryRequest, answer: RegistryResponse): RegistryResponse => ({
    ...answer,
    headers: { ...answer.headers, "content-encoding": "gzip" },
  });

  it.each([0, 100])("returns the layer undecoded from byte %d", async (offset) => {
    const store = await open(mislabel);
    registry.repository("acme/app").blobs.set(descriptor.digest, packed);
    const stream = await store.openBlob(descriptor, signal, offset);
    expect((await collect(stream)).equals(packed.subarray(offset))).toBe(true);
  });

  describe.each([
    ["with", true],
    ["without", false],
  ])("without Content-Length, %s ranges", (_, hasRanges) => {
    const after = (call: RegistryRequest, answer: RegistryResponse): RegistryResponse => ({
      ...mislabel(call, answer),
      chunked: true,
    });
    const before = (call: RegistryRequest): undefined => {
      if (!hasRanges) {
        delete call.headers.range;
      }
    };

    it.each([0, 100])("returns the layer undecoded from byte %d", async (offset) => {
      const store = await open(after, before);
      registry.repository("acme/app").blobs.set(descriptor.digest, packed);
      const stream = await store.openBlob(descriptor, signal, offset);
      expect((await collect(stream)).equals(packed.subarray(offset))).toBe(true);
    });

    it("returns it undecoded to fetchBlob, with and without a known size", async () => {
      const store = await open(after, before);
      registry.repository("acme/app").blobs.set(descriptor.digest, packed);
      for (const blob of [descriptor, { digest: descriptor.digest }]) {
        expect(Buffer.compare(await store.fetchBlob(blob, signal), packed)).toBe(0);
      }
    });

    it("decodes a layer that is also encoded", async () => {
      const { hooks = {} } = compressingProxy({}, "gzip");
      const store = await open(
        (call, answer) => ({ ...(hooks.after?.(call, answer) ?? answer), chunked: true }),
        hasRanges ? hooks.before : before,
      );
      for (const [content, mediaType] of [
        [bytes, layer.mediaType],
        [packed, descriptor.mediaType],
      ] as const) {
        registry.repository("acme/app").blobs.set(digestOf(content), content);
        const stream = await store.openBlob({ mediaType, ...named(content) }, signal);
        expect((await collect(stream)).equals(content)).toBe(true);
      }
    });

    it("rejects a body that is the layer neither encoded nor decoded", async () => {
      const store = await open(after, before);
      const damaged = Buffer.from(packed);
      damaged[50] = (damaged[50] ?? 0) + 1;
      registry.repository("acme/app").blobs.set(descriptor.digest, damaged);
      await expect(
        store.openBlob(descriptor, signal).then((stream) => collect(stream)),
      ).rejects.toMatchObject({ code: expect.stringMatching(/mismatch|invalid/) as string });
    });
  });
});

it.each([400, 403, 501])(
  "decodes an encoded layer if ranges are refused with %d",
  async (status) => {
    const { hooks = {} } = compressingProxy({}, "gzip");
    const store = await open(
      (call, answer) => ({ ...(hooks.after?.(call, answer) ?? answer), chunked: true }),
      (call) => (call.headers.range === undefined ? undefined : { status }),
    );
    expect((await collect(await store.openBlob(layer, signal))).equals(bytes)).toBe(true);
  },
);

it("decodes an encoded layer if only ranges are sent unencoded", async () => {
  // nginx compresses full responses, but not partial ones.
  const store = await open((call, answer) => {
    if (call.method === "HEAD" || answer.status !== 200 || !answer.body) {
      return answer;
    }
    const headers = { ...answer.headers, "content-encoding": "gzip" };
    return { ...answer, headers, body: gzipSync(answer.body), chunked: true };
  });
  const packed = gzipSync(bytes);
  registry.repository("acme/app").blobs.set(digestOf(packed), packed);
  for (const content of [bytes, packed]) {
    const stream = await store.openBlob({ mediaType: layer.mediaType, ...named(content) }, signal);
    expect((await collect(stream)).equals(content)).toBe(true);
  }
});

describe.each(["utf-8", "UTF-8", "aws-chunked", "none", "binary", "zstd", "gzip, identity", "zip"])(
  "the unknown Content-Encoding %j",
  (encoding) => {
    it.each([true, false])("is ignored; chunked: %s", async (chunked) => {
      const store = await open((_call, answer) => ({
        ...answer,
        headers: { ...answer.headers, "content-encoding": encoding },
        chunked,
      }));
      const content = await store.fetchManifest({ tag: "1" }, signal);
      expect(Buffer.compare(content.bytes, image.bytes)).toBe(0);
      expect(await store.listTags(signal)).toEqual(["1"]);
      expect((await collect(await store.openBlob(layer, signal))).equals(bytes)).toBe(true);
    });
  },
);

it("accepts an unencoded manifest that is labelled gzip", async () => {
  const store = await open((_call, answer) => ({
    ...answer,
    headers: { ...answer.headers, "content-encoding": "gzip" },
  }));
  const content = await store.fetchManifest({ digest: image.digest }, signal);
  expect(Buffer.compare(content.bytes, image.bytes)).toBe(0);
});

it("limits the decoded size of a response", async () => {
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

it("explains a body that is not gzip as labelled", async () => {
  const store = await open((_call, answer) => ({
    ...answer,
    headers: { ...answer.headers, "content-encoding": "gzip" },
  }));
  await expect(store.fetchManifest({ tag: "1" }, signal)).rejects.toMatchObject({
    code: "registry_invalid",
    message: expect.stringMatching(
      /sends a body with Content-Encoding gzip that cannot be decoded/,
    ) as string,
  });
  expect(registry.requests).toHaveLength(4);
});
