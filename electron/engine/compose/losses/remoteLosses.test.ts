import { beforeEach, describe, expect, it } from "vitest";
import type { Draft } from "../../../../shared/draft.ts";
import type { Loss } from "../../../../shared/preview.ts";
import {
  buildAttestation,
  buildIndex,
  describe as descriptorOf,
  type BuiltIndex,
} from "../../sample/buildImage.ts";
import { seedImage } from "../../../testing/registry/seedImage.ts";
import { amd64, arm64, signal, startWorkbench } from "../../../testing/workbench.ts";
import { cosignTags } from "../../oci/cosignTags.ts";
import { perTest } from "../../../testing/perTest.ts";

const signature = "application/vnd.dev.sigstore.bundle.v0.3+json";
const report = "application/vnd.example.report";
const both = buildIndex({ entries: [amd64, arm64] });

const bench = perTest(startWorkbench);
beforeEach(() => {
  seedImage(bench.registry, "acme/app", "both", both);
});

function referrerOf(image: Parameters<typeof descriptorOf>[0], artifactType: string): BuiltIndex {
  return buildIndex({ entries: [], artifactType, subject: descriptorOf(image) });
}

function refer(image: Parameters<typeof descriptorOf>[0], artifactType: string): void {
  seedImage(bench.registry, "acme/app", undefined, referrerOf(image, artifactType));
}

async function lossesOf(
  sources: readonly string[],
  more: Partial<Draft> = {},
  target = "R/acme/release:1",
): Promise<readonly Loss[]> {
  const { id } = await bench.engine.composer.preview(
    bench.draftOf(sources, [target], more),
    signal,
  );
  return (await bench.engine.composer.losses(id, signal)).losses;
}

const none = { copyReferrers: { referrers: "none", digestTags: false } } as const;
const all = { copyReferrers: { referrers: "all", digestTags: true } } as const;
const short = ({ source, code, kept, keep }: Loss): readonly unknown[] => [
  source,
  code,
  kept,
  keep?.kind,
];

it("reports nothing for images without referrers", async () => {
  expect(await lossesOf(["R/acme/app:amd64", "R/acme/app:arm64"])).toEqual([]);
});

describe("referrers of a source index", () => {
  beforeEach(() => {
    refer(both, signature);
    refer(both, report);
  });

  it("are copied with its unchanged bytes, as the draft chooses", async () => {
    const sources = ["R/acme/app:both"];
    expect((await lossesOf(sources)).map(short)).toEqual([
      ["s0", "index_referrers", true, "attestationReferrers"],
      ["s0", "referrers", false, "allReferrers"],
    ]);
    expect((await lossesOf(sources, none)).map(short)).toEqual([
      ["s0", "index_referrers", false, "attestationReferrers"],
      ["s0", "referrers", false, "allReferrers"],
    ]);
    expect((await lossesOf(sources, all)).map(short)).toEqual([
      ["s0", "index_referrers", true, "attestationReferrers"],
      ["s0", "referrers", true, "allReferrers"],
    ]);
  });

  it("are not copied for a new index", async () => {
    const losses = await lossesOf(["R/acme/app:both"], { ...all, platforms: ["linux/amd64"] });
    expect(losses.map(short)).toEqual([["s0", "index_referrers", false, undefined]]);
    expect(losses[0]?.message).toContain("2 referrers");
  });
});

describe("referrers of the images", () => {
  beforeEach(() => {
    refer(amd64, signature);
    refer(arm64, report);
  });
  const sources = ["R/acme/app:amd64", "R/acme/app:both"];

  it("are reported for the source that lists the image first", async () => {
    expect((await lossesOf(sources)).map(short)).toEqual([
      ["s0", "referrers", true, "attestationReferrers"],
      ["s1", "referrers", false, "allReferrers"],
    ]);
    expect((await lossesOf(["R/acme/app:both"], none)).map(short)).toEqual([
      ["s0", "referrers", false, "attestationReferrers"],
      ["s0", "referrers", false, "allReferrers"],
    ]);
  });

  it("are not lost within a repository or for an excluded image", async () => {
    expect(await lossesOf(sources, {}, "R/acme/app:1")).toEqual([]);
    expect(await lossesOf(["R/acme/app:arm64"], { preferIndex: false })).toHaveLength(1);
    const filtered = await lossesOf(["R/acme/app:both"], { platforms: ["linux/amd64"] });
    expect(filtered.map(short)).toEqual([["s0", "referrers", true, "attestationReferrers"]]);
  });

  it("are not lost if the new index lists them", async () => {
    seedImage(bench.registry, "acme/app", undefined, buildAttestation(amd64, "referrer"));
    const [loss] = await lossesOf(["R/acme/app:amd64"]);
    expect(loss?.message).toContain("1 referrer ");
  });
});

describe("digest tags", () => {
  const tag = (digest: string): void => {
    const name = cosignTags(digest)[0];
    bench.registry.repository("acme/app").tags.set(name as string, amd64.digest);
  };

  it("are found for the images and the root, and copied on request", async () => {
    tag(amd64.digest);
    tag(both.digest);
    const sources = ["R/acme/app:both"];
    const [left] = await lossesOf(sources);
    expect(left).toMatchObject({ code: "digest_tags", kept: false, keep: { kind: "digestTags" } });
    expect(left?.message).toContain("2 digest tags (.sig)");
    expect((await lossesOf(sources, all)).map(short)).toEqual([
      ["s0", "digest_tags", true, "digestTags"],
    ]);
    const list = bench.registry.requests.filter(({ path }) => path.includes("/tags/list"));
    expect(list).toHaveLength(2);
  });

  it("of an index are not copied for a new one", async () => {
    tag(both.digest);
    const losses = await lossesOf(["R/acme/app:both", "R/acme/app:amd64"], all);
    expect(losses.map(short)).toEqual([["s0", "index_referrers", false, undefined]]);
  });

  it("are not reported if the registry does not list tags", async () => {
    tag(amd64.digest);
    refer(amd64, report);
    bench.registry.faults.add({
      match: { path: /\/tags\/list/ },
      do: { status: 403 },
    });
    expect((await lossesOf(["R/acme/app:amd64"])).map(short)).toEqual([
      ["s0", "referrers", false, "allReferrers"],
    ]);
  });
});

describe("a retag", () => {
  const retagLosses = async (referrers: "none" | "attestations", target = "acme/copy:1") =>
    await bench.engine.planner.retagLosses(
      {
        source: `${bench.registry.host}/acme/app@${signed.digest}`,
        targets: [`${bench.registry.host}/${target}`],
        copyReferrers: { referrers, digestTags: false },
      },
      signal,
    );
  /** The index lists the attestation, which also refers to its image. */
  const signed = buildIndex({ entries: [amd64, buildAttestation(amd64, "referrer")] });
  const [sig = ""] = cosignTags(signed.digest);

  beforeEach(() => {
    seedImage(bench.registry, "acme/app", "signed", signed);
    refer(signed, signature);
    refer(amd64, report);
    seedImage(bench.registry, "acme/app", sig, arm64);
  });

  const lost = (losses: readonly Loss[]): readonly string[] =>
    losses.filter(({ kept }) => !kept).map(({ message }) => message);

  it("reports referrers and digest tags that are not copied", async () => {
    expect(lost(await retagLosses("attestations"))).toEqual([
      expect.stringContaining(report),
      expect.stringContaining("1 digest tag (.sig)"),
    ]);
    const everything = lost(await retagLosses("none")).join("\n");
    expect(everything).toContain(`1 referrer of this index (${signature})`);
    expect(everything).not.toContain("attestation.manifest");
  });

  it("reports nothing within a repository", async () => {
    expect(await retagLosses("none", "acme/app:2")).toEqual([]);
  });

  it("reports those of a single image", async () => {
    const losses = await bench.engine.planner.retagLosses(
      {
        source: `${bench.registry.host}/acme/app:amd64`,
        targets: [`${bench.registry.host}/acme/copy:1`],
        copyReferrers: { referrers: "attestations", digestTags: false },
      },
      signal,
    );
    expect(lost(losses)).toEqual([expect.stringContaining(report)]);
  });
});
