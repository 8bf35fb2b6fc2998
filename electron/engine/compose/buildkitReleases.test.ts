import { beforeEach, describe, expect, it } from "vitest";
import type { Draft } from "../../../shared/draft.ts";
import { buildkitAttestation } from "../../testing/buildkitAttestation.ts";
import { spdxOf, spdxPredicateType } from "../../testing/evidence.ts";
import { perTest } from "../../testing/perTest.ts";
import { refuseWithoutSubject } from "../../testing/registry/personalities/subjectRequired.ts";
import { startRegistry } from "../../testing/registry/registry.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, contentOf, signal, startWorkbench } from "../../testing/workbench.ts";
import { buildIndex } from "../sample/buildImage.ts";

const sbom = [spdxPredicateType, spdxOf(["pkg:deb/debian/zlib@1"])] as const;
/** As BuildKit makes them before and since 0.32. */
const older = buildkitAttestation(amd64, "0.31", [
  sbom,
  ["https://slsa.dev/provenance/v0.2", { builder: { id: "" } }],
]);
const newer = buildkitAttestation(arm64, "0.32", [
  sbom,
  ["https://slsa.dev/provenance/v1", { buildDefinition: {} }],
]);
const both = buildIndex({ entries: [amd64, arm64, older, newer] });

const bench = perTest(startWorkbench);
const other = perTest(() => startRegistry({ hooks: { checkManifest: refuseWithoutSubject } }));

async function compose(more: Partial<Draft>): Promise<readonly string[]> {
  const draft = bench.draftOf(["R/acme/app:both"], [], more);
  const preview = await bench.engine.composer.preview(draft, signal);
  expect(preview.findings).toEqual([]);
  const { manifests } = JSON.parse(contentOf(preview).text) as {
    manifests: readonly { digest: string }[];
  };
  return manifests.map(({ digest }) => digest);
}

describe("attestations of two releases of BuildKit in one index", () => {
  beforeEach(() => seedImage(bench.registry, "acme/app", "both", both));

  it("are each listed once, with their image", async () => {
    const draft = bench.draftOf(["R/acme/app:both"]);
    const preview = await bench.engine.composer.preview(draft, signal);
    expect(preview.findings).toEqual([]);
    expect(
      contentOf(preview).rows.map(({ platform, attestations }) => [
        platform,
        ...attestations.map(({ descriptor, found }) => [descriptor.digest, found]),
      ]),
    ).toEqual([
      ["linux/amd64", [older.digest, "inline"]],
      ["linux/arm64/v8", [newer.digest, "inline"]],
    ]);
  });

  it.each([
    ["excluded", [amd64], [arm64, newer]],
    ["excluded", [arm64], [amd64, older]],
    ["excluded alone", [older], [amd64, arm64, newer]],
    ["excluded alone", [newer], [amd64, arm64, older]],
    ["excluded alone", [older, newer], [amd64, arm64]],
  ])("follow their image: %s", async (_, excluded, kept) => {
    const digests = await compose({ excluded: excluded.map(({ digest }) => digest) });
    expect(digests).toEqual(kept.map(({ digest }) => digest));
  });

  it.each([
    ["linux/amd64", [amd64, older]],
    ["linux/arm64", [arm64, newer]],
  ])("follow their image through the platform filter: %s", async (platform, kept) => {
    expect(await compose({ platforms: [platform] })).toEqual(kept.map(({ digest }) => digest));
  });

  it.each(["all", "attestations", "none"] as const)(
    "are pushed once each, the subject first, with referrers: %s",
    async (referrers) => {
      const draft = bench.draftOf(["R/acme/app:both"], [`${other.host}/acme/app:1`], {
        copyReferrers: { referrers, digestTags: false },
      });
      const plan = await bench.plan(draft);
      const planned = plan.repositories.flatMap(({ manifests }) => manifests);
      expect(planned.map(({ digest }) => digest).sort()).toEqual(
        [both, ...both.entries].map(({ digest }) => digest).sort(),
      );
      expect((await bench.execute(plan)).failure).toBeUndefined();
      const response = await fetch(`${other.url}/v2/acme/app/referrers/${arm64.digest}`);
      expect(await response.json()).toMatchObject({ manifests: [{ digest: newer.digest }] });
    },
  );
});

describe("an attestation that only its subject links to its image", () => {
  beforeEach(() => {
    seedImage(bench.registry, "acme/app", "both", buildIndex({ entries: [amd64, arm64] }));
    seedImage(bench.registry, "acme/app", undefined, newer);
  });

  it("is added after the images, as buildx does", async () => {
    expect(await compose({})).toEqual([amd64, arm64, newer].map(({ digest }) => digest));
  });

  it.each([
    [arm64, [amd64]],
    [amd64, [arm64, newer]],
    [newer, [amd64, arm64]],
  ])("follows its image when an entry is excluded", async ({ digest }, kept) => {
    expect(await compose({ excluded: [digest] })).toEqual(kept.map((each) => each.digest));
  });

  it("follows its image through the platform filter", async () => {
    expect(await compose({ platforms: ["linux/amd64"] })).toEqual([amd64.digest]);
    expect(await compose({ platforms: ["linux/arm64"] })).toEqual([arm64.digest, newer.digest]);
  });
});
