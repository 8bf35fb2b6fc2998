import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { emptyDraft } from "../../../../shared/emptyDraft.ts";
import type { PushOutcome } from "../../../../shared/plan.ts";
import { digestOf } from "../../oci/digest.ts";
import { type BuiltIndex, buildIndex } from "../../sample/buildImage.ts";
import { artifactoryVirtual } from "../../../testing/registry/personalities/jfrog.ts";
import { fallbackTag } from "./fallbackTag.ts";
import { startRegistry, type TestRegistry } from "../../../testing/registry/registry.ts";
import { seedImage } from "../../../testing/registry/seedImage.ts";
import { amd64, arm64, contentOf, signal, startWorkbench } from "../../../testing/workbench.ts";
import { perTest } from "../../../testing/perTest.ts";

const bench = perTest(startWorkbench);
let target: TestRegistry;
beforeEach(async () => {
  target = await startRegistry({ ...artifactoryVirtual({}), auth: { kind: "none" } });
});
afterEach(async () => {
  await target.close();
});

/** Previews, checks the target, plans and pushes, as the window does. */
async function push(...targets: readonly string[]) {
  const draft = bench.draftOf(["R/acme/app:amd64", "R/acme/app:arm64"], targets);
  const preview = await bench.engine.composer.preview(draft, signal);
  const { digest } = contentOf(preview);
  const looks = await Promise.all(
    targets.map((each) => bench.engine.composer.checkTarget(each, signal)),
  );
  const plan = await bench.engine.planner.planPreview(preview.id, signal);
  const outcome = await bench.engine.push(plan.id, { report: () => {} }, signal);
  return { looks, outcome, digest };
}

describe("a registry that responds with 403 to missing content", () => {
  it("accepts a push to a new tag of a new and of an existing repository", async () => {
    seedImage(target, "acme/old", "1", arm64);
    const names = [`${target.host}/acme/new:1`, `${target.host}/acme/old:2`];
    const { looks, outcome, digest } = await push(...names);
    expect(looks.map(({ kind }) => kind)).toEqual(["missing", "missing"]);
    expect(outcome.failure).toBeUndefined();
    expect(target.repository("acme/new").tags.get("1")).toBe(digest);
    expect(target.repository("acme/old").tags.get("2")).toBe(digest);
  });

  it("shows an existing tag, and keeps it if overwriting is off", async () => {
    seedImage(target, "acme/old", "1", arm64);
    const draft = bench.draftOf(["R/acme/app:amd64"], [`${target.host}/acme/old:1`]);
    const [only] = draft.targets;
    const guarded = { ...draft, targets: only ? [{ ...only, noClobber: true }] : [] };
    const { id } = await bench.engine.composer.preview(guarded, signal);
    await expect(bench.engine.planner.planPreview(id, signal)).rejects.toMatchObject({
      code: "tag_exists",
    });
  });

  it("copies missing content on a retag", async () => {
    const index = buildIndex({ entries: [amd64, arm64] });
    seedImage(bench.registry, "acme/app", "1", index);
    const plan = await bench.engine.planner.planRetag(
      {
        source: `${bench.registry.host}/acme/app:1`,
        targets: [`${target.host}/acme/new:1`],
        copyReferrers: emptyDraft.copyReferrers,
      },
      signal,
    );
    expect(
      (await bench.engine.push(plan.id, { report: () => {} }, signal)).failure,
    ).toBeUndefined();
    expect(target.repository("acme/new").tags.get("1")).toBe(index.digest);
  });
});

it("reports 403 for a tag if the tags cannot be listed", async () => {
  target.faults.add({ match: { path: /tags\/list/ }, do: { status: 403 } });
  await expect(push(`${target.host}/acme/new:1`)).rejects.toMatchObject({ code: "denied" });
  expect(target.requests.filter(({ method }) => method === "PUT")).toEqual([]);
});

it("reports 403 for a tag that is listed", async () => {
  seedImage(target, "acme/old", "1", arm64);
  target.faults.add({ match: { path: /manifests\/1$/ }, do: { status: 403 } });
  await expect(push(`${target.host}/acme/old:1`)).rejects.toMatchObject({ code: "denied" });
});

describe("fallback tags at a registry that responds with 403 to missing content", () => {
  const app = buildIndex({ entries: [amd64, arm64] });
  const signatures = ["a", "b"].map((key) =>
    buildIndex({
      entries: [],
      artifactType: "application/vnd.dev.cosign.artifact.sig.v1+json",
      annotations: { key },
      subject: app.descriptor,
    }),
  );
  const digests = signatures.map(({ digest }) => digest);
  const list = fallbackTag(app.digest);
  const all = { referrers: "all", digestTags: false } as const;

  let other: TestRegistry;
  beforeEach(async () => {
    const options = { ...artifactoryVirtual({}), referrersApi: false };
    other = await startRegistry({ ...options, auth: { kind: "none" } });
  });
  afterEach(async () => {
    await other.close();
  });

  async function copy(from: TestRegistry, to: TestRegistry): Promise<PushOutcome> {
    const targets = [`${to.host}/acme/copy:1`];
    const plan = await bench.engine.planner.planRetag(
      { source: `${from.host}/acme/app:1`, targets, copyReferrers: all },
      signal,
    );
    return await bench.engine.push(plan.id, { report: () => {} }, signal);
  }

  /** Adds the index to a repository, and a fallback tag with its signatures without types. */
  function seedSigned(held: readonly BuiltIndex[]): void {
    seedImage(other, "acme/app", "1", app);
    for (const each of held) {
      seedImage(other, "acme/app", undefined, each);
    }
    const entries = signatures.map(({ mediaType, digest, bytes }) => ({
      mediaType,
      digest,
      size: bytes.byteLength,
    }));
    const bytes = Buffer.from(
      JSON.stringify({ schemaVersion: 2, mediaType: app.mediaType, manifests: entries }),
    );
    const { manifests, tags } = other.repository("acme/app");
    manifests.set(digestOf(bytes), { mediaType: app.mediaType, bytes });
    tags.set(list, digestOf(bytes));
  }

  it("creates a fallback tag", async () => {
    seedImage(bench.registry, "acme/app", "1", app);
    for (const each of signatures) {
      seedImage(bench.registry, "acme/app", undefined, each);
    }
    expect((await copy(bench.registry, other)).failure).toBeUndefined();
    const { manifests, tags } = other.repository("acme/copy");
    const kept = Buffer.from(manifests.get(tags.get(list) ?? "")?.bytes ?? []).toString();
    for (const digest of digests) {
      expect(kept).toContain(digest);
    }
    expect(tags.get("1")).toBe(app.digest);
  });

  it("does not create a fallback tag that may exist already", async () => {
    seedImage(bench.registry, "acme/app", "1", app);
    for (const each of signatures) {
      seedImage(bench.registry, "acme/app", undefined, each);
    }
    seedImage(other, "acme/copy", list, arm64);
    other.faults.add({ match: { path: new RegExp(list) }, do: { status: 403 } });
    expect((await copy(bench.registry, other)).failure).toMatchObject({ code: "denied" });
    expect(other.repository("acme/copy").tags.get(list)).toBe(arm64.digest);
  });

  it("finds out by one listing that single images have no referrers", async () => {
    seedImage(other, "acme/app", "amd64", amd64);
    seedImage(other, "acme/app", "arm64", arm64);
    const at = `${other.host}/acme/app`;
    const draft = bench.draftOf([`${at}:amd64`, `${at}:arm64`], ["R/acme/copy:1"]);
    contentOf(await bench.engine.composer.preview(draft, signal));
    expect(other.requests.filter(({ path }) => path.includes("/tags/list"))).toHaveLength(1);
  });

  it("lists the other referrers if one was deleted", async () => {
    const [kept, gone] = signatures;
    if (!kept || !gone) {
      throw new Error("no signatures");
    }
    seedSigned([kept]);
    expect((await copy(other, bench.registry)).failure).toBeUndefined();
    const { manifests } = bench.registry.repository("acme/copy");
    expect(digests.map((digest) => manifests.has(digest))).toEqual([true, false]);
  });

  it("inspects the digest of a blob", async () => {
    seedImage(other, "acme/app", "amd64", amd64);
    const { config } = amd64;
    const found = await bench.engine.inspect(`${other.host}/acme/app@${config.digest}`, signal);
    expect(JSON.stringify(found)).toContain(config.digest);
  });

  it("accepts a tag if the header's digest does not exist", async () => {
    seedImage(other, "acme/app", "amd64", amd64);
    const digestHeader = `sha256:${"0".repeat(64)}`;
    other.faults.add({ match: { path: /manifests\/amd64$/ }, do: { digestHeader } });
    const found = await bench.engine.inspect(`${other.host}/acme/app:amd64`, signal);
    expect(JSON.stringify(found)).toContain(amd64.digest);
  });
});
