import { describe, expect, it } from "vitest";
import { buildkitAttestation } from "../../testing/buildkitAttestation.ts";
import { comparisonBench, pairOf, sbom } from "../../testing/comparisonBench.ts";
import { spdxOf, spdxPredicateType } from "../../testing/evidence.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, linux, signal } from "../../testing/workbench.ts";
import { buildImage, type BuiltImage, buildIndex } from "../sample/buildImage.ts";
import { digestOf } from "../oci/digest.ts";
import { cosignTags } from "../oci/cosignTags.ts";

const { bench, seed, sideOf, compare } = comparisonBench();

describe("packages", () => {
  const old = ["pkg:deb/debian/openssl@3.0.11", "pkg:deb/debian/tar@1"];
  const now = ["pkg:deb/debian/openssl@3.0.13", "pkg:deb/debian/curl@8"];
  const changed = ["added debian/curl", "upgraded debian/openssl", "removed debian/tar"];

  async function comparePackages(before: string, after: string) {
    const opened = await compare(before, after);
    return await bench.engine.comparisons.packages(
      { comparisonId: opened.id, pairId: opened.pairs[0]?.id ?? "" },
      signal,
    );
  }

  it("are read from attestations in the index, referrers, and cosign's tags", async () => {
    const [first, second, third] = [linux("s390x"), linux("ppc64le"), linux("riscv64")];
    seed("index", buildIndex({ entries: [first, sbom(first, old)] }));
    seed("referrer", second);
    seedImage(bench.registry, "acme/app", undefined, sbom(second, old, "referrer"));
    seed("tag", third);
    const [, att = ""] = cosignTags(third.digest);
    seed(att, sbom(third, now));
    const { before } = await comparePackages("index", "index");
    expect(before).toEqual({ kind: "read", formats: ["SPDX 2.3"], packages: 2, isForeign: false });
    const { packages } = await comparePackages("referrer", "tag");
    expect(packages.map(({ kind }) => kind)).toEqual(["added", "upgraded", "removed"]);
  });

  it.each([
    ["listed in the index, made by BuildKit before 0.32", "0.31", true],
    ["listed in the index, made by BuildKit since 0.32", "0.32", true],
    ["linked by their subject alone", "0.32", false],
  ] as const)("are read from attestations %s", async (_, buildkit, isListed) => {
    const [first, second] = ["1", "2"].map((version) =>
      buildImage({ platform: { os: "linux", architecture: "s390x" }, layers: [{ version }] }),
    ) as [BuiltImage, BuiltImage];
    for (const [tag, image, purls] of [
      ["1", first, old],
      ["2", second, now],
    ] as const) {
      const proof = buildkitAttestation(image, buildkit, [
        ["https://slsa.dev/provenance/v1", {}],
        [spdxPredicateType, spdxOf(purls)],
      ]);
      seed(tag, buildIndex({ entries: isListed ? [image, proof] : [image] }));
      seedImage(bench.registry, "acme/app", undefined, proof);
    }
    const { packages, before, after } = await comparePackages("1", "2");
    const read = { kind: "read", formats: ["SPDX 2.3"], packages: 2, isForeign: false };
    expect([before, after]).toEqual([read, read]);
    expect(packages.map(({ kind, name }) => `${kind} ${name}`)).toEqual(changed);
  });

  it("are read from where they are, if the attestations elsewhere are provenance alone", async () => {
    const [first, second] = [
      linux("s390x"),
      buildImage({ platform: { os: "linux", architecture: "s390x" }, layers: [{ version: "2" }] }),
    ];
    const proofOf = (image: BuiltImage) =>
      buildkitAttestation(image, "0.32", [["https://slsa.dev/provenance/v1", {}]]);
    seed("index", buildIndex({ entries: [first, proofOf(first)] }));
    seedImage(bench.registry, "acme/app", undefined, sbom(first, old, "referrer"));
    seed("image", second);
    seedImage(bench.registry, "acme/app", undefined, proofOf(second));
    const [, att = ""] = cosignTags(second.digest);
    seed(att, sbom(second, now));
    const { before, after } = await comparePackages("index", "image");
    expect([before, after]).toMatchObject([
      { kind: "read", packages: 2 },
      { kind: "read", packages: 2 },
    ]);
  });

  it("are not read if their documents would fill the memory", async () => {
    const proof = sbom(amd64, old);
    const manifest = Buffer.from(proof.bytes)
      .toString()
      .replace(/(in-toto\+json","digest":"[^"]+","size":)\d+/, "$1999999999");
    const bytes = Buffer.from(manifest);
    const digest = digestOf(bytes);
    const descriptor = { ...proof.descriptor, digest, size: bytes.byteLength };
    seed("1", buildIndex({ entries: [amd64, { ...proof, bytes, digest, descriptor }] }));
    expect((await comparePackages("1", "1")).before).toMatchObject({
      kind: "failed",
      failure: { code: "too_large" },
    });
  });

  it("are compared by purl, also if they are in several documents", async () => {
    const [first, second] = [
      amd64,
      buildImage({ platform: { os: "linux", architecture: "amd64" }, layers: [] }),
    ];
    seed("1", buildIndex({ entries: [first, sbom(first, old)] }));
    seed(
      "2",
      buildIndex({
        entries: [second, sbom(second, now.slice(0, 1)), sbom(second, now.slice(1))],
      }),
    );
    const { packages, after } = await comparePackages("1", "2");
    expect(packages.map(({ kind, name }) => `${kind} ${name}`)).toEqual(changed);
    expect(after).toMatchObject({ packages: 2 });
  });

  it("are not compared with an image that has none, or one whose document is missing", async () => {
    const other = buildImage({ platform: { os: "linux", architecture: "amd64" }, layers: [] });
    const foreign = sbom(amd64, old);
    seed("1", buildIndex({ entries: [amd64, foreign] }));
    seed("2", other);
    expect(await comparePackages("1", "2")).toMatchObject({
      before: { kind: "read" },
      after: { kind: "none" },
      packages: [],
    });
    bench.registry.repository("acme/app").blobs.delete(foreign.layers[0]?.digest ?? "");
    const restarted = bench.restart();
    try {
      const opened = await restarted.comparisons.open(
        { before: sideOf("1"), after: sideOf("amd64") },
        signal,
      );
      const pairId = pairOf(opened, "linux/amd64").id;
      expect(
        await restarted.comparisons.packages({ comparisonId: opened.id, pairId }, signal),
      ).toMatchObject({ before: { kind: "failed", failure: { code: "not_found" } }, packages: [] });
    } finally {
      await restarted.close();
    }
  });
});
