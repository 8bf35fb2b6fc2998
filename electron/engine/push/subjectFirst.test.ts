import { beforeEach, describe, expect, it } from "vitest";
import type { CopyReferrers } from "../../../shared/draft.ts";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import type { Plan } from "../../../shared/plan.ts";
import { buildAttestation, buildIndex, type BuiltIndex } from "../sample/buildImage.ts";
import { refuseWithoutSubject } from "../../testing/registry/personalities/subjectFirst.ts";
import { startRegistry } from "../../testing/registry/registry.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import {
  amd64,
  arm64,
  linux,
  contentOf,
  signal,
  startWorkbench,
  type Workbench,
} from "../../testing/workbench.ts";
import { perTest } from "../../testing/perTest.ts";

const refersTo = ({ descriptor }: Pick<BuiltIndex, "descriptor">, artifactType: string) =>
  buildIndex({ entries: [], artifactType, subject: descriptor });

/** As BuildKit 0.32 makes them: entries of the index that name their image as their subject. */
const provenance = [amd64, arm64].map((image) => buildAttestation(image, "referrer"));
/** What refers to an image stands before it. */
const app = buildIndex({ entries: [...provenance, amd64, arm64] });
const signature = refersTo(app, "application/vnd.dev.cosign.artifact.sig.v1+json");
const countersignature = refersTo(signature, "application/vnd.dev.sigstore.bundle.v0.3+json");
const report = refersTo(amd64, "application/vnd.acme.report");
const referrers = [countersignature, signature, report];
const all = { referrers: "all", digestTags: false } as const satisfies CopyReferrers;

const bench = perTest(startWorkbench);
const other = perTest(() => startRegistry({ personality: { judge: refuseWithoutSubject } }));
beforeEach(() => {
  seedImage(bench.registry, "acme/app", "1", app);
  for (const referrer of referrers) seedImage(bench.registry, "acme/app", undefined, referrer);
});

const retag = async (source = "1"): Promise<Plan> =>
  await bench.engine.planRetag(
    `${bench.registry.host}/acme/app:${source}`,
    [`${other.host}/acme/app:1`],
    all,
    signal,
  );
const push = ({ id }: Plan): ReturnType<Workbench["push"]> =>
  bench.engine.push(id, signal, () => {});

describe("where a registry takes no manifest before its subject", () => {
  it("a retag puts images before their attestations, and the root before its signature", async () => {
    const plan = await retag();
    expect((await push(plan)).failure).toBeUndefined();
    const { manifests, tags } = other.repository("acme/app");
    for (const { digest } of [app, ...app.entries, ...referrers])
      expect(manifests.has(digest)).toBe(true);
    expect(tags.get("1")).toBe(app.digest);
    const order = plan.repositories[0]?.manifests.map(({ digest }) => digest) ?? [];
    for (const { digest, bytes } of [...provenance, ...referrers]) {
      const { subject } = JSON.parse(Buffer.from(bytes).toString()) as {
        subject: { digest: string };
      };
      expect(order.indexOf(subject.digest)).toBeGreaterThanOrEqual(0);
      expect(order.indexOf(subject.digest)).toBeLessThan(order.indexOf(digest));
    }
  });

  it("a composed index is put with its images' attestations", async () => {
    const draft = bench.draftOf(
      ["R/acme/app:1", "R/acme/app:arm64"],
      [`${other.host}/acme/app:1`],
      {
        annotations: [{ id: "a", scope: { kind: "index" }, key: "a", value: "b" }],
        copyReferrers: all,
      },
    );
    const preview = await bench.engine.preview(draft, signal);
    expect(contentOf(preview).digest).not.toBe(app.digest);
    const outcome = await push(await bench.engine.planPreview(preview.id, signal));
    expect(outcome.failure).toBeUndefined();
    for (const { digest: put } of [...provenance, report])
      expect(other.repository("acme/app").manifests.has(put)).toBe(true);
  });

  it.each([
    ["an image", amd64],
    ["its attestation", provenance[0] ?? amd64],
    ["the root", app],
    ["the root's signature", signature],
    ["what refers to that", countersignature],
  ])("a resume goes on after a push that broke off at %s", async (_, { digest }) => {
    other.faults.add({
      match: { method: "PUT", path: new RegExp(`manifests/${digest}`), nth: 1 },
      do: { status: 403 },
    });
    const { failure, journalId } = await push(await retag());
    expect(failure).toMatchObject({ code: "denied" });
    expect(other.repository("acme/app").tags.size).toBe(0);
    const resumed = await bench.engine.planResume(journalId, signal);
    expect((await push(resumed)).failure).toBeUndefined();
    for (const one of [app, ...app.entries, ...referrers])
      expect(other.repository("acme/app").manifests.has(one.digest)).toBe(true);
    expect(other.repository("acme/app").tags.get("1")).toBe(app.digest);
  });

  it("a restore puts the old root back after what it names", async () => {
    seedImage(other, "acme/app", "1", app);
    const draft = bench.draftOf(["R/acme/app:amd64"], [`${other.host}/acme/app:1`]);
    const { journalId } = await bench.push(draft);
    const held = other.repository("acme/app").manifests;
    held.delete(app.digest);
    const name = `${other.host}/acme/app:1`;
    const outcome = await push(await bench.engine.planRestore(journalId, name, signal));
    expect(outcome.failure).toBeUndefined();
    expect(held.has(app.digest)).toBe(true);
  });

  it("what refers to something else, which is not copied, is refused in the registry's words", async () => {
    seedImage(bench.registry, "acme/app", "sig", signature);
    expect(await push(await retag("sig"))).toMatchObject({ failure: { code: expect.any(String) } });
    expect(other.repository("acme/app").tags.size).toBe(0);
  });

  it("an attestation is put whose image only the target has", async () => {
    const unrelated = linux("riscv64");
    const stray = buildAttestation(unrelated, "referrer");
    seedImage(other, "acme/app", undefined, unrelated);
    const index = buildIndex({ entries: [amd64, stray] });
    seedImage(bench.registry, "acme/app", "2", index);
    expect((await push(await retag("2"))).failure).toBeUndefined();
  });
});

describe("references in a circle", () => {
  /** Have the source list what refers to a digest, whatever that says itself. */
  function list(subject: string, listed: readonly { descriptor: object }[]): void {
    bench.registry.faults.add({
      match: { path: new RegExp(`referrers/${subject}`) },
      do: {
        status: 200,
        headers: { "content-type": mediaTypes.ociIndex },
        body: JSON.stringify({
          schemaVersion: 2,
          mediaType: mediaTypes.ociIndex,
          manifests: listed.map(({ descriptor }) => descriptor),
        }),
      },
    });
  }

  it("between lists of referrers end", async () => {
    list(app.digest, [amd64, signature]);
    list(amd64.digest, [app, amd64]);
    list(signature.digest, [app, signature, countersignature]);
    const plan = await retag();
    expect((await push(plan)).failure).toBeUndefined();
    const digests = plan.repositories[0]?.manifests.map(({ digest }) => digest) ?? [];
    expect(new Set(digests).size).toBe(digests.length);
    expect(other.repository("acme/app").manifests.has(countersignature.digest)).toBe(true);
  });

  it("of an index that lists the root and refers to one of its images end", async () => {
    const bundle = buildIndex({ entries: [app], artifactType: "a", subject: amd64.descriptor });
    seedImage(bench.registry, "acme/app", undefined, bundle);
    expect((await push(await retag())).failure).toBeUndefined();
    expect(other.repository("acme/app").manifests.has(bundle.digest)).toBe(true);
  });

  it("of a manifest that is its own subject end, since its digest cannot be right", async () => {
    const digest = `sha256:${"ab".repeat(32)}`;
    const size = 300;
    const text = JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.ociIndex,
      manifests: [],
      subject: { mediaType: mediaTypes.ociIndex, digest, size },
    }).padEnd(size);
    const { manifests } = bench.registry.repository("acme/app");
    manifests.set(digest, { mediaType: mediaTypes.ociIndex, bytes: Buffer.from(text) });
    const itself = { descriptor: { mediaType: mediaTypes.ociIndex, digest, size } };
    list(digest, [itself]);
    list(app.digest, [itself]);
    await expect(retag()).rejects.toMatchObject({ code: "digest_mismatch" });
  });

  it("in a plan's file end: what a manifest waits for is told by its bytes", async () => {
    const plan = await retag();
    const turned = plan.repositories.map((part) => ({
      ...part,
      manifests: part.manifests
        .map((manifest) => ({ ...manifest, subject: manifest.digest }))
        .toReversed(),
    }));
    const opened = await bench.engine.openPlan({ ...plan, repositories: turned }, signal);
    expect((await push(opened)).failure).toBeUndefined();
    expect(other.repository("acme/app").tags.get("1")).toBe(app.digest);
  });
});
