import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import { digestOf } from "../../oci/digest.ts";
import { parseLocation } from "../../oci/location.ts";
import { buildImage, buildIndex } from "../../sample/buildImage.ts";
import type { Store } from "../store.ts";
import { Stores } from "../openStores.ts";
import { dockerHub } from "../../../testing/registry/personalities/dockerHub.ts";
import { personalities } from "../../../testing/registry/personalities/personalities.ts";
import type { RegistryOptions } from "../../../testing/registry/options.ts";
import { testNetwork } from "../../../testing/testClient.ts";
import { startRegistry, type TestRegistry } from "../../../testing/registry/registry.ts";
import { seedImage } from "../../../testing/registry/seedImage.ts";
import type { Credential } from "./auth/credential.ts";
import { plainNetwork } from "./machineNetwork.ts";
import { RegistryClient } from "./http/registryClient.ts";

const users = { ada: "s3cret" };
const signal = new AbortController().signal;
const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const index = buildIndex({ entries: [image] });
const [layer = image.config] = image.layers;

let registry: TestRegistry;
let stores: Stores;
let credential: Credential;
beforeEach(() => {
  credential = { kind: "basic", username: "ada", password: "s3cret" };
  stores = new Stores({
    credentials: {
      find: () => Promise.resolve({ credential, source: "the test", account: "ada" }),
    },
    network: testNetwork(),
  });
});
afterEach(async () => {
  vi.useRealTimers();
  await stores.close();
  await registry.close();
});

async function open(options: RegistryOptions): Promise<Store> {
  registry = await startRegistry(options);
  seedImage(registry, "acme/app", "1", index);
  return stores.open(parseLocation(`${registry.host}/acme/app`));
}

const asked = (method: string, path: RegExp): readonly TestRegistry["requests"][number][] =>
  registry.requests.filter((request) => request.method === method && path.test(request.path));

it("nexus: accepts a realm with its port twice", async () => {
  const source = await open(personalities.nexus(users));
  expect((await source.resolve({ tag: "1" }, signal)).digest).toBe(index.digest);
});

it("gcr: uses the challenge of the ping after a 401 without one", async () => {
  const source = await open(personalities.gcr(users));
  expect((await source.resolve({ tag: "1" }, signal)).digest).toBe(index.digest);
});

it("harbor: ignores the size in the response to HEAD, which is wrong", async () => {
  const source = await open(personalities.harbor(users));
  const resolution = await source.resolve({ tag: "1" }, signal);
  expect(resolution).toMatchObject({ mediaType: index.mediaType, digest: index.digest });
  expect(resolution).not.toHaveProperty("size");
});

it("Docker Hub: does not retry after the rate limit is reached", async () => {
  const source = await open(dockerHub(users, 0));
  await expect(source.fetchManifest({ tag: "1" }, signal)).rejects.toMatchObject({
    code: "rate_limited",
  });
  expect(registry.requests.filter(({ status }) => status === 429)).toHaveLength(1);
});

it("distribution 2.8: does not retry a 500 about missing content", async () => {
  const source = await open(personalities.distribution28(users));
  const foreign = {
    mediaType: "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
    digest: digestOf("elsewhere"),
    size: 9,
    urls: ["https://layers.example/9"],
  };
  const { layers, ...rest } = JSON.parse(Buffer.from(image.bytes).toString()) as {
    layers: unknown[];
  };
  const bytes = Buffer.from(JSON.stringify({ ...rest, layers: [...layers, foreign] }));
  const content = { mediaType: image.mediaType, digest: digestOf(bytes), bytes };
  await expect(source.pushManifest(content, signal)).rejects.toMatchObject({
    code: "registry_refused",
    retryable: false,
  });
  expect(registry.requests.filter(({ status }) => status === 500)).toHaveLength(1);
});

describe("tokens", () => {
  it.each([
    ["gar", 404],
    ["acr", 400],
    ["jfrog", 401],
    ["quay", 405],
  ] as const)(
    "%s: requests a token by GET with Basic after a POST got %d",
    async (name, status) => {
      const source = await open(personalities[name](users));
      await source.resolve({ tag: "1" }, signal);
      expect(registry.tokenRequests.map((request) => [request.method, request.status])).toEqual([
        ["POST", status],
        ["GET", 200],
      ]);
      expect(registry.tokenRequests[1]?.authorization).toMatch(/^Basic /);
    },
  );

  it("acr: sends an identity token by POST only", async () => {
    credential = { kind: "identityToken", token: "refresh-ada" };
    const source = await open(personalities.acr(users));
    await source.resolve({ tag: "1" }, signal);
    expect(registry.tokenRequests).toMatchObject([
      { method: "POST", status: 200, fields: { refresh_token: "refresh-ada" } },
    ]);
    expect(JSON.stringify(registry.requests)).not.toContain("refresh-ada");
  });

  it("gitlab: replaces a token before it expires", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const source = await open(personalities.gitlab(users));
    await source.resolve({ tag: "1" }, signal);
    vi.setSystemTime(Date.now() + 5 * 60 * 1000);
    await source.resolve({ tag: "1" }, signal);
    expect(registry.requests.map(({ status }) => status)).toEqual([401, 200, 200]);
    expect(registry.tokenRequests).toHaveLength(2);
  });
});

describe("addresses", () => {
  it("gar: resumes an interrupted download through another redirect", async () => {
    const source = await open(personalities.gar(users));
    registry.faults.add({
      match: { path: /^\/artifacts-downloads\//, nth: 1 },
      do: { truncate: 20 },
    });
    const { digest, mediaType, bytes } = layer;
    const stream = await source.openBlob({ mediaType, digest, size: bytes.byteLength }, signal);
    const parts: Uint8Array[] = [];
    for await (const part of stream) {
      parts.push(part);
    }
    expect(Buffer.compare(Buffer.concat(parts), bytes)).toBe(0);
    expect(asked("GET", /^\/artifacts-downloads\//).map(({ status }) => status)).toEqual([
      200, 206,
    ]);
  });

  it("gar: follows the redirect of a blob", async () => {
    const source = await open(personalities.gar(users));
    const { digest, bytes } = layer;
    const read = await source.fetchBlob({ digest, size: bytes.byteLength }, signal);
    expect(Buffer.compare(read, bytes)).toBe(0);
    expect(asked("GET", /^\/artifacts-downloads\//)).toHaveLength(1);
  });

  it("behind 443: accepts a Location without the port", async () => {
    const client = new RegistryClient({
      domain: "registry.example:443",
      network: plainNetwork,
      credentials: { find: () => Promise.resolve(undefined) },
    });
    const named = new URL("https://registry.example:443/v2/acme/app/blobs/uploads/");
    const lost = "https://registry.example/v2/acme/app/blobs/uploads/1?_state=x";
    expect((await client.checkAddress(lost, named)).href).toBe(lost);
    expect(new URL(lost).origin).toBe(named.origin);
    await client.close();
  });
});

describe("lists", () => {
  it("ecr: does not request pages larger than allowed", async () => {
    const source = await open(personalities.ecr(users));
    const { tags } = registry.repository("acme/app");
    for (let number = 0; number < 1500; number += 1) {
      tags.set(`t${number}`, index.digest);
    }
    expect(await source.listTags(signal)).toHaveLength(1501);
    expect(asked("GET", /tags\/list/).filter(({ status }) => status === 200)).toHaveLength(2);
  });

  it("distribution 2.8: lists unsorted tags in one page", async () => {
    const source = await open(personalities.distribution28(users));
    const { tags } = registry.repository("acme/app");
    for (const tag of ["z", "B", "a"]) {
      tags.set(tag, index.digest);
    }
    expect(await source.listTags(signal)).toEqual(expect.arrayContaining(["1", "z", "B", "a"]));
  });
});

describe("errors and limits", () => {
  it("ecr: reports its message for a refused manifest", async () => {
    const source = await open(personalities.ecr(users));
    const { mediaType: _, ...bare } = JSON.parse(Buffer.from(image.bytes).toString()) as Record<
      string,
      unknown
    >;
    const bytes = Buffer.from(JSON.stringify(bare));
    const content = { mediaType: image.mediaType, digest: digestOf(bytes), bytes };
    const error: unknown = await source
      .pushManifest(content, signal)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "registry_refused" });
    expect(String((error as { detail?: string }).detail)).toContain("Invalid JSON syntax");
  });

  it("distribution 2.8: sends every media type on HEAD and GET", async () => {
    const source = await open(personalities.distribution28(users));
    await source.resolve({ tag: "1" }, signal);
    await source.fetchManifest({ digest: image.digest }, signal);
    for (const { headers } of registry.requests) {
      expect(headers.accept).toEqual(expect.stringContaining(mediaTypes.ociManifest));
    }
  });

  it("Docker Hub: resolves a tag without a pull", async () => {
    const source = await open(dockerHub(users, 0));
    expect((await source.resolve({ tag: "1" }, signal)).digest).toBe(index.digest);
    expect(await source.hasManifest(image.descriptor, signal)).toBe(true);
  });

  it("Docker Hub: reports that the rate limit is reached", async () => {
    const source = await open(dockerHub(users, 0));
    await expect(source.fetchManifest({ tag: "1" }, signal)).rejects.toMatchObject({
      code: "rate_limited",
      retryable: true,
    });
  });
});
