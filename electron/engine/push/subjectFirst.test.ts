import { beforeEach, describe, expect, it } from "vitest";
import type { CopyReferrers } from "../../../shared/draft.ts";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import type { Plan } from "../../../shared/plan.ts";
import { buildAttestation, buildIndex, type BuiltIndex } from "../sample/buildImage.ts";
import { refuseWithoutSubject } from "../../testing/registry/personalities/subjectRequired.ts";
import { startRegistry } from "../../testing/registry/registry.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, linux, contentOf, signal, startWorkbench } from "../../testing/workbench.ts";
import { perTest } from "../../testing/perTest.ts";

const refersTo = ({ descriptor }: Pick<BuiltIndex, "descriptor">, artifactType: string) =>
  buildIndex({ entries: [], artifactType, subject: descriptor });

/** As in BuildKit 0.32: entries of the index with their image as their subject. */
const provenance = [amd64, arm64].map((image) => buildAttestation(image, "referrer"));
/** The attestations precede their images. */
const app = buildIndex({ entries: [...provenance, amd64, arm64] });
const signature = refersTo(app, "application/vnd.dev.cosign.artifact.sig.v1+json");
const countersignature = refersTo(signature, "application/vnd.dev.sigstore.bundle.v0.3+json");
const report = refersTo(amd64, "application/vnd.acme.report");
const referrers = [countersignature, signature, report];
const all = { referrers: "all", digestTags: false } as const satisfies CopyReferrers;

const bench = perTest(startWorkbench);
const other = perTest(() => startRegistry({ hooks: { checkManifest: refuseWithoutSubject } }));
beforeEach(() => {
  seedImage(bench.registry, "acme/app", "1", app);
  for (const referrer of referrers) {
    seedImage(bench.registry, "acme/app", undefined, referrer);
  }
});

const retag = async (source = "1"): Promise<Plan> =>
  await bench.engine.planner.planRetag(
    {
      source: `${bench.registry.host}/acme/app:${source}`,
      targets: [`${other.host}/acme/app:1`],
      copyReferrers: all,
    },
    signal,
  );

describe("to a registry that rejects a manifest before its subject", () => {
  it("a retag pushes images before their attestations, and the root before its signature", async () => {
    const plan = await retag();
    expect((await bench.execute(plan)).failure).toBeUndefined();
    const { manifests, tags } = other.repository("acme/app");
    for (const { digest } of [app, ...app.entries, ...referrers]) {
      expect(manifests.has(digest)).toBe(true);
    }
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

  it("a composed index is pushed with the attestations of its images", async () => {
    const draft = bench.draftOf(
      ["R/acme/app:1", "R/acme/app:arm64"],
      [`${other.host}/acme/app:1`],
      {
        annotations: [{ id: "a", scope: { kind: "index" }, key: "a", value: "b" }],
        copyReferrers: all,
      },
    );
    const preview = await bench.engine.composer.preview(draft, signal);
    expect(contentOf(preview).digest).not.toBe(app.digest);
    const outcome = await bench.execute(await bench.engine.planner.planPreview(preview.id, signal));
    expect(outcome.failure).toBeUndefined();
    for (const { digest: put } of [...provenance, report]) {
      expect(other.repository("acme/app").manifests.has(put)).toBe(true);
    }
  });

  it.each([
    ["an image", amd64],
    ["its attestation", provenance[0] ?? amd64],
    ["the root", app],
    ["the root's signature", signature],
    ["its countersignature", countersignature],
  ])("a push that failed at %s is resumed", async (_, { digest }) => {
    other.faults.add({
      match: { method: "PUT", path: new RegExp(`manifests/${digest}`), nth: 1 },
      do: { status: 403 },
    });
    const { failure, journalId } = await bench.execute(await retag());
    expect(failure).toMatchObject({ code: "denied" });
    expect(other.repository("acme/app").tags.size).toBe(0);
    const resumed = await bench.engine.planner.planResume(journalId, signal);
    expect((await bench.execute(resumed)).failure).toBeUndefined();
    for (const one of [app, ...app.entries, ...referrers]) {
      expect(other.repository("acme/app").manifests.has(one.digest)).toBe(true);
    }
    expect(other.repository("acme/app").tags.get("1")).toBe(app.digest);
  });

  it("a restore pushes the previous root after its content", async () => {
    seedImage(other, "acme/app", "1", app);
    const draft = bench.draftOf(["R/acme/app:amd64"], [`${other.host}/acme/app:1`]);
    const { journalId } = await bench.push(draft);
    const stored = other.repository("acme/app").manifests;
    stored.delete(app.digest);
    const name = `${other.host}/acme/app:1`;
    const outcome = await bench.execute(
      await bench.engine.planner.planRestore({ journalId, name }, signal),
    );
    expect(outcome.failure).toBeUndefined();
    expect(stored.has(app.digest)).toBe(true);
  });

  it("a manifest whose subject is not copied is refused by the registry", async () => {
    seedImage(bench.registry, "acme/app", "sig", signature);
    expect(await bench.execute(await retag("sig"))).toMatchObject({
      failure: { code: expect.any(String) },
    });
    expect(other.repository("acme/app").tags.size).toBe(0);
  });

  it("an attestation is pushed whose image only the target has", async () => {
    const unrelated = linux("riscv64");
    const stray = buildAttestation(unrelated, "referrer");
    seedImage(other, "acme/app", undefined, unrelated);
    const index = buildIndex({ entries: [amd64, stray] });
    seedImage(bench.registry, "acme/app", "2", index);
    expect((await bench.execute(await retag("2"))).failure).toBeUndefined();
  });
});

describe("cyclic references", () => {
  /** Makes the source list referrers of a digest, whatever their subjects are. */
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

  it("between lists of referrers terminate", async () => {
    list(app.digest, [amd64, signature]);
    list(amd64.digest, [app, amd64]);
    list(signature.digest, [app, signature, countersignature]);
    const plan = await retag();
    expect((await bench.execute(plan)).failure).toBeUndefined();
    const digests = plan.repositories[0]?.manifests.map(({ digest }) => digest) ?? [];
    expect(new Set(digests).size).toBe(digests.length);
    expect(other.repository("acme/app").manifests.has(countersignature.digest)).toBe(true);
  });

  it("of an index that lists the root and has one of its images as its subject terminate", async () => {
    const bundle = buildIndex({ entries: [app], artifactType: "a", subject: amd64.descriptor });
    seedImage(bench.registry, "acme/app", undefined, bundle);
    expect((await bench.execute(await retag())).failure).toBeUndefined();
    expect(other.repository("acme/app").manifests.has(bundle.digest)).toBe(true);
  });

  it("of a manifest that is its own subject terminate, since its digest cannot match", async () => {
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

  it("in a plan file terminate, since the order depends on the bytes of manifests", async () => {
    const plan = await retag();
    const turned = plan.repositories.map((part) => ({
      ...part,
      manifests: part.manifests
        .map((manifest) => ({ ...manifest, subject: manifest.digest }))
        .toReversed(),
    }));
    const opened = await bench.engine.planner.openPlan({ ...plan, repositories: turned }, signal);
    expect((await bench.execute(opened)).failure).toBeUndefined();
    expect(other.repository("acme/app").tags.get("1")).toBe(app.digest);
  });
});
