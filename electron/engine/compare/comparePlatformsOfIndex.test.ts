import { describe, expect, it } from "vitest";
import { comparisonBench, sbom } from "../../testing/comparisonBench.ts";
import { linux, signal } from "../../testing/workbench.ts";
import { buildAttestation, buildImage, type BuiltImage, buildIndex } from "../sample/buildImage.ts";

const { bench, seed, sideOf } = comparisonBench();

describe("the platforms of one index", () => {
  const base = (digest: string) => ({ "org.opencontainers.image.base.digest": digest });
  const image = (architecture: string, digest: string, version: string): BuiltImage =>
    buildImage({
      platform: { os: "linux", architecture },
      config: { created: "2026-01-01T00:00:00Z", config: { Labels: { version } } },
      annotations: base(digest),
    });
  const first = image("amd64", "sha256:1", "1");
  const second = image("arm64", "sha256:2", "1");

  it("are compared by base, config and labels, without one that is missing", async () => {
    const third = image("s390x", "sha256:2", "2");
    seed("1", buildIndex({ entries: [first, second, third] }));
    bench.registry.repository("acme/app").manifests.delete(third.digest);
    const { id } = await bench.engine.comparisons.open({ before: sideOf("1") }, signal);
    const { platforms, facts } = await bench.engine.comparisons.platforms(
      { comparisonId: id, by: "images" },
      signal,
    );
    expect(platforms.map(({ label, failure }) => [label, failure?.code])).toEqual([
      ["linux/amd64", undefined],
      ["linux/arm64", undefined],
      ["linux/s390x", "not_found"],
    ]);
    expect(facts.filter(({ kind }) => kind === "skewed")).toMatchObject([
      {
        section: "base",
        name: "base.digest",
        values: [
          { value: "sha256:1", platforms: [0] },
          { value: "sha256:2", platforms: [1] },
        ],
      },
    ]);
    expect(facts).toContainEqual(
      expect.objectContaining({ section: "label", name: "version", kind: "same" }),
    );
  });

  it("are compared by packages, and by the base images of their builds", async () => {
    const proof = (of: BuiltImage, digest: string): BuiltImage =>
      buildAttestation(of, "entry", {
        predicate: {
          buildDefinition: {
            resolvedDependencies: [
              { uri: "pkg:docker/alpine@3.20?platform=linux%2Farm64", digest: { sha256: digest } },
            ],
          },
        },
      });
    const third = linux("s390x");
    seed(
      "1",
      buildIndex({
        entries: [
          first,
          sbom(first, ["pkg:apk/alpine/musl@1"]),
          proof(first, "aa"),
          second,
          sbom(second, ["pkg:apk/alpine/musl@2"]),
          proof(second, "bb"),
          third,
        ],
      }),
    );
    const { id } = await bench.engine.comparisons.open({ before: sideOf("1") }, signal);
    const { platforms, facts } = await bench.engine.comparisons.platforms(
      { comparisonId: id, by: "packages" },
      signal,
    );
    expect(platforms.map(({ hasNone }) => hasNone)).toEqual([undefined, undefined, true]);
    expect(facts.map(({ kind, section, name }) => `${kind} ${section} ${name}`)).toEqual([
      "skewed base alpine:3.20",
      "skewed package alpine/musl (apk)",
    ]);
  });
});
