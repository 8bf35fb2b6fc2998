import { describe, expect, it } from "vitest";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import type { Platform } from "../../../../shared/oci/platform.ts";
import { findingsOf, fix, listedAs, seedIndex, withZstd } from "../../../testing/fixFinding.ts";
import { perTest } from "../../../testing/perTest.ts";
import { seedImage } from "../../../testing/registry/seedImage.ts";
import { amd64, arm64, contentOf, signal, startWorkbench } from "../../../testing/workbench.ts";
import { buildImage, type BuiltImage } from "../../sample/buildImage.ts";

const bench = perTest(startWorkbench);
/** An image listed without a variant. @param config adds to its config */
function armWithout(config: Readonly<Record<string, unknown>> = {}): BuiltImage {
  const image = buildImage({ platform: { os: "linux", architecture: "arm" }, config });
  return listedAs(image, { platform: { os: "linux", architecture: "arm" } });
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
    const source = seedIndex(bench, "twice", [...images, arm64]);
    const { finding, entries } = await fix(bench, bench.draftOf([source]), "duplicate_platform");
    expect(finding.subject).toEqual({ kind: "entry", digest: images[1]?.digest });
    expect(entries).toMatchObject([{ digest: images[kept]?.digest }, { digest: arm64.digest }]);
  });

  it("of which there are many do not each name all", async () => {
    const images = Array.from({ length: 30 }, (_, at) => build(undefined, `${at}`));
    const draft = bench.draftOf([seedIndex(bench, "many", images)]);
    const { findings } = await findingsOf(bench, draft);
    const fixes = findings
      .filter(({ code }) => code === "duplicate_platform")
      .flatMap(({ fixes: [first] }) => (first?.kind === "exclude" ? [first.digests] : []));
    expect(fixes).toHaveLength(29);
    expect(fixes.flat().length).toBeLessThan(60);
    expect(new Set(fixes.flat())).toEqual(new Set(images.slice(0, -1).map(({ digest }) => digest)));
  });

  it("of which one has zstd layers are a pair", async () => {
    const gzip = build(undefined, "1");
    const source = seedIndex(bench, "pair", [gzip, withZstd(gzip)]);
    const { preview, findings } = await findingsOf(bench, bench.draftOf([source]));
    // It takes the manifests to tell.
    expect(preview.findings.map(({ code }) => code)).toEqual(["duplicate_platform"]);
    expect(findings.map(({ code }) => code)).toEqual(["mutable_source"]);
  });

  it("of which the one with zstd is first: it is listed later", async () => {
    const gzip = build(undefined, "1");
    const zstd = withZstd(gzip);
    const source = seedIndex(bench, "zstd-first", [zstd, arm64, gzip]);
    const { finding, entries } = await fix(bench, bench.draftOf([source]), "zstd_first");
    expect(finding.subject).toEqual({ kind: "entry", digest: zstd.digest });
    expect(entries.map(({ digest }) => digest)).toEqual([arm64.digest, gzip.digest, zstd.digest]);
  });

  it("with zstd of which both say so: clients that support it take the first", async () => {
    const annotations = { "io.github.containers.compression.zstd": "true" };
    const [old, current] = ["1", "2"].map((at) => {
      const zstd = withZstd(build(undefined, at));
      return listedAs(zstd, { annotations });
    }) as [BuiltImage, BuiltImage];
    const source = seedIndex(bench, "zstd", [amd64, old, current]);
    const { finding, entries } = await fix(bench, bench.draftOf([source]), "duplicate_platform");
    expect(finding.subject).toEqual({ kind: "entry", digest: current.digest });
    expect(entries.map(({ digest }) => digest)).toEqual([amd64.digest, current.digest]);
  });

  it("that is unknown are not duplicates: no client chooses them by it", async () => {
    const platform = { os: "unknown", architecture: "unknown" };
    const unknown = [build(undefined, "1"), build(undefined, "2")].map((image) =>
      listedAs(image, { platform }),
    );
    const { findings } = await findingsOf(
      bench,
      bench.draftOf([seedIndex(bench, "unknown", [arm64, ...unknown])]),
    );
    expect(findings.map(({ code }) => code)).not.toContain("duplicate_platform");
  });

  it("for one image are told apart by their places", async () => {
    const v6 = buildImage({ platform: { os: "linux", architecture: "arm", variant: "v6" } });
    const v7 = { os: "linux", architecture: "arm", variant: "v7" };
    const source = seedIndex(bench, "places", [v6, listedAs(v6, { platform: v7 })]);
    const edits = [{ digest: v6.digest, platform: { "os.version": "1" } }];
    const { preview, findings } = await findingsOf(bench, bench.draftOf([source], [], { edits }));
    expect(findings.filter(({ code }) => code === "config_mismatch")).toMatchObject([
      { subject: { digest: v6.digest, place: 2 } },
    ]);
    expect(contentOf(preview).rows.map(({ original }) => original?.platform?.variant)).toEqual([
      "v6",
      "v7",
    ]);
  });
});

describe("a config that disagrees", () => {
  it("is read, and its platform used", async () => {
    const wrong = listedAs(amd64, { platform: { os: "linux", architecture: "s390x" } });
    const source = seedIndex(bench, "wrong", [wrong, arm64]);
    const { finding, entries } = await fix(bench, bench.draftOf([source]), "config_mismatch");
    expect(finding.message).toContain(
      "The entry says linux/s390x, the config of the image says linux/amd64",
    );
    expect(platformsOf(entries)[0]).toEqual({ os: "linux", architecture: "amd64" });
  });

  it("is read where a descriptor has the platform", async () => {
    const platform = { os: "linux", architecture: "s390x" };
    const { descriptor } = listedAs(amd64, { platform });
    const draft = bench.draftOf([JSON.stringify(descriptor), "R/acme/app:arm64"]);
    const { entries } = await fix(bench, draft, "config_mismatch", { repository: "acme/app" });
    expect(platformsOf(entries)[0]).toEqual({ os: "linux", architecture: "amd64" });
  });

  it("has another build of Windows, which the fix names", async () => {
    const platform = { os: "windows", architecture: "amd64" };
    const image = buildImage({ platform: { ...platform, "os.version": "10.0.20348.2700" } });
    const listed = listedAs(image, { platform: { ...platform, "os.version": "10.0.17763.1" } });
    const source = seedIndex(bench, "build", [listed]);
    const { finding, entries } = await fix(bench, bench.draftOf([source]), "config_mismatch");
    expect(finding.fixes).toMatchObject([
      { label: "Use windows(10.0.20348.2700)/amd64 of the config" },
    ]);
    expect(platformsOf(entries)[0]?.["os.version"]).toBe("10.0.20348.2700");
  });

  it("is a note where the draft edits the platform", async () => {
    const edits = [{ digest: amd64.digest, platform: { architecture: "s390x" } }];
    const { findings } = await findingsOf(
      bench,
      bench.draftOf(["R/acme/app:amd64"], [], { edits }),
    );
    expect(findings[0]).toMatchObject({ code: "config_mismatch", severity: "note" });
  });

  it.each([
    ["v2 listed as the baseline", { variant: "v3" }, {}, "v3"],
    ["another variant", { architecture: "arm", variant: "v6" }, { variant: "v7" }, "v6"],
  ])("has %s", async (_, config, listed, variant) => {
    const platform = { os: "linux", architecture: "amd64", ...config };
    const image = buildImage({ platform });
    const { architecture } = platform;
    const source = seedIndex(bench, "variant", [
      listedAs(image, { platform: { os: "linux", architecture, ...listed } }),
    ]);
    const { entries } = await fix(bench, bench.draftOf([source]), "config_mismatch");
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
    const draft = bench.draftOf([seedIndex(bench, "many", many)]);
    const { preview, findings } = await findingsOf(bench, draft);
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
    const draft = bench.draftOf([seedIndex(bench, "wrong", [wrong])]);
    const path = new RegExp(`/blobs/${amd64.config.digest}`);
    bench.registry.faults.add({ match: { path, nth: 1 }, do: { status: 429 } });
    bench.registry.faults.add({ match: { path }, do: { status: 503 } });
    const { preview, findings } = await findingsOf(bench, draft);
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
    const source = seedIndex(bench, "arm", [amd64, armWithout(config)]);
    const { finding, entries } = await fix(bench, bench.draftOf([source]), "missing_variant");
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
      bench,
      bench.draftOf([seedIndex(bench, "windows", [bare])]),
      "missing_os_version",
    );
    expect(finding.severity).toBe("warning");
    expect(platformsOf(entries)).toEqual([windows.descriptor.platform]);
  });

  it("keeps that of a single image", async () => {
    seedImage(bench.registry, "acme/app", "single", windows);
    const { draft, entries } = await fix(
      bench,
      bench.draftOf(["R/acme/app:single"]),
      "missing_os_version",
    );
    expect(draft.keepOsVersion).toBe(true);
    expect(platformsOf(entries)).toEqual([windows.descriptor.platform]);
  });

  it("is a note if its config has none, and a warning beside another entry", async () => {
    const platform = { os: "windows", architecture: "amd64" };
    const none = buildImage({ platform });
    const alone = await findingsOf(bench, bench.draftOf([seedIndex(bench, "none", [none])]));
    expect(alone.findings[0]).toMatchObject({ code: "missing_os_version", severity: "note" });
    const beside = await findingsOf(
      bench,
      bench.draftOf([seedIndex(bench, "beside", [none, windows])]),
    );
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
  const source = seedIndex(bench, "odd", [listedAs(image, { platform: listed })]);
  const { entries } = await fix(bench, bench.draftOf([source]), "unusual_platform");
  expect(platformsOf(entries)).toEqual([wanted]);
});

it("an unknown name without a similar one has no fix", async () => {
  const odd = listedAs(amd64, { platform: { os: "linux", architecture: "quantum9" } });
  const { findings } = await findingsOf(bench, bench.draftOf([seedIndex(bench, "odd", [odd])]));
  expect(findings.find(({ code }) => code === "unusual_platform")).toMatchObject({
    message: expect.stringContaining("“quantum9” is not a known architecture") as string,
    fixes: [],
  });
});

it("gives an entry without a platform that of its config", async () => {
  for (const platform of [undefined, { os: "unknown", architecture: "unknown" }]) {
    const { platform: _, ...descriptor } = amd64.descriptor;
    const entry = { ...amd64, descriptor: { ...descriptor, ...(platform ? { platform } : {}) } };
    const { entries } = await fix(
      bench,
      bench.draftOf([seedIndex(bench, "bare", [entry, arm64])]),
      "entry_without_platform",
    );
    expect(entries).toContainEqual(amd64.descriptor);
  }
});
