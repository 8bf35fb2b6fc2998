import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { applyFix } from "../../../../shared/applyFix.ts";
import type { Draft } from "../../../../shared/draft.ts";
import type { ImageIndex } from "../../../../shared/oci/imageIndex.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import type { Platform } from "../../../../shared/oci/platform.ts";
import type { Finding, Preview } from "../../../../shared/preview.ts";
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
import { digestOf } from "../../oci/digest.ts";
import { formatRecipe } from "../../recipe/formatRecipe.ts";
import { parseRecipe } from "../../recipe/parseRecipe.ts";
import {
  buildAttestation,
  buildImage,
  buildIndex,
  type BuiltImage,
} from "../../sample/buildImage.ts";

const bench = perTest(startWorkbench);
const riscv = linux("riscv64");

/** An image listed with another descriptor than its own. */
function listedAs(image: BuiltImage, change: Partial<Descriptor>): BuiltImage {
  return { ...image, descriptor: { ...image.descriptor, ...change } };
}

/** An image listed without a variant. @param config adds to its config */
function armWithout(config: Readonly<Record<string, unknown>> = {}): BuiltImage {
  const image = buildImage({ platform: { os: "linux", architecture: "arm" }, config });
  return listedAs(image, { platform: { os: "linux", architecture: "arm" } });
}

function seed(tag: string, entries: Parameters<typeof buildIndex>[0]["entries"]): string {
  seedImage(bench.registry, "acme/app", tag, buildIndex({ entries }));
  return `R/acme/app:${tag}`;
}

/** All findings of a draft, with what the registry says about its entries. */
async function findingsOf(
  draft: Draft,
): Promise<{ readonly preview: Preview; readonly findings: readonly Finding[] }> {
  const preview = await bench.engine.composer.preview(draft, signal);
  const { findings, previewFindings = [] } = await bench.engine.composer.losses(preview.id, signal);
  return { preview, findings: [...previewFindings, ...findings, ...(preview.hints ?? [])] };
}

interface Fixed {
  readonly finding: Finding;
  /** The draft with the fix. */
  readonly draft: Draft;
  readonly entries: readonly Descriptor[];
  readonly text: string;
}

/**
 * Applies a fix of the only finding with a code, and expects it to be gone and the result to be pushed as previewed.
 * @param options.at the position of the fix
 */
async function fix(
  draft: Draft,
  code: Finding["code"],
  { at = 0, repository = "acme/fixed" } = {},
): Promise<Fixed> {
  const { findings } = await findingsOf(draft);
  const [finding, ...others] = findings.filter((found) => found.code === code);
  expect(others).toEqual([]);
  const chosen = finding?.fixes[at];
  if (finding === undefined || chosen === undefined) {
    throw new Error(`no fix for ${code} in ${JSON.stringify(findings)}`);
  }
  const fixed = applyFix(draft, chosen, randomUUID);
  const after = await findingsOf(fixed);
  expect(after.findings.map((found) => found.code)).not.toContain(code);
  const content = contentOf(after.preview);
  const target = { id: "t", text: `${bench.registry.host}/${repository}:fixed` };
  const outcome = await bench.push({ ...fixed, targets: [target] });
  expect(outcome.failure).toBeUndefined();
  const pushed = bench.registry.repository(repository).manifests.get(content.digest);
  expect(Buffer.from(pushed?.bytes ?? []).toString()).toBe(content.text);
  const entries = (JSON.parse(content.text) as ImageIndex).manifests;
  return { finding, draft: fixed, entries, text: content.text };
}

function platformsOf(entries: readonly Descriptor[]): readonly (Platform | undefined)[] {
  return entries.map(({ platform }) => platform);
}

describe("two entries of one platform", () => {
  function build(at: string | undefined, note: string): BuiltImage {
    return buildImage({
      platform: { os: "linux", architecture: "amd64" },
      layers: [{ note }],
      config: at === undefined ? {} : { created: at },
    });
  }

  it.each([
    ["2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z", 0],
    ["2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", 1],
    // Without dates, the later source counts as the newer one.
    [undefined, "2026-02-01T00:00:00Z", 1],
    ["1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z", 1],
  ])("of %s and %s: the older is excluded", async (first, second, kept) => {
    const images = [build(first, "1"), build(second, "2")];
    const source = seed("twice", [...images, arm64]);
    const { finding, entries } = await fix(bench.draftOf([source]), "duplicate_platform");
    expect(finding.subject).toEqual({ kind: "entry", digest: images[1]?.digest });
    expect(entries).toMatchObject([{ digest: images[kept]?.digest }, { digest: arm64.digest }]);
  });

  it("of which one has zstd layers are a pair", async () => {
    const gzip = build(undefined, "1");
    const source = seed("pair", [gzip, withZstd(gzip)]);
    const { preview, findings } = await findingsOf(bench.draftOf([source]));
    // It takes the manifests to tell.
    expect(preview.findings.map(({ code }) => code)).toEqual(["duplicate_platform"]);
    expect(findings.map(({ code }) => code)).toEqual(["mutable_source"]);
  });
});

/** A manifest and its descriptor for linux/amd64. */
function manifestOf(document: object): Pick<BuiltImage, "bytes" | "digest" | "descriptor"> {
  const bytes = Buffer.from(JSON.stringify(document));
  const digest = digestOf(bytes);
  const { mediaType } = amd64;
  const platform = { os: "linux", architecture: "amd64" };
  return { bytes, digest, descriptor: { mediaType, digest, size: bytes.byteLength, platform } };
}

/** An image for linux/amd64 with zstd instead of gzip in the types of its layers. */
function withZstd(gzip: BuiltImage): BuiltImage {
  const document = JSON.parse(Buffer.from(gzip.bytes).toString()) as {
    layers: { mediaType: string }[];
  };
  const layers = document.layers.map((layer) => ({
    ...layer,
    mediaType: layer.mediaType.replace("gzip", "zstd"),
  }));
  return { ...gzip, ...manifestOf({ ...document, layers }) };
}

describe("a config that disagrees", () => {
  it("is read, and its platform used", async () => {
    const wrong = listedAs(amd64, { platform: { os: "linux", architecture: "s390x" } });
    const source = seed("wrong", [wrong, arm64]);
    const { finding, entries } = await fix(bench.draftOf([source]), "config_mismatch");
    expect(finding.message).toContain(
      "The entry says linux/s390x, the config of the image says linux/amd64",
    );
    expect(platformsOf(entries)[0]).toEqual({ os: "linux", architecture: "amd64" });
  });

  it("is read where a descriptor has the platform", async () => {
    const platform = { os: "linux", architecture: "s390x" };
    const { descriptor } = listedAs(amd64, { platform });
    const draft = bench.draftOf([JSON.stringify(descriptor), "R/acme/app:arm64"]);
    const { entries } = await fix(draft, "config_mismatch", { repository: "acme/app" });
    expect(platformsOf(entries)[0]).toEqual({ os: "linux", architecture: "amd64" });
  });

  it("is a note where the draft edits the platform", async () => {
    const edits = [{ digest: amd64.digest, platform: { architecture: "s390x" } }];
    const { findings } = await findingsOf(bench.draftOf(["R/acme/app:amd64"], [], { edits }));
    expect(findings[0]).toMatchObject({ code: "config_mismatch", severity: "note" });
  });

  it.each([
    ["v2 listed as the baseline", { variant: "v3" }, {}, "v3"],
    ["another variant", { architecture: "arm", variant: "v6" }, { variant: "v7" }, "v6"],
  ])("has %s", async (_, config, listed, variant) => {
    const platform = { os: "linux", architecture: "amd64", ...config };
    const image = buildImage({ platform });
    const { architecture } = platform;
    const source = seed("variant", [
      listedAs(image, { platform: { os: "linux", architecture, ...listed } }),
    ]);
    const { entries } = await fix(bench.draftOf([source]), "config_mismatch");
    expect(platformsOf(entries)[0]).toEqual({ os: "linux", architecture, variant });
  });

  it("is read on demand where there are many", async () => {
    const many = Array.from({ length: 30 }, (_, at) =>
      listedAs(
        buildImage({
          platform: { os: "linux", architecture: "amd64", "os.version": `${at}` },
          layers: [{ at: `${at}` }],
        }),
        { platform: { os: "linux", architecture: "arm64", "os.version": `${at}` } },
      ),
    );
    const draft = bench.draftOf([seed("many", many)]);
    const { preview, findings } = await findingsOf(draft);
    const open = findings.filter(({ code }) => code !== "mutable_source");
    expect(open).toMatchObject([
      { code: "configs_unread", severity: "hint", fixes: [{ kind: "readConfigs", images: 30 }] },
    ]);
    const counts: number[] = [];
    const onRead = (done: number, total: number): void => void counts.push(done / total);
    const all = await bench.engine.composer.losses(preview.id, signal, { onRead });
    expect(counts).toHaveLength(30);
    expect(counts.at(-1)).toBe(1);
    expect(all.findings).toEqual([]);
    expect(all.previewFindings?.map(({ code }) => code)).toEqual(many.map(() => "config_mismatch"));
    // What was read is known to the next preview.
    expect((await bench.engine.composer.preview(draft, signal)).findings).toHaveLength(30);
  });

  it("is read again on demand where it failed, with the reason meanwhile", async () => {
    const wrong = listedAs(amd64, { platform: { os: "linux", architecture: "s390x" } });
    const draft = bench.draftOf([seed("wrong", [wrong])]);
    const path = new RegExp(`/blobs/${amd64.config.digest}`);
    bench.registry.faults.add({ match: { path, nth: 1 }, do: { status: 429 } });
    bench.registry.faults.add({ match: { path }, do: { status: 503 } });
    const { preview, findings } = await findingsOf(draft);
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: "configs_unread",
        message: expect.stringMatching(/The configs of 1 image were not compared.*: .+/) as string,
      }),
    );
    bench.registry.faults.clear();
    const again = await bench.engine.composer.losses(preview.id, signal, { onRead: () => {} });
    expect(again.previewFindings).toMatchObject([{ code: "config_mismatch" }]);
    expect(again.findings).toEqual([]);
  });
});

describe("an entry for arm without a variant", () => {
  it.each([
    ["nothing says which", {}, ["Use linux/arm/v7", "Use linux/arm/v6"], "v7"],
    ["the config says v6", { variant: "v6" }, ["Use linux/arm/v6"], "v6"],
    ["Go was built for v5", { config: { Env: ["GOARM=5"] } }, ["Use linux/arm/v5"], "v5"],
    [
      "its base was built for v7",
      { history: [{ created_by: "FROM arm32v7/alpine" }] },
      ["Use linux/arm/v7"],
      "v7",
    ],
  ])("gets one: %s", async (_, config, labels, variant) => {
    const source = seed("arm", [amd64, armWithout(config)]);
    const { finding, entries } = await fix(bench.draftOf([source]), "missing_variant");
    expect(finding.fixes.map((each) => each.kind === "editEntries" && each.label)).toEqual(labels);
    expect(platformsOf(entries)[1]).toEqual({ os: "linux", architecture: "arm", variant });
  });
});

describe("an entry for Windows without os.version", () => {
  const windows = buildImage({
    platform: { os: "windows", architecture: "amd64", "os.version": "10.0.20348.2700" },
  });
  const bare = listedAs(windows, { platform: { os: "windows", architecture: "amd64" } });

  it("gets that of its config", async () => {
    const { finding, entries } = await fix(
      bench.draftOf([seed("windows", [bare])]),
      "missing_os_version",
    );
    expect(finding.severity).toBe("warning");
    expect(platformsOf(entries)).toEqual([windows.descriptor.platform]);
  });

  it("keeps that of a single image", async () => {
    seedImage(bench.registry, "acme/app", "single", windows);
    const { draft, entries } = await fix(
      bench.draftOf(["R/acme/app:single"]),
      "missing_os_version",
    );
    expect(draft.keepOsVersion).toBe(true);
    expect(platformsOf(entries)).toEqual([windows.descriptor.platform]);
  });

  it("is a note if its config has none, and a warning beside another entry", async () => {
    const platform = { os: "windows", architecture: "amd64" };
    const none = buildImage({ platform });
    const alone = await findingsOf(bench.draftOf([seed("none", [none])]));
    expect(alone.findings[0]).toMatchObject({ code: "missing_os_version", severity: "note" });
    const beside = await findingsOf(bench.draftOf([seed("beside", [none, windows])]));
    expect(beside.findings[0]).toMatchObject({ code: "missing_os_version", severity: "warning" });
  });
});

it.each([
  [
    { os: "linux", architecture: "amd46" },
    { os: "linux", architecture: "amd64" },
  ],
  [
    { os: "Linux", architecture: "amd64" },
    { os: "linux", architecture: "amd64" },
  ],
  [
    { os: "linux", architecture: "x86_64" },
    { os: "linux", architecture: "amd64" },
  ],
  [
    { os: "linux", architecture: "AArch64" },
    { os: "linux", architecture: "arm64" },
  ],
  [
    { os: "linux", architecture: "armv7l" },
    { os: "linux", architecture: "arm", variant: "v7" },
  ],
  [
    { os: "linux", architecture: "arm64", variant: "V8" },
    { os: "linux", architecture: "arm64", variant: "v8" },
  ],
  [
    { os: "linux", architecture: "arm", variant: "7" },
    { os: "linux", architecture: "arm", variant: "v7" },
  ],
  [
    { os: "linus", architecture: "ppc64el" },
    { os: "linux", architecture: "ppc64le" },
  ],
])("an unusual platform %j becomes %j", async (listed, wanted) => {
  const image = buildImage({ platform: wanted });
  const source = seed("odd", [listedAs(image, { platform: listed })]);
  const { entries } = await fix(bench.draftOf([source]), "unusual_platform");
  expect(platformsOf(entries)).toEqual([wanted]);
});

it("an unknown name without a similar one has no fix", async () => {
  const odd = listedAs(amd64, { platform: { os: "linux", architecture: "quantum9" } });
  const { findings } = await findingsOf(bench.draftOf([seed("odd", [odd])]));
  expect(findings.find(({ code }) => code === "unusual_platform")).toMatchObject({
    message: expect.stringContaining("“quantum9” is not a known architecture") as string,
    fixes: [],
  });
});

describe("the size of an entry", () => {
  it("is corrected, and all else stays", async () => {
    const source = seed("size", [listedAs(amd64, { size: 5 }), arm64]);
    const draft = bench.draftOf([source], ["R/acme/other:1"]);
    await expect(bench.push(draft)).rejects.toMatchObject({ code: "size_mismatch" });
    const { draft: fixed, entries } = await fix(draft, "wrong_size");
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
  const source = seed("corrupt", [amd64, riscv]);
  const stored = bench.registry.repository("acme/app").manifests;
  stored.set(riscv.digest, { mediaType: riscv.mediaType, bytes: arm64.bytes });
  const { entries } = await fix(bench.draftOf([source]), "corrupt_entry");
  expect(entries.map(({ digest }) => digest)).toEqual([amd64.digest]);
});

it("gives an entry without a platform that of its config", async () => {
  for (const platform of [undefined, { os: "unknown", architecture: "unknown" }]) {
    const { platform: _, ...descriptor } = amd64.descriptor;
    const entry = { ...amd64, descriptor: { ...descriptor, ...(platform ? { platform } : {}) } };
    const { entries } = await fix(
      bench.draftOf([seed("bare", [entry, arm64])]),
      "entry_without_platform",
    );
    expect(entries).toContainEqual(amd64.descriptor);
  }
});

it("lists the entries of a nested index in its place", async () => {
  const nested = buildIndex({ entries: [arm64, riscv] });
  const source = seed("nested", [amd64, nested, linux("s390x")]);
  const { entries } = await fix(bench.draftOf([source]), "nested_index");
  expect(entries.map(({ digest }) => digest)).toEqual(
    [amd64, arm64, riscv, linux("s390x")].map(({ digest }) => digest),
  );
});

it("pins a source to the digest that was seen", async () => {
  const draft = bench.draftOf(["R/acme/app:amd64", `R/acme/app:arm64@${arm64.digest}`]);
  const { preview } = await findingsOf(draft);
  seedImage(bench.registry, "acme/app", "amd64", riscv);
  const { draft: pinned, entries } = await fix(draft, "mutable_source");
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
    const { finding, draft: fixed } = await fix(draft, "redundant_source");
    expect(finding).toMatchObject({ severity: "warning", subject: { kind: "source", id: "s1" } });
    expect(fixed.sources.map(({ id }) => id)).toEqual(["s0", "s2"]);
  });

  it("is a note for an image that an index before lists", async () => {
    const draft = bench.draftOf([seed("index", [amd64, arm64]), "R/acme/app:amd64"]);
    const { finding } = await fix(draft, "redundant_source");
    expect(finding.severity).toBe("note");
    const changed = JSON.stringify({ ...amd64.descriptor, annotations: { k: "v" } });
    const other = await findingsOf(bench.draftOf(["R/acme/app:index", changed]));
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
    seed("index", [amd64, arm64]);
    seedImage(bench.registry, "acme/app", "other", riscv);
    const { finding, entries } = await fix(replaced(arm64.digest), "replacement_platform");
    expect(finding.message).toContain("replaces linux/arm64/v8, but is linux/riscv64");
    expect(entries.map(({ digest }) => digest)).toEqual(
      [amd64, arm64, riscv].map(({ digest }) => digest),
    );
  });

  it("of an entry that another source replaces adds its entries", async () => {
    seed("index", [amd64, arm64]);
    seedImage(bench.registry, "acme/app", "other", buildImage({ platform: armV8, layers: [{}] }));
    seedImage(bench.registry, "acme/app", "second", riscv);
    const draft = replaced(arm64.digest, ["R/acme/app:second"]);
    const { finding } = await fix(draft, "replaces_nothing");
    expect(finding).toMatchObject({
      message: expect.stringContaining("which a source before it replaces already") as string,
      subject: { kind: "source", id: "s2" },
    });
  });
});

const armV8 = { os: "linux", architecture: "arm64", variant: "v8" };

describe("attestations", () => {
  const ofAmd64 = buildAttestation(amd64);

  it("of an image that is not there are excluded", async () => {
    const source = seed("dangling", [arm64, ofAmd64]);
    const { entries } = await fix(bench.draftOf([source]), "dangling_attestation");
    expect(entries.map(({ digest }) => digest)).toEqual([arm64.digest]);
  });

  it("of one image are found if the index lists several", async () => {
    const second = buildAttestation(amd64, "entry", { predicateType: "https://spdx.dev/Document" });
    const source = seed("twice", [amd64, ofAmd64, second]);
    const { entries } = await fix(bench.draftOf([source]), "repeated_attestation");
    expect(entries.map(({ digest }) => digest)).toEqual([amd64.digest, second.digest]);
  });

  it("are found if a referrer is another one than the index lists", async () => {
    const referrer = buildAttestation(amd64, "referrer");
    seedImage(bench.registry, "acme/app", undefined, referrer);
    const source = seed("doubled", [amd64, ofAmd64]);
    const { entries } = await fix(bench.draftOf([source]), "repeated_attestation");
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
    const { findings } = await findingsOf(bench.draftOf([seed("both", [amd64, entry])]));
    expect(findings.map(({ code }) => code)).toEqual(["mutable_source"]);
  });
});

describe("platforms that match no entry", () => {
  const some = (wrong: string): Draft => {
    const source = seed("some", [amd64, linux("arm", "v6"), arm64]);
    return bench.draftOf([source], [], { platforms: ["linux/arm64", wrong] });
  };

  it.each([
    ["linux/amd46", ["linux/amd64"]],
    ["linux/arm", ["linux/arm/v6"]],
    ["windows/amd64", []],
  ])("in the filter: %s is replaced by %j, or removed", async (wrong, similar) => {
    const draft = some(wrong);
    const { finding, draft: fixed } = await fix(draft, "platform_matches_nothing");
    expect(finding.fixes).toEqual([
      ...similar.map((by) => ({ kind: "filterPlatform", platform: wrong, by })),
      { kind: "filterPlatform", platform: wrong },
    ]);
    expect(fixed.platforms).toEqual(["linux/arm64", ...similar]);
    const at = similar.length;
    const removed = await fix(draft, "platform_matches_nothing", { at });
    expect(removed.draft.platforms).toEqual(["linux/arm64"]);
  });

  it.each(["linux/x86_64", "linux/aarch64/v8"])("are not %s, another spelling", async (text) => {
    const { findings } = await findingsOf(some(text));
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
    const { entries } = await fix(draft, "annotation_matches_nothing");
    expect(entries.map((entry) => entry.annotations)).toEqual([{ k: "v" }, undefined]);
  });
});

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
    const draft = bench.draftOf([seed("mixed", images)]);
    const { finding, entries } = await fix(draft, "mixed_media_types", { at });
    expect(finding).toMatchObject({
      severity: "note",
      message: expect.stringContaining("images are in Docker's format") as string,
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
    const draft = bench.draftOf([seed("mixed", [docker, other, withZstd(amd64)])]);
    const { finding } = await fix(draft, "mixed_media_types");
    expect(finding.fixes).toMatchObject([{ to: "oci" }]);
    const edits = [{ digest: amd64.digest, manifest: { annotations: [{ key: "a", value: "b" }] } }];
    const annotated = bench.draftOf([seed("annotated", [docker, amd64])], [], { edits });
    expect((await fix(annotated, "mixed_media_types")).finding.fixes).toHaveLength(1);
  });
});

it("notes a target that is one of several sources", async () => {
  const both = ["R/acme/app:amd64", "R/acme/app:arm64"];
  const { findings } = await findingsOf(bench.draftOf(both, ["R/acme/app:amd64"]));
  expect(findings[0]).toMatchObject({
    code: "target_is_source",
    subject: { kind: "target", id: "t0" },
  });
  const index = [seed("index", [arm64]), "R/acme/app:amd64"];
  const edited = await findingsOf(bench.draftOf(index, ["R/acme/app:index"]));
  expect(edited.findings.map(({ code }) => code)).not.toContain("target_is_source");
});
