import { describe, expect, it } from "vitest";
import { startHookedWorkbench } from "../../testing/hookedWorkbench.ts";
import { perTest } from "../../testing/perTest.ts";
import { memoryPushLogs } from "../../testing/memoryPushLogs.ts";
import { startRegistry } from "../../testing/registry/registry.ts";
import { jsonResponse } from "../../testing/registry/response.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { testEndpoint } from "../../testing/testClient.ts";
import { amd64, arm64, signal } from "../../testing/workbench.ts";
import { Engine } from "../engine.ts";
import { maxManifestBytes } from "../../../shared/oci/manifest.ts";
import { digestOf } from "../oci/digest.ts";
import { buildAttestation, buildIndex } from "../sample/buildImage.ts";
import { Stores } from "../stores/openStores.ts";
import { plainNetwork } from "../stores/registry/machineNetwork.ts";

const bench = perTest(startHookedWorkbench);
const stored = () => bench.registry.repository("acme/app");
const plan = (tags: readonly string[], by?: "tag" | "digest") =>
  bench.engine.planDeletion({ repository: `${bench.registry.host}/acme/app`, tags, by }, signal);
/** The tags of the indexes that a deletion of amd64 breaks. */
const broken = async () =>
  (await plan(["amd64"], "digest")).manifests[0]?.indexes.map(({ tag }) => tag);

describe("indexes that list a manifest", () => {
  it("are found under each of their tags", async () => {
    const index = buildIndex({ entries: [amd64, arm64] });
    seedImage(bench.registry, "acme/app", "1", index);
    stored().tags.set("1.4", index.digest);
    expect(await broken()).toEqual(["1.4", "1"]);
  });

  it("are found through nested indexes", async () => {
    const inner = buildIndex({ entries: [amd64] });
    const middle = buildIndex({ entries: [inner] });
    seedImage(bench.registry, "acme/app", "nested", buildIndex({ entries: [middle, arm64] }));
    expect(await broken()).toEqual(["nested"]);
  });

  it.each(["application/json", "application/octet-stream"])(
    "are found if they are served as %s",
    async (mediaType) => {
      const { digest, bytes } = buildIndex({ entries: [amd64] });
      stored().manifests.set(digest, { mediaType, bytes });
      stored().tags.set("flat", digest);
      expect(await broken()).toEqual(["flat"]);
    },
  );

  it("are not known of what cannot be read, which the plan says", async () => {
    const malformed = Buffer.from('{"manifests": [1]}');
    const { mediaType, descriptor } = buildIndex({ entries: [amd64] });
    stored().manifests.set(digestOf(malformed), { mediaType, bytes: malformed });
    stored().tags.set("malformed", digestOf(malformed));
    const large = Buffer.alloc(maxManifestBytes + 1, " ");
    stored().manifests.set(digestOf(large), { mediaType, bytes: large });
    const entry = { ...descriptor, digest: digestOf(large), size: large.byteLength };
    const outer = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: [entry] }));
    stored().manifests.set(digestOf(outer), { mediaType, bytes: outer });
    stored().tags.set("outer", digestOf(outer));
    const { unreadTags, manifests } = await plan(["amd64"], "digest");
    expect(unreadTags).toEqual(["malformed", "outer"]);
    expect(manifests[0]?.indexes).toEqual([]);
  });

  it("protect it if a rule protects their tag, also a rule made after the review", async () => {
    seedImage(bench.registry, "acme/app", "1", buildIndex({ entries: [amd64] }));
    const planned = await plan(["amd64"], "digest");
    bench.overwriteRules.tags.push("1");
    const refusal = {
      code: "tag_protected",
      message: expect.stringMatching(/acme\/app:1 lists .* never to overwrite tags that match 1\./),
    };
    await expect(plan(["amd64"], "digest")).rejects.toMatchObject(refusal);
    await expect(bench.engine.delete(planned.id, signal)).rejects.toMatchObject(refusal);
    expect((await plan(["amd64"], "tag")).tags).toHaveLength(1);
  });
});

it("names what was selected and does not exist any more", async () => {
  const planned = await plan(["gone", "amd64"], "tag");
  expect(planned.missing).toEqual(["gone"]);
  expect(planned.tags.map(({ tag }) => tag)).toEqual(["amd64"]);
});

it("reads referrers again for each review", async () => {
  expect((await plan(["amd64"], "digest")).manifests[0]?.referrers).toEqual([]);
  const referrer = buildAttestation(amd64, "referrer");
  seedImage(bench.registry, "acme/app", undefined, referrer);
  expect((await plan(["amd64"], "digest")).manifests[0]?.referrers).toMatchObject([
    { digest: referrer.digest },
  ]);
});

describe("an incomplete list of tags", () => {
  it.each([
    [["arm64"], "lacks amd64"],
    [["amd64", "arm64", "not a tag"], "1 entry that is not a valid tag"],
  ])("rules out a deletion by digest: %j", async (tags, message) => {
    bench.hooks.before = ({ path }) =>
      path.includes("/tags/list") ? jsonResponse(200, { tags }) : undefined;
    await expect(plan(["amd64"], "digest")).rejects.toMatchObject({
      code: "registry_invalid",
      message: expect.stringContaining(message) as string,
    });
    expect(await plan(["amd64"], "tag")).toMatchObject({ areOtherTagsKnown: false });
  });

  it("is not asked for in pages: a registry may cut one off without a link to the next", async () => {
    stored().tags.set("latest", amd64.digest);
    bench.hooks.before = ({ path, query }) =>
      path.includes("/tags/list") && query.has("n")
        ? jsonResponse(200, { tags: ["amd64", "arm64"] })
        : undefined;
    expect((await plan(["amd64"], "digest")).manifests[0]?.otherTags).toEqual(["latest"]);
  });
});

it("asks the registry itself, and not a mirror whose lists are older", async () => {
  const mirror = await startRegistry();
  seedImage(mirror, "acme/app", "amd64", amd64);
  const { host, url } = bench.registry;
  const endpoints = [testEndpoint(mirror.url, { mirror: true }), testEndpoint(url)];
  const network = {
    ...plainNetwork,
    host: async () => ({ endpoints, folder: undefined }),
  };
  const engine = new Engine(
    { stores: new Stores({ network }), host: { os: "linux", architecture: "amd64" } },
    memoryPushLogs(),
  );
  try {
    stored().tags.set("latest", amd64.digest);
    const referrer = buildAttestation(amd64, "referrer");
    seedImage(bench.registry, "acme/app", undefined, referrer);
    const planned = await engine.planDeletion(
      { repository: `${host}/acme/app`, tags: ["amd64"], by: "digest" },
      signal,
    );
    expect(planned.manifests).toMatchObject([
      { otherTags: ["latest"], referrers: [{ digest: referrer.digest }] },
    ]);
    stored().tags.set("new", amd64.digest);
    expect((await engine.delete(planned.id, signal)).failure?.code).toBe("tag_moved");
    expect(stored().manifests.has(amd64.digest)).toBe(true);
    expect(mirror.requests).toEqual([]);
  } finally {
    await engine.close();
    await mirror.close();
  }
});
