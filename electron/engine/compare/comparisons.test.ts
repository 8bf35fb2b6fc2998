import { describe, expect, it } from "vitest";
import { comparisonBench, pairOf, sbom } from "../../testing/comparisonBench.ts";
import { helmChart } from "../../testing/helmChart.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, linux, signal } from "../../testing/workbench.ts";
import {
  buildAttestation,
  buildImage,
  type BuiltImage,
  type BuiltIndex,
  buildIndex,
  describe as descriptorOf,
} from "../sample/buildImage.ts";
import { digestOf } from "../oci/digest.ts";

const { bench, seed, nameOf, sideOf, compare } = comparisonBench();

const windows = (version: string): BuiltImage =>
  buildImage({ platform: { os: "windows", architecture: "amd64", "os.version": version } });

it("what is not an image is named by its type", async () => {
  seed("1", helmChart("1.0.0"));
  seed("2", helmChart("2.0.0"));
  const { pairs } = await compare("1", "2");
  const chart = {
    kind: "artifact",
    descriptor: { artifactType: "application/vnd.cncf.helm.config.v1+json" },
  };
  expect(pairs).toMatchObject([{ kind: "changed", before: chart, after: chart }]);
});

describe("the entries of two indexes", () => {
  it.each([
    ["another digest", [amd64], [linux("amd64", "v1")], "changed linux/amd64/v1"],
    ["equal platforms", [linux("arm64")], [arm64], "changed linux/arm64/v8"],
    [
      "a Windows build of another revision",
      [windows("10.0.20348.1"), windows("10.0.17763.1")],
      [windows("10.0.17763.2"), windows("10.0.20348.9")],
      "changed windows(10.0.17763.2)/amd64, changed windows(10.0.20348.9)/amd64",
    ],
    [
      "duplicates, the unchanged one first",
      [amd64, linux("amd64", "v1")],
      [buildImage({ platform: { os: "linux", architecture: "amd64" }, layers: [] }), amd64],
      "changed linux/amd64, same linux/amd64",
    ],
    ["added and removed ones", [amd64], [arm64], "added linux/arm64/v8, removed linux/amd64"],
  ] as const)("pairs %s", async (_, before, after, expected) => {
    seed("1", buildIndex({ entries: before }));
    seed("2", buildIndex({ entries: after }));
    const { pairs } = await compare("1", "2");
    expect(
      pairs.map((pair) => `${pair.kind} ${(pair.after ?? pair.before)?.platform}`).join(", "),
    ).toBe(expected);
  });

  it("pairs nested indexes without a platform by their names, or else in order", async () => {
    const nested = (version: string, name?: string): BuiltIndex => {
      const index = buildIndex({ entries: [amd64], annotations: { version } });
      const annotations = { "org.opencontainers.image.ref.name": name ?? "" };
      return name === undefined
        ? index
        : { ...index, descriptor: { ...index.descriptor, annotations } };
    };
    const before = [nested("1", "tools"), nested("2", "base"), nested("3")];
    const after = [nested("4", "base"), nested("5"), nested("6"), nested("7")];
    seed("1", buildIndex({ entries: before }));
    seed("2", buildIndex({ entries: after }));
    const { pairs } = await compare("1", "2");
    const at = (list: readonly BuiltIndex[], digest: string | undefined): number =>
      list.findIndex((each) => each.digest === digest);
    expect(
      pairs.map((pair) => [
        pair.kind,
        at(before, pair.before?.descriptor.digest),
        at(after, pair.after?.descriptor.digest),
      ]),
    ).toEqual([
      ["changed", 1, 0],
      ["changed", 0, 1],
      ["changed", 2, 2],
      ["added", -1, 3],
    ]);
  });

  it("names changed fields, annotations, order and attestations", async () => {
    const proof = buildAttestation(amd64);
    seed("1", buildIndex({ entries: [amd64, arm64], annotations: { a: "1", b: "1" } }));
    seed(
      "2",
      buildIndex({ entries: [arm64, amd64, proof], annotations: { a: "2" }, mediaTypes: "docker" }),
    );
    const { changes, pairs, document, isIdentical } = await compare("1", "2");
    expect(changes.values.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "changed media type",
      "changed a",
      "removed b",
      "changed order of the entries",
    ]);
    expect(pairs.map(({ kind, notes }) => [kind, ...notes])).toEqual([
      ["same"],
      ["changed", "1 attestation added"],
    ]);
    expect(document?.before).toContain('"a":"1"');
    expect(isIdentical).toBe(false);
  });

  it("treats an image as the only entry of an index", async () => {
    seed("1", buildIndex({ entries: [arm64, amd64] }));
    const { pairs, document } = await compare("1", "amd64");
    expect(pairs.map(({ kind }) => kind)).toEqual(["same", "removed"]);
    expect(document?.name).toBe("index");
  });
});

describe("two images", () => {
  const config = (more: object) => ({
    created: "2026-01-01T00:00:00Z",
    config: { Env: ["PATH=/bin"], Labels: { version: "1" }, ...more },
  });
  const layer = { "etc/os-release": "debian\n" };
  const platform = { os: "linux", architecture: "amd64" };
  const first = buildImage({
    platform,
    layers: [layer, { a: "1" }],
    config: config({ Cmd: ["a"] }),
  });
  const second = buildImage({
    platform,
    layers: [layer, { a: "2" }],
    config: config({ Cmd: ["b"], Labels: { version: "2" } }),
    annotations: { note: "new" },
  });

  it("are compared by manifest, config and layers, and nothing is fetched twice", async () => {
    seed("1", buildIndex({ entries: [first] }));
    seed("2", buildIndex({ entries: [second] }));
    const opened = await compare("1", "2");
    const request = { comparisonId: opened.id, pairId: pairOf(opened, "linux/amd64").id };
    const { changes, layers, documents, failures } = await bench.engine.comparisons.images(
      request,
      signal,
    );
    expect(
      changes.values.flatMap(({ kind, name }) => (kind === "same" ? [] : [`${kind} ${name}`])),
    ).toEqual(["added note", "changed Cmd", "changed version"]);
    expect(layers.map(({ kind }) => kind)).toEqual(["shared", "removed", "added"]);
    expect(documents.map(({ name }) => name)).toEqual(["manifest", "config"]);
    expect(failures).toEqual([]);
    await bench.engine.comparisons.images(request, signal);
    const gets = bench.registry.requests.filter(({ path }) => /sha256|\/\d$/.test(path));
    expect(gets.map(({ path }) => path)).toHaveLength(new Set(gets.map(({ path }) => path)).size);
    expect(gets).toHaveLength(6);
  });

  it("show what was read where a config is missing", async () => {
    seed("1", first);
    seed("2", second);
    bench.registry.repository("acme/app").blobs.delete(second.config.digest);
    const opened = await compare("1", "2");
    const [pair] = opened.pairs;
    const { changes, layers, failures } = await bench.engine.comparisons.images(
      { comparisonId: opened.id, pairId: pair?.id ?? "" },
      signal,
    );
    expect(failures).toMatchObject([
      { side: "after", part: "config", failure: { code: "not_found" } },
    ]);
    expect(changes.values.map(({ name }) => name)).toEqual(["config type", "media type", "note"]);
    expect(layers).toHaveLength(3);
  });

  it("cannot be compared when the comparison is gone", async () => {
    await expect(
      bench.engine.comparisons.images({ comparisonId: "x", pairId: "0" }, signal),
    ).rejects.toMatchObject({ code: "comparison_gone" });
  });
});

describe("sides", () => {
  it("are not read any further after a cancel", async () => {
    const controller = new AbortController();
    const opening = bench.engine.comparisons.open(
      { before: sideOf("amd64"), after: sideOf("arm64") },
      controller.signal,
    );
    controller.abort();
    await expect(opening).rejects.toMatchObject({ name: "AbortError" });
  });

  it("keep what was read if the other side cannot be", async () => {
    seed("1", buildIndex({ entries: [amd64, arm64] }));
    const { before, after, pairs } = await compare("1", "missing");
    expect([before.kind, after?.kind]).toEqual(["read", "failed"]);
    expect(pairs.map((pair) => pair.before?.platform)).toEqual(["linux/amd64", "linux/arm64/v8"]);
  });

  it("may be a digest alone in the repository of the other side", async () => {
    const { isIdentical } = await bench.engine.comparisons.open(
      { before: sideOf("amd64"), after: { kind: "reference", text: ` ${amd64.digest}` } },
      signal,
    );
    expect(isIdentical).toBe(true);
  });

  it("may be the result of a draft, with manifests that it edits and attestations that it appends", async () => {
    seedImage(bench.registry, "acme/app", undefined, sbom(arm64, ["pkg:npm/a@1"], "referrer"));
    seed("1", buildIndex({ entries: [amd64, arm64] }));
    const draft = bench.draftOf(["R/acme/app:amd64", "R/acme/app:arm64"], [], {
      edits: [{ digest: amd64.digest, manifest: { annotations: [{ key: "note", value: "new" }] } }],
    });
    const preview = await bench.engine.composer.preview(draft, signal);
    const opened = await bench.engine.comparisons.open(
      { before: sideOf("1"), after: { kind: "preview", previewId: preview.id } },
      signal,
    );
    const edited = pairOf(opened, "linux/amd64");
    expect(edited.kind).toBe("changed");
    expect(edited.afterReference).toBeUndefined();
    const { changes, failures } = await bench.engine.comparisons.images(
      { comparisonId: opened.id, pairId: edited.id },
      signal,
    );
    expect(failures).toEqual([]);
    expect(changes.values.filter(({ kind }) => kind !== "same")).toMatchObject([
      { name: "note", kind: "added", after: "new" },
    ]);
    const { after } = await bench.engine.comparisons.packages(
      { comparisonId: opened.id, pairId: pairOf(opened, "linux/arm64").id },
      signal,
    );
    expect(after).toMatchObject({ kind: "read", packages: 1 });
  });

  it("may be what a tag held, from the journal where the registry has it no longer", async () => {
    seed("1", buildIndex({ entries: [amd64] }));
    const previous = buildIndex({ entries: [amd64] }).digest;
    await bench.push(bench.draftOf(["R/acme/app:arm64"], ["R/acme/app:1"]));
    bench.registry.repository("acme/app").manifests.delete(previous);
    const side = {
      kind: "journal",
      name: nameOf("1"),
      digest: previous,
      attemptId: "log-1",
      content: "previous",
    } as const;
    const restarted = bench.restart();
    try {
      const opened = await restarted.comparisons.open({ before: side, after: sideOf("1") }, signal);
      expect(opened.pairs.map(({ kind }) => kind)).toEqual(["added", "removed"]);
      const wrong = await restarted.comparisons.open(
        { before: { ...side, digest: descriptorOf(linux("s390x")).digest }, after: side },
        signal,
      );
      expect(wrong.before).toMatchObject({ kind: "failed", failure: { code: "not_found" } });
    } finally {
      await restarted.close();
    }
  });

  it("are compared as bytes if one is no valid index", async () => {
    const broken = Buffer.from(
      '{"mediaType":"application/vnd.oci.image.index.v1+json","manifests":7}',
    );
    const index = buildIndex({ entries: [] });
    seed("1", { ...index, bytes: broken, digest: digestOf(broken) });
    seed("2", index);
    const { before, pairs, document } = await compare("1", "2");
    expect(before).toMatchObject({
      content: { kind: "other", problem: expect.stringContaining("manifests") as string },
    });
    expect(pairs).toEqual([]);
    expect(document?.before).toContain('"manifests":7');
  });
});
