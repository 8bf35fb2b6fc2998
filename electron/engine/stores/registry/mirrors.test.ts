import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildImage } from "../../sample/buildImage.ts";
import { createTestClient, loginAs, testNetwork } from "../../../testing/testClient.ts";
import type { Credentials } from "./auth/credential.ts";
import { startRegistry, type TestRegistry } from "../../../testing/registry/registry.ts";
import { seedImage } from "../../../testing/registry/seedImage.ts";
import { allCapabilities, type Capability, type Endpoint } from "./hosts/hostConfig.ts";
import { plainNetwork } from "./network.ts";
import { RegistryStore } from "./registryStore.ts";
import { RegistryClient } from "./http/registryClient.ts";

const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const { signal } = new AbortController();
const users = { ada: "hunter2" };

let mirror: TestRegistry;
let upstream: TestRegistry;
let client: RegistryClient | undefined;
let asked: string[];

beforeEach(async () => {
  [mirror, upstream] = await Promise.all([startRegistry(), startRegistry()]);
  for (const registry of [mirror, upstream]) seedImage(registry, "acme/app", "1", image);
  asked = [];
});
afterEach(async () => {
  await client?.close();
  await Promise.all([mirror.close(), upstream.close()]);
});

function endpoint(registry: TestRegistry, more: Partial<Endpoint>): Endpoint {
  return {
    origin: new URL(registry.url),
    capabilities: allCapabilities,
    mirror: false,
    overridePath: undefined,
    headers: {},
    tls: { skipVerify: false },
    ...more,
  };
}

/** The repository at the upstream registry, with the mirror before it. */
function open(capabilities: readonly Capability[] = ["pull", "resolve"]): RegistryStore {
  const endpoints = [
    endpoint(mirror, { mirror: true, capabilities: new Set(capabilities) }),
    endpoint(upstream, {}),
  ];
  const network = testNetwork(
    {},
    { ...plainNetwork, host: () => Promise.resolve({ endpoints, folder: undefined }) },
  );
  const login = loginAs("ada", users.ada, upstream.host);
  const credentials: Credentials = {
    find: (domain) => {
      asked.push(domain);
      return login.find(domain);
    },
  };
  client = createTestClient(upstream, { credentials, network });
  return new RegistryStore(client, "acme/app");
}

/** Have another registry in a place, with the image in it. */
async function replace(options: Parameters<typeof startRegistry>[0]): Promise<TestRegistry> {
  const registry = await startRegistry(options);
  seedImage(registry, "acme/app", "1", image);
  return registry;
}

it("a mirror is asked first, for the content of the registry that it mirrors", async () => {
  await open().fetchManifest({ tag: "1" }, signal);
  expect(mirror.requests.map(({ path }) => path)).toEqual([
    `/v2/acme/app/manifests/1?ns=${encodeURIComponent(upstream.host)}`,
  ]);
  expect(upstream.requests).toEqual([]);
});

it.each([
  ["has it not", { status: 404 }],
  ["is in trouble", { status: 500 }],
  ["limits us", { status: 429 }],
  ["wants a login", { status: 401, headers: { "www-authenticate": 'Basic realm="mirror"' } }],
  ["breaks the connection", { reset: true }],
  ["redirects into this machine's network", { redirect: "http://169.254.169.254/" }],
] as const)("where a mirror %s, the registry itself answers", async (_, fault) => {
  mirror.faults.add({ match: {}, do: fault });
  const { digest } = await open().fetchManifest({ tag: "1" }, signal);
  expect(digest).toBe(image.digest);
  expect(mirror.requests).toHaveLength(1);
  expect(upstream.requests.map(({ path }) => path)).toEqual(["/v2/acme/app/manifests/1"]);
});

describe("where a mirror sends other bytes than those asked for", () => {
  const [layer = image.config] = image.layers;
  const read: Readonly<Record<string, () => Promise<Uint8Array>>> = {
    manifest: async () => (await open().fetchManifest({ digest: image.digest }, signal)).bytes,
    config: () =>
      open().fetchBlob({ ...image.config, size: image.config.bytes.byteLength }, signal),
  };

  it.each([
    ["manifest", "has a wrong byte", { corrupt: 7 }, image.bytes],
    ["manifest", "breaks off", { truncate: 7 }, image.bytes],
    ["config", "has a wrong byte", { corrupt: 7 }, image.config.bytes],
    ["config", "is a page", { status: 200, body: "<html>sign in</html>" }, image.config.bytes],
  ] as const)("a %s that %s comes from the registry itself", async (what, _, fault, bytes) => {
    mirror.faults.add({ match: {}, do: fault });
    expect(Buffer.compare((await read[what]?.()) ?? Buffer.of(), bytes)).toBe(0);
    expect(mirror.requests).toHaveLength(1);
    expect(upstream.requests).toHaveLength(1);
    const said = client?.warnings.map((text) => text.split(" sent ", 1)[0]);
    expect(said).toEqual("truncate" in fault ? [] : [`The mirror ${mirror.host}`]);
  });

  it("what a tag names there is looked for by its digest elsewhere", async () => {
    mirror.faults.add({ match: {}, do: { corrupt: 7 } });
    expect((await open().fetchManifest({ tag: "1" }, signal)).digest).toBe(image.digest);
    expect(upstream.requests.map(({ path }) => path)).toEqual([
      `/v2/acme/app/manifests/${image.digest}`,
    ]);
  });

  it.each([
    ["has a wrong byte", { corrupt: 7 }],
    ["breaks off every time", { truncate: 7 }],
  ])("a push of a layer that %s is completed from the registry itself", async (_, fault) => {
    const target = await startRegistry();
    const source = open();
    const there = createTestClient(target);
    const size = layer.bytes.byteLength;
    try {
      mirror.faults.add({ match: { path: /blobs/ }, do: fault });
      await new RegistryStore(there, "acme/app").pushBlob(
        { mediaType: layer.mediaType, digest: layer.digest, size },
        (until, offset) => source.openBlob({ ...layer, size }, until, offset),
        signal,
        () => {},
      );
      expect(target.repository("acme/app").blobs.has(layer.digest)).toBe(true);
      expect(upstream.requests.length).toBeGreaterThan(0);
    } finally {
      await there.close();
      await target.close();
    }
  });

  it("and the registry itself cannot be asked, the mirror is asked again", async () => {
    mirror.faults.add({ match: {}, do: { corrupt: 7 }, times: 1 });
    upstream.faults.add({ match: {}, do: { status: 503 } });
    const { digest } = await open().fetchManifest({ digest: image.digest }, signal);
    expect(digest).toBe(image.digest);
    expect(mirror.requests).toHaveLength(2);
  });
});

it("a mirror that only pulls is asked for digests, and one that only resolves for tags", async () => {
  const pulls = open(["pull"]);
  await pulls.fetchManifest({ digest: image.digest }, signal);
  await pulls.fetchBlob({ digest: image.config.digest }, signal);
  await pulls.fetchManifest({ tag: "1" }, signal);
  expect(mirror.requests).toHaveLength(2);
  await client?.close();
  mirror.clearLog();
  const resolves = open(["resolve"]);
  await resolves.fetchManifest({ digest: image.digest }, signal);
  expect(mirror.requests).toEqual([]);
  await resolves.fetchManifest({ tag: "1" }, signal);
  expect(mirror.requests).toHaveLength(1);
});

it("no mirror is asked what is at a target: it may tell of yesterday", async () => {
  const store = open(["pull", "resolve"]);
  const config = { ...image.config, size: image.config.bytes.byteLength };
  await store.resolve({ tag: "1" }, signal);
  await store.fetchManifest({ tag: "1", origin: true }, signal);
  await store.hasManifest({ ...image, size: image.bytes.byteLength }, signal);
  await store.hasBlob(config, signal);
  await store.isNew(signal);
  expect(mirror.requests).toEqual([]);
});

it("nothing is pushed to a mirror, though it says that it takes pushes", async () => {
  const store = open(["pull", "resolve", "push"]);
  await store.tag("2", image, signal);
  expect(upstream.repository("acme/app").tags.get("2")).toBe(image.digest);
  expect(mirror.requests).toEqual([]);
});

describe("the registry's login", () => {
  it("is not given to a mirror that asks for one", async () => {
    await Promise.all([mirror.close(), upstream.close()]);
    mirror = await replace({ auth: { kind: "basic", users } });
    upstream = await replace({ auth: { kind: "basic", users } });
    await open().fetchManifest({ tag: "1" }, signal);
    expect(mirror.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    expect(upstream.requests.at(-1)?.headers.authorization).toMatch(/^Basic /);
    expect(asked).toEqual([mirror.host, upstream.host]);
  });

  it("is not given to a token server that a mirror names (CVE-2026-33540)", async () => {
    await mirror.close();
    mirror = await replace({ auth: { kind: "bearer", users, anonymous: [] } });
    await open().fetchManifest({ tag: "1" }, signal);
    expect(mirror.tokenRequests.length).toBeGreaterThan(0);
    for (const { method, authorization } of mirror.tokenRequests)
      expect([method, authorization]).toEqual(["GET", undefined]);
    expect(upstream.requests).toHaveLength(1);
  });
});
