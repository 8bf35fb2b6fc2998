import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { emptyDraft } from "../../../../shared/emptyDraft.ts";
import { memoryPushLogs } from "../../../testing/memoryPushLogs.ts";
import type { PushOutcome } from "../../../../shared/plan.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import { digestOf } from "../../oci/digest.ts";
import { indexJson } from "../../oci/indexJson.ts";
import { parseLocation } from "../../oci/location.ts";
import {
  buildAttestation,
  buildImage,
  buildIndex,
  type BuiltImage,
} from "../../sample/buildImage.ts";
import type { BlobOpener, Store } from "../store.ts";
import { Stores } from "../openStores.ts";
import { personalities } from "../../../testing/registry/personalities/personalities.ts";
import type { RegistryOptions } from "../../../testing/registry/options.ts";
import { testNetwork } from "../../../testing/testClient.ts";
import { startRegistry, type TestRegistry } from "../../../testing/registry/registry.ts";
import { pushManifest } from "../../../testing/storeContent.ts";
import { seedImage } from "../../../testing/registry/seedImage.ts";
import { Engine } from "../../engine.ts";
import type { Credential } from "./auth/credential.ts";
import { findHost } from "./hosts/findHost.ts";
import type { HostConfig } from "./hosts/hostConfig.ts";
import { plainNetwork } from "./machineNetwork.ts";
import { fallbackTag } from "./fallbackTag.ts";

const users = { ada: "s3cret" };
const login: Credential = { kind: "basic", username: "ada", password: "s3cret" };
const signal = new AbortController().signal;

const amd64 = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const arm64 = buildImage({ platform: { os: "linux", architecture: "arm64", variant: "v8" } });
const attestation = buildAttestation(amd64);
const index = buildIndex({ entries: [amd64, arm64, attestation] });
const referrer = buildAttestation(arm64, "referrer");
const images = [amd64, arm64, attestation];
const layer = firstLayer(amd64);

let plain: TestRegistry;
let registry: TestRegistry;
let stores: Stores;
let engine: Engine;

beforeEach(async () => {
  plain = await startRegistry();
});
afterEach(async () => {
  await engine.close();
  await registry.close();
  await plain.close();
});

/** Starts a vendor's registry with the index as `acme/app:1` and its referrer, and an engine with a login there. */
async function open(options: RegistryOptions): Promise<Store> {
  registry = await startRegistry(options);
  seedImage(registry, "acme/app", "1", index);
  seedImage(registry, "acme/app", undefined, referrer);
  if (options.referrersApi === false) {
    seedFallback();
  }
  const found = { credential: login, source: "the test", account: "ada" };
  stores = new Stores({
    credentials: {
      find: (domain) => Promise.resolve(domain === registry.host ? found : undefined),
    },
    network: testNetwork({}, { ...plainNetwork, host }),
  });
  engine = new Engine({ stores, host: { os: "linux", architecture: "amd64" } }, memoryPushLogs());
  return store("acme/app");
}

/** The host configuration for the registry with TLS; any other has none. */
async function host(domain: string): Promise<HostConfig> {
  const secure = registry.url.startsWith("https:") && domain === registry.host;
  const settings = secure ? { host: domain, plainHttp: false, skipVerify: true } : undefined;
  return await findHost(domain, { roots: [], settings });
}

function store(path: string): Store {
  return stores.open(parseLocation(`${registry.host}/${path}`));
}

/** Adds the fallback tag for a registry without the referrers API. */
function seedFallback(): void {
  const artifactType = "application/vnd.docker.attestation.manifest.v1+json";
  const { mediaType, digest, bytes } = referrer;
  const list = indexJson({
    schemaVersion: 2,
    mediaType: mediaTypes.ociIndex,
    manifests: [{ mediaType, digest, size: bytes.byteLength, artifactType }],
  });
  const { manifests, tags } = registry.repository("acme/app");
  manifests.set(digestOf(list), { mediaType: mediaTypes.ociIndex, bytes: list });
  tags.set(fallbackTag(arm64.digest), digestOf(list));
}

function firstLayer({ layers }: BuiltImage): BuiltImage["layers"][number] {
  const [first] = layers;
  if (!first) {
    throw new Error("the fixture has no layer");
  }
  return first;
}

/** Copies `acme/app:1` to these targets. */
async function copy(...targets: readonly string[]): Promise<PushOutcome> {
  const plan = await engine.planner.planRetag(
    { source: `${registry.host}/acme/app:1`, targets, copyReferrers: emptyDraft.copyReferrers },
    signal,
  );
  return await engine.push(plan.id, { report: () => {} }, signal);
}

/** Compares the content of a repository with the index and its successors. */
function expectWhole(held: ReturnType<TestRegistry["repository"]>): void {
  expect(held.tags.get("1")).toBe(index.digest);
  for (const { digest, bytes, mediaType } of [index, ...images]) {
    expect(held.manifests.get(digest)?.mediaType).toBe(mediaType);
    expect(Buffer.compare(held.manifests.get(digest)?.bytes ?? Buffer.of(), bytes)).toBe(0);
  }
  for (const { config, layers } of images) {
    for (const { digest, bytes } of [config, ...layers]) {
      expect(Buffer.compare(held.blobs.get(digest) ?? Buffer.of(), bytes)).toBe(0);
    }
  }
}

const asked = (method: string, path: RegExp): readonly TestRegistry["requests"][number][] =>
  registry.requests.filter((request) => request.method === method && path.test(request.path));

/** The blobs of a push by action. */
const posts = (): { mounts: number; uploads: number } => ({
  mounts: asked("POST", /[?&]mount=/).filter(({ status }) => status === 201).length,
  uploads: asked("PUT", /\/blobs\/uploads\//).length,
});

const everyone = [
  "acr",
  "compressingProxy",
  "distribution28",
  "dockerHub",
  "ecr",
  "ecrPublic",
  "gar",
  "ghcr",
  "gitlab",
  "harbor",
  "jfrog",
  "dockerMediaTypes",
  "nvcr",
  "quay",
  "tlsProxy",
] as const satisfies readonly (keyof typeof personalities)[];

describe.each(everyone)("%s", (name) => {
  it("resolves, fetches, lists tags and referrers", async () => {
    const source = await open(personalities[name](users));
    expect(await source.resolve({ tag: "1" }, signal)).toMatchObject({
      mediaType: name === "dockerMediaTypes" ? mediaTypes.dockerList : index.mediaType,
      digest: index.digest,
    });
    for (const target of [{ tag: "1" }, { digest: index.digest }]) {
      const content = await source.fetchManifest(target, signal);
      expect(Buffer.compare(content.bytes, index.bytes)).toBe(0);
    }
    const tags = (await source.listTags(signal)).filter((tag) => !tag.startsWith("sha256-"));
    expect(tags).toEqual(["1"]);
    const referrers = await source.referrers(arm64.digest, signal);
    expect(referrers.map(({ digest }) => digest)).toEqual([referrer.digest]);
    expect(await source.referrers(amd64.digest, signal)).toEqual([]);
  });

  it("says what the account may do, and leaves nothing behind", async () => {
    await open(personalities[name](users));
    const { tags, manifests, uploads } = registry.repository("acme/app");
    const before = [[...tags.keys()], [...manifests.keys()]];
    const report = await engine.tagPages.testAccess(`${registry.host}/acme/app`, signal);
    expect(report).toMatchObject({ exists: true, pull: { kind: "yes" }, push: { kind: "yes" } });
    expect([[...tags.keys()], [...manifests.keys()]]).toEqual(before);
    expect(uploads.size > 0).toBe(report.leftover !== undefined);
  });

  it("deletes a tag and keeps the others, or says that it does not", async () => {
    await open(personalities[name](users));
    seedImage(registry, "acme/app", "other", amd64);
    const { tags } = registry.repository("acme/app");
    const repository = `${registry.host}/acme/app`;
    const attempt: unknown = await engine
      .planDeletion({ repository, tags: ["1"], by: undefined }, signal)
      .then(
        ({ id }) => engine.delete(id, signal),
        (refusal: unknown) => refusal,
      );
    const isRefused = attempt instanceof Error;
    expect(attempt).toMatchObject(
      isRefused ? { code: "registry_refused" } : { tags: [{ kind: "deleted" }] },
    );
    expect(tags.has("1")).toBe(isRefused);
    expect(tags.get("other")).toBe(amd64.digest);
  });

  it("reports missing content as not found", async () => {
    const source = await open(personalities[name](users));
    await expect(source.fetchManifest({ tag: "none" }, signal)).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(source.resolve({ tag: "none" }, signal)).rejects.toMatchObject({
      code: "not_found",
    });
    const nowhere = { ...amd64.descriptor, digest: digestOf("nowhere") };
    expect(await source.hasManifest(nowhere, signal)).toBe(false);
    expect(await source.hasBlob(nowhere, signal)).toBe(false);
  });

  it("copies an index to another repository and another registry", async () => {
    await open(personalities[name](users));
    const outcome = await copy(`${registry.host}/acme/copy:1`, `${plain.host}/acme/copy:1`);
    expect(outcome.failure).toBeUndefined();
    expectWhole(registry.repository("acme/copy"));
    expectWhole(plain.repository("acme/copy"));
  });

  it("accepts an index from another registry despite broken connections", async () => {
    await open(personalities[name](users));
    seedImage(plain, "acme/app", "1", index);
    plain.faults.add({ match: { method: "GET", path: /\/blobs\//, nth: 2 }, do: { truncate: 20 } });
    registry.faults.add({
      match: { method: "PUT", path: /\/blobs\//, nth: 1 },
      do: { reset: true },
    });
    registry.faults.add({
      match: { method: "PUT", path: /\/manifests\//, nth: 1 },
      do: { status: 503 },
    });
    const from = `${plain.host}/acme/app:1`;
    const plan = await engine.planner.planRetag(
      {
        source: from,
        targets: [`${registry.host}/acme/new:1`],
        copyReferrers: emptyDraft.copyReferrers,
      },
      signal,
    );
    const outcome = await engine.push(plan.id, { report: () => {} }, signal);
    expect(outcome.failure).toBeUndefined();
    expectWhole(registry.repository("acme/new"));
  });
});

describe("tokens", () => {
  it("gitlab: continues a copy after a token was revoked", async () => {
    await open(personalities.gitlab(users));
    const plan = await engine.planner.planRetag(
      {
        source: `${registry.host}/acme/app:1`,
        targets: [`${registry.host}/acme/copy:1`],
        copyReferrers: emptyDraft.copyReferrers,
      },
      signal,
    );
    registry.faults.add({
      match: { method: "PUT", path: /acme\/copy\/manifests/, nth: 2 },
      do: { expireTokens: true },
    });
    const outcome = await engine.push(plan.id, { report: () => {} }, signal);
    expect(outcome.failure).toBeUndefined();
    expectWhole(registry.repository("acme/copy"));
  });

  it("distribution 2.8: requests one scope per repository, despite challenges with one per action", async () => {
    await open(personalities.distribution28(users));
    expect((await copy(`${registry.host}/acme/copy:1`)).failure).toBeUndefined();
    const scopes = new Set(registry.tokenRequests.map(({ fields }) => fields["scope"]));
    expect(scopes).toContain("repository:acme/copy:pull,push");
    expect(scopes).toContain("repository:acme/copy:pull,push repository:acme/app:pull");
  });

  it("quay: requests only pull and push, also to cancel an upload", async () => {
    await open(personalities.quay(users));
    const target = store("acme/other");
    registry.faults.add({ match: { method: "PUT" }, do: { status: 400 } });
    const { digest, mediaType, bytes } = layer;
    const descriptor = { mediaType, digest, size: bytes.byteLength };
    const bytesOf: BlobOpener = () => store("acme/app").openBlob(descriptor, signal);
    await expect(target.pushBlob(descriptor, { open: bytesOf, signal })).rejects.toMatchObject({
      code: "registry_refused",
    });
    expect(asked("DELETE", /\/blobs\/uploads\//)).toHaveLength(1);
    for (const { fields } of registry.tokenRequests) {
      expect(fields["scope"]).not.toContain("delete");
    }
  });
});

describe("mounts", () => {
  it.each(everyone.filter((name) => name !== "ecr"))(
    "%s: mounts every blob within the registry",
    async (name) => {
      await open(personalities[name](users));
      expect((await copy(`${registry.host}/acme/copy:1`)).failure).toBeUndefined();
      expect(posts()).toEqual({ mounts: registry.repository("acme/copy").blobs.size, uploads: 0 });
      // Docker Hub rejects `origin`, and Quay requires `from`.
      for (const { path } of asked("POST", /[?&]mount=/)) {
        expect([...new URL(path, registry.url).searchParams.keys()].toSorted()).toEqual([
          "from",
          "mount",
        ]);
      }
    },
  );

  it("ecr: uploads into the session that was opened instead of a mount", async () => {
    await open(personalities.ecr(users));
    expect((await copy(`${registry.host}/acme/copy:1`)).failure).toBeUndefined();
    const blobs = registry.repository("acme/copy").blobs.size;
    expect(posts()).toEqual({ mounts: 0, uploads: blobs });
    expect(asked("POST", /\/blobs\/uploads\//)).toHaveLength(blobs);
    expect(registry.repository("acme/copy").uploads.size).toBe(0);
  });
});

describe("lists", () => {
  it.each(["ghcr", "distribution28"] as const)(
    "%s: adds a referrer to the fallback tag once",
    async (name) => {
      await open(personalities[name](users));
      const added = buildAttestation(arm64, "referrer", {
        predicateType: "https://spdx.dev/Document",
      });
      const held = registry.repository("acme/app");
      for (const { digest, bytes } of [added.config, ...added.layers]) {
        held.blobs.set(digest, bytes);
      }
      const source = store("acme/app");
      await pushManifest(source, added);
      await pushManifest(source, added);
      const listed = await source.referrers(arm64.digest, signal);
      expect(listed.map(({ digest }) => digest)).toEqual([referrer.digest, added.digest]);
    },
  );
});

describe("limits", () => {
  it("Docker Hub: pulls each manifest once for a copy", async () => {
    await open(personalities.dockerHub(users));
    expect((await copy(`${plain.host}/acme/copy:1`)).failure).toBeUndefined();
    const pulled = asked("GET", /\/manifests\//)
      .filter(({ status }) => status === 200)
      .map(({ path }) => path);
    expect(new Set(pulled).size).toBe(pulled.length);
    expect(pulled).toHaveLength([index, ...images, referrer].length);
  });
});
