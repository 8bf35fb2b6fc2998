import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import { attestationArtifactType } from "../../../../shared/oci/attestation.ts";
import { ReferrersCache } from "../referrersCache.ts";
import { buildIndex, describe as descriptorOf } from "../../sample/buildImage.ts";
import type { RegistryOptions } from "../../../testing/registry/options.ts";
import { distribution28 } from "../../../testing/registry/personalities/distribution28.ts";
import { createTestClient, testNetwork } from "../../../testing/testClient.ts";
import { startRegistry, type TestRegistry } from "../../../testing/registry/registry.ts";
import { fallbackTag } from "./fallbackTag.ts";
import { RegistryStore } from "./registryStore.ts";
import type { RegistryClient } from "./http/registryClient.ts";
import type { Timeouts } from "./http/timeouts.ts";

const { signal } = new AbortController();
let registry: TestRegistry;
let client: RegistryClient;
afterEach(async () => {
  // A later registry may get the port of this one, and must not get its stores.
  stores.clear();
  await client.close();
  await registry.close();
});

/** Starts a registry without the referrers API. */
async function start(
  options: RegistryOptions = {},
  timeouts: Partial<Timeouts> = {},
): Promise<void> {
  registry = await startRegistry({ referrersApi: false, ...options });
  client = createTestClient(registry, { network: testNetwork({ tagList: 60_000, ...timeouts }) });
}

/** Distinct digests. */
function digests(count: number, first = 0): readonly string[] {
  return Array.from({ length: count }, (_, at) => {
    return `sha256:${(first + at).toString(16).padStart(64, "0")}`;
  });
}

/** Adds a fallback tag with one attestation of a digest. @returns the digest of the attestation */
function attest(digest: string, repository = "acme/app"): string {
  const attestation = {
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    digest: digest.replace("sha256:0", "sha256:a"),
    size: 10,
    artifactType: attestationArtifactType,
  };
  const list = buildIndex({
    entries: [{ ...buildIndex({ entries: [] }), descriptor: attestation }],
  });
  tag(fallbackTag(digest), list, repository);
  return attestation.digest;
}

function tag(name: string, content = buildIndex({ entries: [] }), repository = "acme/app"): void {
  const { manifests, tags } = registry.repository(repository);
  manifests.set(content.digest, { mediaType: content.mediaType, bytes: content.bytes });
  tags.set(name, content.digest);
}

/** Looks up the referrers of each digest. */
async function look(asked: readonly string[], path = "acme/app"): Promise<(readonly string[])[]> {
  const found = await new ReferrersCache().getAll(storeOf(path), { digests: asked }, signal);
  return found.map((referrers) => referrers.map(({ digest }) => digest));
}

const stores = new Map<string, RegistryStore>();
function storeOf(path: string): RegistryStore {
  const name = `${client.domain}/${path}`;
  const store = stores.get(name) ?? new RegistryStore(client, path);
  stores.set(name, store);
  return store;
}

/** The number of requests of each kind since the last call. */
function kinds(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { path } of registry.requests) {
    const kind = /\/(referrers|tags|manifests)\//.exec(path)?.[1] ?? path;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  registry.clearLog();
  return counts;
}

describe("one listing replaces the lookups of fallback tags", () => {
  it.each([20, 500, 9999])("for %d digests", async (count) => {
    await start();
    const asked = digests(count);
    const [first = "", , third = ""] = asked;
    const wanted = [[attest(first)], [], [attest(third)]];
    const found = await look(asked);
    expect(found.slice(0, 3)).toEqual(wanted);
    expect(found.slice(3).flat()).toEqual([]);
    expect(kinds()).toEqual({ referrers: 1, tags: 1, manifests: 2 });
  });

  it("reads pages, and lists again for each batch of lookups", async () => {
    await start({ tagPageSize: 100 });
    const asked = digests(500);
    for (let at = 0; at < 400; at += 1) {
      tag(`v${at}`);
    }
    const last = asked.at(-1) ?? "";
    attest(last);
    expect((await look(asked)).at(-1)).toHaveLength(1);
    expect(kinds()).toEqual({ referrers: 1, tags: 5, manifests: 1 });
    const others = digests(200, 1000);
    attest(others[0] ?? "");
    expect((await look(others))[0]).toHaveLength(1);
    expect(kinds()).toEqual({ tags: 5, manifests: 1 });
  });

  it("in each of several repositories, while the API is probed in the first only", async () => {
    await start();
    const asked = digests(10);
    const paths = ["acme/a", "acme/b", "acme/c"];
    const wanted = paths.map((path) => attest(asked[3] ?? "", path));
    const found = await Promise.all(paths.map((path) => look(asked, path)));
    expect(found.map((each) => each[3])).toEqual(wanted.map((digest) => [digest]));
    expect(kinds()).toEqual({ referrers: 1, tags: 3, manifests: 3 });
  });

  it("not for a few digests, nor at a registry with the API", async () => {
    await start();
    attest(digests(1)[0] ?? "");
    await look(digests(3));
    expect(kinds()).toEqual({ referrers: 1, manifests: 3 });
    await client.close();
    await registry.close();
    await start({ referrersApi: true });
    await look(digests(20));
    expect(kinds()).toEqual({ referrers: 21 });
  });
});

describe("each fallback tag is looked up", () => {
  const asked = digests(40);
  const json = { "content-type": "application/json" };
  const tagsOf = (count: number): string =>
    JSON.stringify({ tags: Array.from({ length: count }, (_, at) => `v${at}`) });

  it.each<[string, { status: number; body: string }]>([
    ["refuses to list tags", { status: 403, body: "{}" }],
    ["reports a missing repository", { status: 404, body: "{}" }],
    ["does not support tag lists", { status: 405, body: "" }],
    ["returns something else", { status: 200, body: "[]" }],
    ["fails", { status: 500, body: "" }],
    // As `crane registry serve` does.
    ["returns exactly the page size without a link", { status: 200, body: tagsOf(1000) }],
  ])("if the registry %s", async (_, answer) => {
    await start();
    const attestation = attest(asked[7] ?? "");
    registry.faults.add({ match: { path: /tags/ }, do: { headers: json, ...answer } });
    expect((await look(asked))[7]).toEqual([attestation]);
    expect(kinds()).toMatchObject({ manifests: 40 });
    // A failed listing is not tried again for as many lookups.
    expect((await look(asked))[7]).toEqual([attestation]);
    expect(kinds()).toEqual({ manifests: 40 });
  });

  it("if the list lacks a tag that was just read", async () => {
    await start();
    const attestation = attest(asked[7] ?? "");
    tag("there");
    await storeOf("acme/app").fetchManifest({ tag: "there" }, signal);
    const body = tagsOf(3);
    registry.faults.add({ match: { path: /tags/ }, do: { status: 200, headers: json, body } });
    expect((await look(asked))[7]).toEqual([attestation]);
  });

  it("if the second page fails", async () => {
    await start({ tagPageSize: 1 });
    const many = digests(100);
    for (const name of ["a", "b", "c"]) {
      tag(name);
    }
    const attestation = attest(many[7] ?? "");
    registry.faults.add({ match: { path: /tags/, nth: 2 }, do: { status: 404 } });
    expect((await look(many))[7]).toEqual([attestation]);
  });

  it("if the list takes too long", async () => {
    await start({}, { tagList: 50 });
    const attestation = attest(asked[7] ?? "");
    registry.faults.add({ match: { path: /tags/ }, do: { hang: true } });
    expect((await look(asked))[7]).toEqual([attestation]);
    expect(kinds()).toEqual({ referrers: 1, tags: 1, manifests: 40 });
  });

  it.each<[string, RegistryOptions, number]>([
    // It does not support pages.
    ["one page", { hooks: distribution28({}).hooks ?? {} }, 1],
    ["50 pages", {}, 2],
  ])("if the repository has 50,000 tags in %s", async (_, options, pages) => {
    await start(options);
    for (let at = 0; at < 50_000; at += 1) {
      registry.repository("acme/app").tags.set(`v${at}`, "");
    }
    const attestation = attest(asked[7] ?? "");
    expect((await look(asked))[7]).toEqual([attestation]);
    expect(kinds()).toEqual({ referrers: 1, tags: pages, manifests: 40 });
  });

  it("in other repositories without another attempt to list tags", async () => {
    await start();
    registry.faults.add({ match: { path: /tags/ }, do: { status: 405 } });
    await look(asked);
    kinds();
    await look(asked, "acme/other");
    expect(kinds()).toEqual({ manifests: 40 });
  });
});

it("lists 20,000 tags for 1,000 digests", async () => {
  await start();
  for (let at = 0; at < 20_000; at += 1) {
    registry.repository("acme/app").tags.set(`v${at}`, "");
  }
  const asked = digests(1000);
  const attestation = attest(asked[7] ?? "");
  expect((await look(asked))[7]).toEqual([attestation]);
  expect(kinds()).toEqual({ referrers: 1, tags: 21, manifests: 1 });
});

describe("during lookups, an older listing does not hide", () => {
  const asked = digests(20);
  const [first = "", second = ""] = asked;
  let over: () => void;
  beforeEach(async () => {
    await start({ validate: false });
    tag("1");
    over = storeOf("acme/app").prepareReferrers(asked.length, signal);
    await storeOf("acme/app").referrers(first, signal);
    kinds();
  });
  afterEach(() => over());

  const found = async (digest: string): Promise<readonly string[]> =>
    (await storeOf("acme/app").referrers(digest, signal)).map((referrer) => referrer.digest);

  it("referrers added to the fallback tag", async () => {
    const store = storeOf("acme/app");
    const referrers = [first, second].map((subject) => {
      const attestation = buildIndex({
        entries: [],
        artifactType: attestationArtifactType,
        subject: { mediaType: mediaTypes.ociManifest, digest: subject, size: 2 },
      });
      return { ...descriptorOf(attestation), artifactType: attestationArtifactType };
    });
    for (const [at, referrer] of referrers.entries()) {
      await store.indexReferrers(asked[at] ?? "", [referrer], signal);
    }
    expect(await found(first)).toEqual([referrers[0]?.digest]);
    expect(await found(second)).toEqual([referrers[1]?.digest]);
    expect(kinds()).not.toHaveProperty("tags");
  });

  it("a fallback tag that is copied", async () => {
    const attestation = attest(second, "acme/other");
    const tagged = await storeOf("acme/other").fetchManifest({ tag: fallbackTag(second) }, signal);
    await storeOf("acme/app").tag(fallbackTag(second), tagged, { signal });
    expect(await found(second)).toEqual([attestation]);
  });

  it("tags of other clients, once a tag is read that it lacks", async () => {
    const attestation = attest(second);
    tag("new");
    expect(await found(second)).toEqual([]);
    await storeOf("acme/app").fetchManifest({ tag: "new" }, signal);
    expect(await found(second)).toEqual([attestation]);
    // A new listing has the others.
    expect(await found(asked[2] ?? "")).toEqual([]);
    expect(await found(asked[3] ?? "")).toEqual([]);
    expect(kinds()).toEqual({ tags: 1, manifests: 2 });
  });
});

it("accepts a list without a tag that was written meanwhile", async () => {
  await start();
  const asked = digests(20);
  const content = buildIndex({ entries: [] });
  registry.faults.add({
    match: { path: /tags/, nth: 1 },
    do: { status: 200, headers: { "content-type": "application/json" }, body: '{"tags":[]}' },
  });
  registry.faults.add({ match: { path: /tags/, nth: 1 }, do: { delay: 100 } });
  const looked = look(asked);
  await registry.waitForRequest({ path: /tags/ });
  const { mediaType, digest, bytes } = content;
  await storeOf("acme/app").tag("new", { mediaType, digest, bytes }, { signal });
  await looked;
  kinds();
  await look(asked);
  expect(kinds()).toEqual({ tags: 1 });
});

it("continues a shared listing after its first caller aborted", async () => {
  await start();
  const asked = digests(20);
  const attestation = attest(asked[7] ?? "");
  registry.faults.add({ match: { path: /tags/ }, do: { delay: 100 } });
  const giveUp = new AbortController();
  const first = new ReferrersCache().getAll(storeOf("acme/app"), { digests: asked }, giveUp.signal);
  const second = look(asked);
  await registry.waitForRequest({ path: /tags/ });
  giveUp.abort();
  await expect(first).rejects.toBeDefined();
  expect((await second)[7]).toEqual([attestation]);
  expect(kinds()).toEqual({ referrers: 1, tags: 1, manifests: 1 });
});

it("probes the API for each namespace of a host", async () => {
  await start({ referrersApi: true });
  const image = buildIndex({ entries: [] });
  const subject = descriptorOf(image);
  const referrer = buildIndex({ entries: [], artifactType: attestationArtifactType, subject });
  tag("image", image, "local/app");
  tag("referrer", referrer, "local/app");
  registry.faults.add({ match: { path: /remote\/app\/referrers/ }, do: { status: 404 } });
  await look(digests(20), "remote/app");
  expect((await look([image.digest], "local/app"))[0]).toEqual([referrer.digest]);
});
