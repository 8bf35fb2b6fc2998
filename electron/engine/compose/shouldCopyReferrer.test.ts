import { beforeEach, expect, it } from "vitest";
import type { CopyReferrers } from "../../../shared/draft.ts";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { buildIndex, type BuiltIndex } from "../sample/buildImage.ts";
import { startRegistry } from "../../testing/registry/registry.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, linux, signal, startWorkbench } from "../../testing/workbench.ts";
import { cosignTags } from "../oci/cosignTags.ts";
import { perTest } from "../../testing/perTest.ts";

const app = buildIndex({ entries: [amd64, arm64] });
const refersTo = (
  subject: { digest: string; bytes: Uint8Array },
  artifactType: string,
): BuiltIndex =>
  buildIndex({
    entries: [],
    artifactType,
    subject: {
      mediaType: mediaTypes.ociIndex,
      digest: subject.digest,
      size: subject.bytes.byteLength,
    },
  });
const signature = refersTo(app, "application/vnd.dev.cosign.artifact.sig.v1+json");
const report = refersTo(amd64, "application/vnd.acme.report");
const countersignature = refersTo(signature, "application/vnd.dev.sigstore.bundle.v0.3+json");
const legacy = linux("riscv64");
const [sig = ""] = cosignTags(app.digest);

const bench = perTest(startWorkbench);
const other = perTest(startRegistry);
beforeEach(() => {
  seedImage(bench.registry, "acme/app", "1", app);
  for (const referrer of [signature, report, countersignature]) {
    seedImage(bench.registry, "acme/app", undefined, referrer);
  }
  seedImage(bench.registry, "acme/app", sig, legacy);
});

/** The manifests that a retag to another registry copied in addition to the index and its images. */
async function brought(copyReferrers: CopyReferrers): Promise<readonly string[]> {
  const from = `${bench.registry.host}/acme/app:1`;
  const plan = await bench.engine.planner.planRetag(
    { source: from, targets: [`${other.host}/acme/app:1`], copyReferrers },
    signal,
  );
  expect((await bench.engine.push(plan.id, { report: () => {} }, signal)).failure).toBeUndefined();
  const own = new Set([app, amd64, arm64].map(({ digest }) => digest));
  return [...other.repository("acme/app").manifests.keys()].filter((at) => !own.has(at));
}

it("copies signatures of the index and their referrers, unlike buildx", async () => {
  expect(await brought({ referrers: "attestations", digestTags: false })).toEqual(
    expect.arrayContaining([signature.digest, countersignature.digest]),
  );
  expect(other.repository("acme/app").manifests.has(report.digest)).toBe(false);
  expect([...other.repository("acme/app").tags.keys()]).toEqual(["1"]);
});

it("copies all referrers", async () => {
  expect(await brought({ referrers: "all", digestTags: false })).toHaveLength(3);
});

it("refuses an existing tag that must not be overwritten, and accepts a new one", async () => {
  seedImage(other, "acme/app", "1", arm64);
  const retag = (tag: string): Promise<unknown> =>
    bench.engine.planner.planRetag(
      {
        source: `${bench.registry.host}/acme/app:1`,
        targets: [`${other.host}/acme/app:${tag}`],
        copyReferrers: { referrers: "none", digestTags: false },
      },
      signal,
      { noClobber: true },
    );
  await expect(retag("1")).rejects.toMatchObject({ code: "tag_exists" });
  expect(await retag("2")).toMatchObject({ repositories: [{ tags: [{ noClobber: true }] }] });
});

it("copies no referrers", async () => {
  expect(await brought({ referrers: "none", digestTags: false })).toEqual([]);
});

it("copies digest tags before the tag itself", async () => {
  expect(await brought({ referrers: "none", digestTags: true })).toEqual([legacy.digest]);
  expect(other.repository("acme/app").tags.get(sig)).toBe(legacy.digest);
  const tagged = other.requests
    .filter(({ method, path }) => method === "PUT" && /manifests\/[^:]*$/.test(path))
    .map(({ path }) => path.split("/").at(-1));
  expect(tagged).toEqual([sig, "1"]);
});

it("keeps the digest tags of the target", async () => {
  seedImage(other, "acme/app", sig, arm64);
  await brought({ referrers: "none", digestTags: true });
  expect(other.repository("acme/app").tags.get(sig)).toBe(arm64.digest);
});

it("keeps digest tags that were created since the plan", async () => {
  const copyReferrers = { referrers: "none", digestTags: true } as const;
  const from = `${bench.registry.host}/acme/app:1`;
  const plan = await bench.engine.planner.planRetag(
    { source: from, targets: [`${other.host}/acme/app:1`], copyReferrers },
    signal,
  );
  seedImage(other, "acme/app", sig, arm64);
  const opened = await bench.engine.planner.openPlan(plan, signal);
  const name = `${other.host}/acme/app:${sig}`;
  expect(opened.differences).toContainEqual({ kind: "tag", name, was: null, now: arm64.digest });
  expect(
    (await bench.engine.push(opened.id, { report: () => {} }, signal)).failure,
  ).toBeUndefined();
  expect(other.repository("acme/app").tags.get(sig)).toBe(arm64.digest);
  expect(other.repository("acme/app").tags.get("1")).toBe(app.digest);
});

it("skips listed referrers that were deleted", async () => {
  bench.registry.repository("acme/app").manifests.delete(signature.digest);
  bench.registry.faults.add({
    match: { path: new RegExp(`referrers/${app.digest}`) },
    do: {
      status: 200,
      headers: { "content-type": mediaTypes.ociIndex },
      body: JSON.stringify({
        schemaVersion: 2,
        mediaType: mediaTypes.ociIndex,
        manifests: [
          {
            mediaType: signature.mediaType,
            digest: signature.digest,
            size: signature.bytes.byteLength,
          },
        ],
      }),
    },
  });
  expect(await brought({ referrers: "all", digestTags: false })).toEqual([report.digest]);
});

it("requests each digest tag if listing tags is refused", async () => {
  bench.registry.faults.add({ match: { path: /tags\/list/ }, do: { status: 403 } });
  expect(await brought({ referrers: "none", digestTags: true })).toEqual([legacy.digest]);
});
