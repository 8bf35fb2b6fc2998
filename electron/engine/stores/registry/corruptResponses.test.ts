import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { emptyDraft } from "../../../../shared/emptyDraft.ts";
import { memoryPushLogs } from "../../../testing/memoryPushLogs.ts";
import { decodeIndex, decodeManifest } from "../../oci/decode.ts";
import { digestOf } from "../../oci/digest.ts";
import { buildImage } from "../../sample/buildImage.ts";
import { Stores } from "../openStores.ts";
import { createTestClient, loginAs, testNetwork } from "../../../testing/testClient.ts";
import { startRegistry, type TestRegistry } from "../../../testing/registry/registry.ts";
import { seedImage } from "../../../testing/registry/seedImage.ts";
import { Engine } from "../../engine.ts";
import { moveTag } from "../../push/tagMove.ts";
import { RegistryStore } from "./registryStore.ts";
import type { RegistryClient } from "./http/registryClient.ts";

const image = buildImage({
  platform: { os: "linux", architecture: "amd64" },
  annotations: { "org.example.description": "much ".repeat(200) },
});
const { signal } = new AbortController();
const users = { ada: "hunter2" };

let registry: TestRegistry;
let elsewhere: TestRegistry;
let client: RegistryClient;
let store: RegistryStore;

beforeEach(async () => {
  registry = await startRegistry({ auth: { kind: "bearer", users } });
  elsewhere = await startRegistry({ validate: false });
  seedImage(registry, "acme/app", "1", image);
  client = createTestClient(registry, { credentials: loginAs("ada", users.ada) });
  store = new RegistryStore(client, "acme/app");
});
afterEach(async () => {
  await client.close();
  await Promise.all([registry.close(), elsewhere.close()]);
});

const tagged = { method: "GET", path: /manifests\/1$/ };
const blob = (bytes: Uint8Array): { mediaType: string; digest: string; size: number } => ({
  mediaType: "application/octet-stream",
  digest: digestOf(bytes),
  size: bytes.byteLength,
});

describe("a manifest fetched by tag", () => {
  it("is fetched by the header's digest if the body is corrupt", async () => {
    const middle = Math.floor(image.bytes.byteLength / 2);
    registry.faults.add({ match: tagged, do: { corrupt: middle } });
    expect((await store.fetchManifest({ tag: "1" }, signal)).digest).toBe(image.digest);
  });

  it("is accepted if the header's digest does not exist", async () => {
    registry.faults.add({ match: tagged, do: { digestHeader: `sha256:${"0".repeat(64)}` } });
    expect((await store.fetchManifest({ tag: "1" }, signal)).digest).toBe(image.digest);
  });
});

describe("a corrupt response", () => {
  const manifest = { method: "GET", path: /manifests\/sha256:/ };
  const config = { method: "GET", path: new RegExp(`/blobs/${image.config.digest}$`) };
  const read = {
    manifest: async (): Promise<Uint8Array> =>
      (await store.fetchManifest({ digest: image.digest }, signal)).bytes,
    config: async (): Promise<Uint8Array> =>
      await store.fetchBlob({ ...image.config, size: image.config.bytes.byteLength }, signal),
  };
  const asked = (match: { readonly path: RegExp }): number =>
    registry.requests.filter(({ path, status }) => match.path.test(path) && status === 200).length;

  it.each([
    ["a manifest", "manifest", manifest, image.bytes],
    ["a config", "config", config, image.config.bytes],
  ] as const)("requests %s with a wrong byte once more", async (_, what, match, bytes) => {
    // The first request has no token and gets 401.
    registry.faults.add({ match: { ...match, nth: 2 }, do: { corrupt: 5 } });
    expect(Buffer.compare(await read[what](), bytes)).toBe(0);
    expect(asked(match)).toBe(2);
  });

  it.each([
    ["a manifest", "manifest", manifest, image.bytes],
    ["a config", "config", config, image.config.bytes],
  ] as const)("requests %s again if its body is truncated", async (_, what, match, bytes) => {
    registry.faults.add({ match: { ...match, nth: 2 }, do: { truncate: 5 } });
    expect(Buffer.compare(await read[what](), bytes)).toBe(0);
    expect(asked(match)).toBe(2);
  });

  it.each([
    ["a manifest", "manifest", manifest],
    ["a config", "config", config],
  ] as const)("rejects %s that is corrupt twice", async (_, what, match) => {
    registry.faults.add({ match, do: { corrupt: 5 } });
    await expect(read[what]()).rejects.toMatchObject({ code: "digest_mismatch", retryable: true });
    expect(asked(match)).toBe(2);
  });

  it("does not request a config again that is larger than its descriptor", async () => {
    const size = image.config.bytes.byteLength - 1;
    await expect(store.fetchBlob({ ...image.config, size }, signal)).rejects.toMatchObject({
      code: "size_mismatch",
      retryable: false,
    });
    expect(asked(config)).toBe(1);
  });
});

describe("a corrupt token response", () => {
  it.each([
    ["invalid JSON", { status: 200, body: '{"token":"wo' }],
    ["no token", { status: 200, body: '{"tokem":"word"}' }],
    [
      "a token with characters not allowed in a header",
      { status: 200, body: '{"token":"a\\r\\nb"}' },
    ],
    ["a truncated body", { truncate: 5 }],
  ] as const)("is requested once more: %s", async (_, fault) => {
    registry.tokenFaults.add({ match: { method: "POST" }, do: fault, times: 1 });
    expect((await store.fetchManifest({ tag: "1" }, signal)).digest).toBe(image.digest);
  });

  it("is rejected if it is corrupt twice", async () => {
    registry.tokenFaults.add({ match: {}, do: { status: 200, body: "<html>" }, times: 2 });
    await expect(store.fetchManifest({ tag: "1" }, signal)).rejects.toMatchObject({
      code: "registry_invalid",
    });
    expect(registry.tokenRequests).toEqual([]);
  });
});

it("does not repeat the PUT of a tag after an invalid token", async () => {
  registry.tokenFaults.add({ match: {}, do: { status: 200, body: "{}" } });
  const move = {
    name: "acme/app:2",
    tag: "2",
    before: null,
    after: image.digest,
    noClobber: false,
  };
  const put = {
    store,
    move,
    content: image,
    condition: undefined,
    retries: [0],
    onState: () => {},
  };
  await expect(moveTag(put, signal)).rejects.toMatchObject({ fault: "invalid_token" });
  expect(registry.tokenFaults.applied).toBe(1);
});

it("ends a download at a rate limit that is used up", async () => {
  const bytes = image.layers[0]?.bytes ?? new Uint8Array();
  const match = { method: "GET", path: /\/blobs\// };
  registry.faults.add({ match: { ...match, nth: 2 }, do: { truncate: 5 } });
  const headers = {
    "retry-after": "0",
    "ratelimit-limit": "9;w=60",
    "ratelimit-remaining": "0;w=60",
  };
  registry.faults.add({ match: { ...match, nth: 3 }, do: { status: 429, headers }, times: 9 });
  const download = async (): Promise<void> => {
    for await (const chunk of await store.openBlob(blob(bytes), signal)) {
      void chunk;
    }
  };
  await expect(download()).rejects.toMatchObject({ code: "rate_limited" });
  expect(registry.requests.filter(({ status }) => status === 429)).toHaveLength(1);
});

it("accepts a complete download whose connection ends with an error", async () => {
  const [layer] = image.layers;
  const bytes = layer?.bytes ?? new Uint8Array();
  const match = { method: "GET", path: /\/blobs\// };
  registry.faults.add({ match, do: { contentLength: bytes.byteLength + 5 } });
  const chunks: Uint8Array[] = [];
  for await (const chunk of await store.openBlob(blob(bytes), signal)) {
    chunks.push(chunk);
  }
  expect(Buffer.concat(chunks)).toEqual(Buffer.from(bytes));
});

it("replaces a token that expires before it is used", async () => {
  registry.faults.add({ match: { ...tagged, nth: 2 }, do: { expireTokens: true } });
  expect((await store.fetchManifest({ tag: "1" }, signal)).digest).toBe(image.digest);
  expect(registry.tokenRequests).toHaveLength(2);
});

it("does not send the password to where a token server redirects", async () => {
  registry.tokenFaults.add({ match: {}, do: { redirect: `${elsewhere.url}/token` } });
  await expect(store.fetchManifest({ tag: "1" }, signal)).rejects.toMatchObject({
    code: "registry_refused",
  });
  expect(elsewhere.requests).toEqual([]);
});

it("sends no login with an upload to another host (CVE-2026-50151)", async () => {
  const fresh = Buffer.from("fresh bytes");
  const location = `${elsewhere.url}/v2/acme/app/blobs/uploads/x?_state=0`;
  elsewhere.repository("acme/app").uploads.set("x", { chunks: [], size: 0, state: 0 });
  registry.faults.add({
    match: { method: "POST", path: /uploads/, nth: 2 },
    do: { status: 202, headers: { location } },
  });
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(fresh);
  }
  const open = (): Promise<AsyncIterable<Uint8Array>> => Promise.resolve(bytes());
  await store.pushBlob(blob(fresh), { open, signal });
  expect(elsewhere.repository("acme/app").blobs.size).toBe(1);
  expect(elsewhere.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
});

describe("a wrong size (GHSA-f36w-mj3v-6jqv)", () => {
  const descriptor = (size: string): string =>
    `{"mediaType":"text/plain","digest":"sha256:${"0".repeat(64)}","size":${size}}`;

  it.each(["-1", "9223372036854775807", "9223372036854775808", "1e30", "1.5", '"1"'])(
    "is rejected: %s",
    (size) => {
      const index = Buffer.from(`{"manifests":[${descriptor(size)}]}`);
      const manifest = Buffer.from(`{"config":${descriptor(size)},"layers":[]}`);
      expect(() => decodeIndex(index, "index")).toThrow(/integer|too large|negative/);
      expect(() => decodeManifest(manifest, "manifest")).toThrow(/integer|too large|negative/);
    },
  );

  it("is detected without allocating it", async () => {
    const huge = { ...blob(image.config.bytes), size: Number.MAX_SAFE_INTEGER };
    await expect(store.fetchBlob(huge, signal)).rejects.toMatchObject({ code: "too_large" });
    expect(registry.requests).toEqual([]);
    const read = async (): Promise<void> => {
      for await (const chunk of await store.openBlob(huge, signal)) {
        expect(chunk.byteLength).toBeLessThan(1000);
      }
    };
    await expect(read()).rejects.toMatchObject({ code: "size_mismatch" });
  });
});

it("neither fetches a foreign layer from its URL nor sends a login there (CVE-2020-15157)", async () => {
  const layer = {
    ...blob(Buffer.from("elsewhere")),
    mediaType: "application/vnd.oci.image.layer.nondistributable.v1.tar",
    urls: [`${elsewhere.url}/layer`],
  };
  const { config } = decodeManifest(image.bytes, "manifest");
  const manifest = { schemaVersion: 2, mediaType: image.mediaType, config, layers: [layer] };
  const bytes = Buffer.from(JSON.stringify(manifest));
  const repository = registry.repository("acme/app");
  repository.manifests.set(digestOf(bytes), { mediaType: image.mediaType, bytes });
  repository.tags.set("foreign", digestOf(bytes));
  const credential = { kind: "basic", username: "ada", password: users.ada } as const;
  const found = { credential, source: "the test", account: "ada" };
  const engine = new Engine(
    {
      stores: new Stores({
        credentials: { find: () => Promise.resolve(found) },
        network: testNetwork(),
      }),
      host: { os: "linux", architecture: "amd64" },
    },
    memoryPushLogs(),
  );
  const source = `${registry.host}/acme/app:foreign`;
  const plan = await engine.planner.planRetag(
    { source, targets: [`${registry.host}/acme/other:1`], copyReferrers: emptyDraft.copyReferrers },
    signal,
  );
  const outcome = await engine.push(plan.id, { report: () => {} }, signal);
  await engine.close();
  expect(outcome).toMatchObject({ tags: [{ kind: "moved" }] });
  expect(elsewhere.requests).toEqual([]);
});
