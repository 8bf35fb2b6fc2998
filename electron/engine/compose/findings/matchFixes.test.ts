import { describe, expect, it } from "vitest";
import type { Draft } from "../../../../shared/draft.ts";
import { findingsOf, fix, listedAs, seedIndex } from "../../../testing/fixFinding.ts";
import { perTest } from "../../../testing/perTest.ts";
import { seedImage } from "../../../testing/registry/seedImage.ts";
import { amd64, arm64, linux, signal, startWorkbench } from "../../../testing/workbench.ts";
import { buildAttestation } from "../../sample/buildImage.ts";

const bench = perTest(startWorkbench);

describe("attestations", () => {
  const ofAmd64 = buildAttestation(amd64);

  it("of an image that is not there are excluded", async () => {
    const source = seedIndex(bench, "dangling", [arm64, ofAmd64]);
    const { entries } = await fix(bench, bench.draftOf([source]), "dangling_attestation");
    expect(entries.map(({ digest }) => digest)).toEqual([arm64.digest]);
  });

  it("of one image are found if the index lists several", async () => {
    const second = buildAttestation(amd64, "entry", { predicateType: "https://spdx.dev/Document" });
    const source = seedIndex(bench, "twice", [amd64, ofAmd64, second]);
    const { entries } = await fix(bench, bench.draftOf([source]), "repeated_attestation");
    expect(entries.map(({ digest }) => digest)).toEqual([amd64.digest, second.digest]);
  });

  it("are found if a referrer is another one than the index lists", async () => {
    const referrer = buildAttestation(amd64, "referrer");
    seedImage(bench.registry, "acme/app", undefined, referrer);
    const source = seedIndex(bench, "doubled", [amd64, ofAmd64]);
    const { entries } = await fix(bench, bench.draftOf([source]), "repeated_attestation");
    expect(entries.map(({ digest }) => digest)).toEqual([amd64.digest]);
    const copied = bench.registry.repository("acme/fixed").manifests;
    expect([copied.has(referrer.digest), copied.has(ofAmd64.digest)]).toEqual([true, false]);
  });

  it("of BuildKit 0.32, in the index and among the referrers, are one", async () => {
    const referrer = buildAttestation(amd64, "referrer");
    const entry = listedAs(referrer, {
      annotations: ofAmd64.descriptor.annotations ?? {},
      platform: { os: "unknown", architecture: "unknown" },
    });
    seedImage(bench.registry, "acme/app", undefined, referrer);
    const { findings } = await findingsOf(
      bench,
      bench.draftOf([seedIndex(bench, "both", [amd64, entry])]),
    );
    expect(findings.map(({ code }) => code)).toEqual(["mutable_source"]);
  });
});

describe("platforms that match no entry", () => {
  const some = (wrong: string): Draft => {
    const source = seedIndex(bench, "some", [amd64, linux("arm", "v6"), arm64]);
    return bench.draftOf([source], [], { platforms: ["linux/arm64", wrong] });
  };

  it.each([
    ["linux/amd46", ["linux/amd64"]],
    ["linux/arm", ["linux/arm/v6"]],
    ["windows/amd64", []],
  ])("in the filter: %s is replaced by %j, or removed", async (wrong, similar) => {
    const draft = some(wrong);
    const { finding, draft: fixed } = await fix(bench, draft, "platform_matches_nothing");
    expect(finding.fixes).toEqual([
      ...similar.map((by) => ({ kind: "filterPlatform", platform: wrong, by })),
      { kind: "filterPlatform", platform: wrong },
    ]);
    expect(fixed.platforms).toEqual(["linux/arm64", ...similar]);
    const at = similar.length;
    const removed = await fix(bench, draft, "platform_matches_nothing", { at });
    expect(removed.draft.platforms).toEqual(["linux/arm64"]);
  });

  it.each(["linux/x86_64", "linux/aarch64/v8"])("are not %s, another spelling", async (text) => {
    const { findings } = await findingsOf(bench, some(text));
    expect(findings.map(({ code }) => code)).not.toContain("platform_matches_nothing");
  });

  it("in a filter that leaves nothing has its fix too", async () => {
    const draft = bench.draftOf(["R/acme/app:amd64"], [], { platforms: ["linux/amd46"] });
    const preview = await bench.engine.composer.preview(draft, signal);
    expect(preview).toMatchObject({
      result: { kind: "failed" },
      findings: [
        {
          code: "platform_matches_nothing",
          fixes: [{ by: "linux/amd64" }, { kind: "filterPlatform" }],
        },
      ],
    });
  });

  it("in an annotation are replaced by a similar one", async () => {
    const annotations = [
      {
        id: "a",
        scope: { kind: "platform" as const, platform: "linux/amd46" },
        key: "k",
        value: "v",
      },
    ];
    const draft = bench.draftOf(["R/acme/app:amd64", "R/acme/app:arm64"], [], { annotations });
    const { entries } = await fix(bench, draft, "annotation_matches_nothing");
    expect(entries.map((entry) => entry.annotations)).toEqual([{ k: "v" }, undefined]);
  });

  it.each(["windows/mips64", "no platform"])(
    "in an annotation for %s, which is near none, remove it",
    async (platform) => {
      const scope = { kind: "platform" as const, platform };
      const annotations = [{ id: "a", scope, key: "k", value: "v" }];
      const draft = bench.draftOf(["R/acme/app:amd64", "R/acme/app:arm64"], [], { annotations });
      const { draft: fixed } = await fix(bench, draft, "annotation_matches_nothing");
      expect(fixed.annotations).toEqual([]);
    },
  );
});
