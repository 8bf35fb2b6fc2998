import { describe, expect, it } from "vitest";
import type { Draft } from "../../../../shared/draft.ts";
import { findingsOf, fix, listedAs, seedIndex, withZstd } from "../../../testing/fixFinding.ts";
import { perTest } from "../../../testing/perTest.ts";
import { seedImage } from "../../../testing/registry/seedImage.ts";
import {
  amd64,
  arm64,
  contentOf,
  linux,
  signal,
  startWorkbench,
} from "../../../testing/workbench.ts";
import { formatRecipe } from "../../recipe/formatRecipe.ts";
import { parseRecipe } from "../../recipe/parseRecipe.ts";
import { buildImage, buildIndex, type BuiltImage } from "../../sample/buildImage.ts";

const bench = perTest(startWorkbench);
const riscv = linux("riscv64");

describe("the size of an entry", () => {
  it("is corrected, and all else stays", async () => {
    const source = seedIndex(bench, "size", [listedAs(amd64, { size: 5 }), arm64]);
    const draft = bench.draftOf([source], ["R/acme/other:1"]);
    await expect(bench.push(draft)).rejects.toMatchObject({ code: "size_mismatch" });
    const { draft: fixed, entries } = await fix(bench, draft, "wrong_size");
    expect(entries).toEqual([amd64.descriptor, arm64.descriptor]);
    const { rows } = contentOf(await bench.engine.composer.preview(fixed, signal));
    expect(rows[0]).toMatchObject({ original: { size: 5 } });
  });

  it("stays in a recipe", async () => {
    const edits = [{ digest: amd64.digest, size: 417 }];
    const draft = bench.draftOf(["R/acme/app:amd64"], [], { edits });
    expect(parseRecipe(formatRecipe(draft)).edits).toEqual(edits);
  });
});

it("excludes an entry whose content does not match its digest", async () => {
  const source = seedIndex(bench, "corrupt", [amd64, riscv]);
  const stored = bench.registry.repository("acme/app").manifests;
  stored.set(riscv.digest, { mediaType: riscv.mediaType, bytes: arm64.bytes });
  const { entries } = await fix(bench, bench.draftOf([source]), "corrupt_entry");
  expect(entries.map(({ digest }) => digest)).toEqual([amd64.digest]);
});

it("lists the entries of a nested index in its place", async () => {
  const nested = buildIndex({ entries: [arm64, riscv] });
  const source = seedIndex(bench, "nested", [amd64, nested, linux("s390x")]);
  const { entries } = await fix(bench, bench.draftOf([source]), "nested_index");
  expect(entries.map(({ digest }) => digest)).toEqual(
    [amd64, arm64, riscv, linux("s390x")].map(({ digest }) => digest),
  );
});

it("pins a source to the digest that was seen", async () => {
  const draft = bench.draftOf(["R/acme/app:amd64", `R/acme/app:arm64@${arm64.digest}`]);
  const { preview } = await findingsOf(bench, draft);
  seedImage(bench.registry, "acme/app", "amd64", riscv);
  const { draft: pinned, entries } = await fix(bench, draft, "mutable_source");
  expect(pinned.sources[0]?.text).toBe(`${bench.registry.host}/acme/app:amd64@${amd64.digest}`);
  expect(pinned.sources[1]).toEqual(draft.sources[1]);
  expect(entries[0]?.digest).toBe(amd64.digest);
  expect(contentOf(await bench.engine.composer.preview(pinned, signal)).digest).toBe(
    contentOf(preview).digest,
  );
});

describe("what a source does not add", () => {
  it("is found for two tags of one image, and the second removed", async () => {
    seedImage(bench.registry, "acme/app", "copy", amd64);
    const draft = bench.draftOf(["R/acme/app:amd64", "R/acme/app:copy", "R/acme/app:arm64"]);
    const { finding, draft: fixed } = await fix(bench, draft, "redundant_source");
    expect(finding).toMatchObject({ severity: "warning", subject: { kind: "source", id: "s1" } });
    expect(fixed.sources.map(({ id }) => id)).toEqual(["s0", "s2"]);
  });

  it("is a note for an image that an index before lists", async () => {
    const draft = bench.draftOf([seedIndex(bench, "index", [amd64, arm64]), "R/acme/app:amd64"]);
    const { finding } = await fix(bench, draft, "redundant_source");
    expect(finding.severity).toBe("note");
    const changed = JSON.stringify({ ...amd64.descriptor, annotations: { k: "v" } });
    const other = await findingsOf(bench, bench.draftOf(["R/acme/app:index", changed]));
    expect(other.findings.map(({ code }) => code)).not.toContain("redundant_source");
  });
});

describe("a replacement", () => {
  const replaced = (digest: string, more: readonly string[] = []): Draft => {
    const draft = bench.draftOf(["R/acme/app:index", "R/acme/app:other", ...more]);
    const sources = draft.sources.map((source, at) =>
      at === 0 ? source : { ...source, replaces: digest },
    );
    return { ...draft, sources };
  };

  it("of another platform loses the platform, and can be added instead", async () => {
    seedIndex(bench, "index", [amd64, arm64]);
    seedImage(bench.registry, "acme/app", "other", riscv);
    const { finding, entries } = await fix(bench, replaced(arm64.digest), "replacement_platform");
    expect(finding.message).toContain("replaces linux/arm64/v8, but is linux/riscv64");
    expect(entries.map(({ digest }) => digest)).toEqual(
      [amd64, arm64, riscv].map(({ digest }) => digest),
    );
  });

  it("of an entry that another source replaces adds its entries", async () => {
    seedIndex(bench, "index", [amd64, arm64]);
    seedImage(bench.registry, "acme/app", "other", buildImage({ platform: armV8, layers: [{}] }));
    seedImage(bench.registry, "acme/app", "second", riscv);
    const draft = replaced(arm64.digest, ["R/acme/app:second"]);
    const { finding } = await fix(bench, draft, "replaces_nothing");
    expect(finding).toMatchObject({
      message: expect.stringContaining("which a source before it replaces already") as string,
      subject: { kind: "source", id: "s2" },
    });
  });
});

const armV8 = { os: "linux", architecture: "arm64", variant: "v8" };

describe("images in both formats", () => {
  const [docker, other] = ["s390x", "ppc64le"].map((architecture) =>
    buildImage({ platform: { os: "linux", architecture }, mediaTypes: "docker" }),
  ) as [BuiltImage, BuiltImage];

  it.each([
    ["to OCI, the smaller part", [amd64, arm64, docker], 0, "oci", [docker]],
    ["to OCI, of two", [amd64, docker], 0, "oci", [docker]],
    ["to Docker, the smaller part", [amd64, docker, other], 0, "docker", [amd64]],
    ["to Docker, the larger part", [amd64, arm64, docker], 1, "docker", [amd64, arm64]],
  ] as const)("are converted %s", async (_, images, at, to, converted) => {
    const draft = bench.draftOf([seedIndex(bench, "mixed", images)]);
    const { finding, entries } = await fix(bench, draft, "mixed_media_types", { at });
    expect(finding).toMatchObject({
      severity: "note",
      message: expect.stringMatching(/images (?:is|are) in Docker's format/) as string,
    });
    expect(finding.fixes[at]).toEqual({
      kind: "convert",
      digests: converted.map(({ digest }) => digest),
      to,
    });
    expect(new Set(entries.map(({ mediaType }) => mediaType.includes("docker")))).toEqual(
      new Set([to === "docker"]),
    );
  });

  it("are not offered what Docker has no types for", async () => {
    const draft = bench.draftOf([seedIndex(bench, "mixed", [docker, other, withZstd(amd64)])]);
    const { finding } = await fix(bench, draft, "mixed_media_types");
    expect(finding.fixes).toMatchObject([{ to: "oci" }]);
    const edits = [{ digest: amd64.digest, manifest: { annotations: [{ key: "a", value: "b" }] } }];
    const annotated = bench.draftOf([seedIndex(bench, "annotated", [docker, amd64])], [], {
      edits,
    });
    expect((await fix(bench, annotated, "mixed_media_types")).finding.fixes).toHaveLength(1);
  });
});

it("notes a target that is one of several sources", async () => {
  const both = ["R/acme/app:amd64", "R/acme/app:arm64"];
  const { findings } = await findingsOf(bench, bench.draftOf(both, ["R/acme/app:amd64"]));
  expect(findings[0]).toMatchObject({
    code: "target_is_source",
    subject: { kind: "target", id: "t0" },
  });
  const index = [seedIndex(bench, "index", [arm64]), "R/acme/app:amd64"];
  const edited = await findingsOf(bench, bench.draftOf(index, ["R/acme/app:index"]));
  expect(edited.findings.map(({ code }) => code)).not.toContain("target_is_source");
});
