import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildImage } from "../../sample/buildImage.ts";
import {
  createTestClient,
  loginAs,
  testEndpoint,
  testNetwork,
} from "../../../testing/testClient.ts";
import type { Credentials } from "./auth/credential.ts";
import { startRegistry, type TestRegistry } from "../../../testing/registry/registry.ts";
import { seedImage } from "../../../testing/registry/seedImage.ts";
import type { Capability } from "./hosts/hostConfig.ts";
import { plainNetwork } from "./machineNetwork.ts";
import { RegistryStore } from "./registryStore.ts";
import type { RegistryClient } from "./http/registryClient.ts";

const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const { signal } = new AbortController();
const users = { ada: "hunter2" };

let mirror: TestRegistry;
let upstream: TestRegistry;
let client: RegistryClient | undefined;
let asked: string[];

beforeEach(async () => {
  [mirror, upstream] = await Promise.all([startRegistry(), startRegistry()]);
  for (const registry of [mirror, upstream]) {
    seedImage(registry, "acme/app", "1", image);
  }
  asked = [];
});
afterEach(async () => {
  await client?.close();
  await Promise.all([mirror.close(), upstream.close()]);
});

/** Opens the repository of the upstream registry, with the mirror configured. */
function open(capabilities: readonly Capability[] = ["pull", "resolve"]): RegistryStore {
  const endpoints = [
    testEndpoint(mirror.url, { mirror: true, capabilities: new Set(capabilities) }),
    testEndpoint(upstream.url),
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

/** Starts another registry that has the image. */
async function replace(options: Parameters<typeof startRegistry>[0]): Promise<TestRegistry> {
  const registry = await startRegistry(options);
  seedImage(registry, "acme/app", "1", image);
  return registry;
}

it("asks the mirror first, with ?ns=", async () => {
  await open().fetchManifest({ tag: "1" }, signal);
  expect(mirror.requests.map(({ path }) => path)).toEqual([
    `/v2/acme/app/manifests/1?ns=${encodeURIComponent(upstream.host)}`,
  ]);
  expect(upstream.requests).toEqual([]);
});

it.each([
  ["does not have it", { status: 404 }],
  ["fails", { status: 500 }],
  ["limits requests", { status: 429 }],
  ["requires a login", { status: 401, headers: { "www-authenticate": 'Basic realm="mirror"' } }],
  ["breaks the connection", { reset: true }],
  ["redirects into this machine's network", { redirect: "http://169.254.169.254/" }],
] as const)("asks the registry if a mirror %s", async (_, fault) => {
  mirror.faults.add({ match: {}, do: fault });
  const { digest } = await open().fetchManifest({ tag: "1" }, signal);
  expect(digest).toBe(image.digest);
  expect(mirror.requests).toHaveLength(1);
  expect(upstream.requests.map(({ path }) => path)).toEqual(["/v2/acme/app/manifests/1"]);
});

describe("a mirror with corrupt content", () => {
  const [layer = image.config] = image.layers;
  const read: Readonly<Record<string, () => Promise<Uint8Array>>> = {
    manifest: async () => (await open().fetchManifest({ digest: image.digest }, signal)).bytes,
    config: () =>
      open().fetchBlob({ ...image.config, size: image.config.bytes.byteLength }, signal),
  };

  it.each([
    ["manifest", "has a wrong byte", { corrupt: 7 }, image.bytes],
    ["manifest", "is truncated", { truncate: 7 }, image.bytes],
    ["config", "has a wrong byte", { corrupt: 7 }, image.config.bytes],
    [
      "config",
      "is an HTML page",
      { status: 200, body: "<html>sign in</html>" },
      image.config.bytes,
    ],
  ] as const)("is replaced by the registry for a %s that %s", async (what, _, fault, bytes) => {
    mirror.faults.add({ match: {}, do: fault });
    expect(Buffer.compare((await read[what]?.()) ?? Buffer.of(), bytes)).toBe(0);
    expect(mirror.requests).toHaveLength(1);
    expect(upstream.requests).toHaveLength(1);
    const said = client?.warnings.map((text) => text.split(" sent ", 1)[0]);
    expect(said).toEqual("truncate" in fault ? [] : [`The mirror ${mirror.host}`]);
  });

  it("is replaced by the registry for the digest of its tag", async () => {
    mirror.faults.add({ match: {}, do: { corrupt: 7 } });
    expect((await open().fetchManifest({ tag: "1" }, signal)).digest).toBe(image.digest);
    expect(upstream.requests.map(({ path }) => path)).toEqual([
      `/v2/acme/app/manifests/${image.digest}`,
    ]);
  });

  it.each([
    ["has a wrong byte", { corrupt: 7 }],
    ["is always truncated", { truncate: 7 }],
  ])("is replaced by the registry during a push of a layer that %s", async (_, fault) => {
    const target = await startRegistry();
    const source = open();
    const there = createTestClient(target);
    const size = layer.bytes.byteLength;
    try {
      mirror.faults.add({ match: { path: /blobs/ }, do: fault });
      await new RegistryStore(there, "acme/app").pushBlob(
        { mediaType: layer.mediaType, digest: layer.digest, size },
        { open: (until, offset) => source.openBlob({ ...layer, size }, until, offset), signal },
      );
      expect(target.repository("acme/app").blobs.has(layer.digest)).toBe(true);
      expect(upstream.requests.length).toBeGreaterThan(0);
    } finally {
      await there.close();
      await target.close();
    }
  });

  it("is asked again if the registry is unreachable", async () => {
    mirror.faults.add({ match: {}, do: { corrupt: 7 }, times: 1 });
    upstream.faults.add({ match: {}, do: { status: 503 } });
    const { digest } = await open().fetchManifest({ digest: image.digest }, signal);
    expect(digest).toBe(image.digest);
    expect(mirror.requests).toHaveLength(2);
  });
});

it("asks a pull mirror for digests only, and a resolve mirror for tags only", async () => {
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

it("does not ask a mirror for a target's tag, which may be outdated there", async () => {
  const store = open(["pull", "resolve"]);
  const config = { ...image.config, size: image.config.bytes.byteLength };
  await store.resolve({ tag: "1" }, signal);
  await store.fetchManifest({ tag: "1", origin: true }, signal);
  await store.hasManifest({ ...image, size: image.bytes.byteLength }, signal);
  await store.hasBlob(config, signal);
  await store.isNew(signal);
  expect(mirror.requests).toEqual([]);
});

it("pushes nothing to a mirror, even with the push capability", async () => {
  const store = open(["pull", "resolve", "push"]);
  await store.tag("2", image, { signal });
  expect(upstream.repository("acme/app").tags.get("2")).toBe(image.digest);
  expect(mirror.requests).toEqual([]);
});

it("does not warn of wrong content if only a mirror's token server fails", async () => {
  await mirror.close();
  mirror = await replace({ auth: { kind: "bearer", users } });
  mirror.tokenFaults.add({ match: {}, do: { status: 200, body: "{}" } });
  const { digest } = await open().fetchManifest({ digest: image.digest }, signal);
  expect(digest).toBe(image.digest);
  expect(client?.warnings).toEqual([]);
});

describe("the registry's login", () => {
  it("is not sent to a mirror that requests one", async () => {
    await Promise.all([mirror.close(), upstream.close()]);
    mirror = await replace({ auth: { kind: "basic", users } });
    upstream = await replace({ auth: { kind: "basic", users } });
    await open().fetchManifest({ tag: "1" }, signal);
    expect(mirror.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    expect(upstream.requests.at(-1)?.headers.authorization).toMatch(/^Basic /);
    expect(asked).toEqual([mirror.host, upstream.host]);
  });

  it("is not sent to a token server of a mirror (CVE-2026-33540)", async () => {
    await mirror.close();
    mirror = await replace({ auth: { kind: "bearer", users, anonymous: [] } });
    await open().fetchManifest({ tag: "1" }, signal);
    expect(mirror.tokenRequests.length).toBeGreaterThan(0);
    for (const { method, authorization } of mirror.tokenRequests) {
      expect([method, authorization]).toEqual(["GET", undefined]);
    }
    expect(upstream.requests).toHaveLength(1);
  });
});
