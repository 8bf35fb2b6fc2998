import { describe, expect, it } from "vitest";
import { applyFix } from "../../../shared/applyFix.ts";
import { draftSchema, type Draft } from "../../../shared/draft.ts";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import type { Preview } from "../../../shared/preview.ts";
import { digestOf as sha256 } from "../oci/digest.ts";
import { formatRecipe } from "../recipe/formatRecipe.ts";
import { parseRecipe } from "../recipe/parseRecipe.ts";
import {
  buildAttestation,
  buildImage,
  buildIndex,
  type BuiltImage,
  describe as of,
} from "../sample/buildImage.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, contentOf, signal, startWorkbench } from "../../testing/workbench.ts";
import { perTest } from "../../testing/perTest.ts";

/** A Homebrew bottle: its os.version has a space, which no platform filter accepts. */
function bottle(version: string): BuiltImage {
  return buildImage({
    platform: { os: "darwin", architecture: "arm64", "os.version": version },
    layers: [{ version }],
  });
}
const [ventura, sonoma] = [bottle("macOS 13"), bottle("macOS 14")];
const attestation = buildAttestation(amd64);

/** The manifest of an artifact. @param config the text of its config */
function buildArtifact(type: string, config: string, artifactType: string | undefined): BuiltImage {
  const bytes = Buffer.from(config);
  const blob = { mediaType: type, digest: sha256(bytes), bytes };
  const layer = amd64.layers[0] as BuiltImage["config"];
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      ...(artifactType === undefined ? {} : { artifactType }),
      config: of(blob),
      layers: [of(layer)],
    }),
  );
  const content = { mediaType: mediaTypes.ociManifest, digest: sha256(manifest), bytes: manifest };
  return { kind: "image", ...content, descriptor: of(content), config: blob, layers: [layer] };
}

const bench = perTest(startWorkbench);

function seed(name: string, entries: Parameters<typeof buildIndex>[0]["entries"]): void {
  seedImage(bench.registry, "acme/app", name, buildIndex({ entries, annotations: { k: "v" } }));
}

async function preview(sources: readonly string[], more: Partial<Draft> = {}): Promise<Preview> {
  return await bench.engine.composer.preview(bench.draftOf(sources, [], more), signal);
}

function digestsOf(shown: Preview): readonly string[] {
  const { manifests } = JSON.parse(contentOf(shown).text) as {
    manifests: readonly { digest: string }[];
  };
  return manifests.map(({ digest }) => digest);
}

describe("excluded entries", () => {
  it("excludes an entry that no platform filter can exclude", async () => {
    seed("bottles", [ventura, sonoma]);
    const shown = await preview(["R/acme/app:bottles"], { excluded: [ventura.digest] });
    expect(digestsOf(shown)).toEqual([sonoma.digest]);
    expect(contentOf(shown)).toMatchObject({
      annotations: { k: "v" },
      carbonCopy: false,
      rows: [
        { platform: "darwin(macOS 13)/arm64", kept: false, excluded: true },
        { platform: "darwin(macOS 14)/arm64", kept: true },
      ],
    });
    expect(shown.findings).toEqual([]);
  });

  it("excludes the attestations of an image, or an attestation alone", async () => {
    seed("attested", [amd64, attestation, arm64]);
    const without = await preview(["R/acme/app:attested"], { excluded: [amd64.digest] });
    expect(digestsOf(without)).toEqual([arm64.digest]);
    const alone = await preview(["R/acme/app:attested"], { excluded: [attestation.digest] });
    expect(digestsOf(alone)).toEqual([amd64.digest, arm64.digest]);
    expect(contentOf(alone).rows[0]).toMatchObject({
      kept: true,
      attestations: [{ found: "inline", excluded: true }],
    });
  });

  it("appends no referrer in place of an excluded attestation", async () => {
    const referrer = buildAttestation(amd64, "referrer");
    seedImage(bench.registry, "acme/app", undefined, referrer);
    seed("attested", [amd64, attestation]);
    const inline = await preview(["R/acme/app:attested"], { excluded: [attestation.digest] });
    expect(digestsOf(inline)).toEqual([amd64.digest]);
    const found = await preview(["R/acme/app:amd64"], { excluded: [referrer.digest] });
    expect(digestsOf(found)).toEqual([amd64.digest]);
    expect(contentOf(found).rows[0]?.attestations).toMatchObject([
      { found: "referrer", excluded: true },
    ]);
    expect(found.findings.map(({ code }) => code)).not.toContain("excluded_matches_nothing");
  });

  it("combines exclusions with the platform filter", async () => {
    const shown = await preview(["R/acme/app:amd64", "R/acme/app:arm64"], {
      platforms: ["linux/amd64"],
      excluded: [arm64.digest],
    });
    expect(contentOf(shown).rows).toMatchObject([
      { kept: true },
      { kept: false, excluded: true, filtered: true },
    ]);
  });

  it("fails with the rows if all entries are excluded", async () => {
    const { result } = await preview(["R/acme/app:amd64", "R/acme/app:arm64"], {
      excluded: [amd64.digest, arm64.digest],
    });
    expect(result).toMatchObject({
      kind: "failed",
      error: { code: "all_excluded" },
      rows: [
        { kept: false, excluded: true },
        { kept: false, excluded: true },
      ],
    });
    const single = await preview(["R/acme/app:amd64"], {
      excluded: [amd64.digest],
      preferIndex: false,
    });
    expect(single.result).toMatchObject({
      error: { code: "all_excluded" },
      rows: [{ excluded: true }],
    });
  });

  it("neither pushes excluded entries nor lists their losses", async () => {
    seed("attested", [amd64, attestation, arm64]);
    const draft = bench.draftOf(["R/acme/app:attested"], ["R/acme/other:1"], {
      excluded: [arm64.digest, attestation.digest],
    });
    expect((await bench.push(draft)).failure).toBeUndefined();
    const pushed = bench.registry.repository("acme/other").manifests;
    expect(pushed.has(amd64.digest)).toBe(true);
    expect([arm64, attestation].filter(({ digest }) => pushed.has(digest))).toEqual([]);
  });
});

it("finds exclusions that no source lists, with a fix", async () => {
  const shown = await preview(["R/acme/app:amd64"], { excluded: [arm64.digest] });
  expect(shown.findings).toMatchObject([
    {
      code: "excluded_matches_nothing",
      severity: "warning",
      message: expect.stringContaining(arm64.digest) as string,
      fixes: [{ kind: "include", digests: [arm64.digest] }],
    },
    { code: "single_image_wrapped" },
  ]);
  // A failed source may list it.
  const partial = await preview(["R/acme/app:amd64", "R/acme/app:nope"], {
    excluded: [arm64.digest],
  });
  expect(partial.findings.map(({ code }) => code)).not.toContain("excluded_matches_nothing");
});

it("opens drafts without exclusions, and keeps exclusions in recipes", () => {
  const { excluded: _, ...saved } = emptyDraft;
  expect(draftSchema.parse(saved)).toEqual(emptyDraft);
  expect(parseRecipe("manifestry: 1\n").excluded).toEqual([]);
  expect(formatRecipe(emptyDraft)).not.toContain("exclude");
  const draft: Draft = { ...emptyDraft, excluded: [amd64.digest] };
  expect(parseRecipe(formatRecipe(draft)).excluded).toEqual([amd64.digest]);
});

describe("equal platforms", () => {
  it("finds platforms that clients treat as one, but not those that differ in os.version", async () => {
    const plain = buildImage({ platform: { os: "linux", architecture: "arm64" } });
    seed("twice", [plain, arm64]);
    const same = await preview(["R/acme/app:twice"]);
    expect(same.findings).toMatchObject([
      {
        code: "duplicate_platform",
        message: expect.stringMatching(/is linux\/arm64, .* as the same platform/) as string,
      },
    ]);
    const windows = ["10.0.17763.1", "10.0.20348.1"].map((version) =>
      buildImage({
        platform: { os: "windows", architecture: "amd64", "os.version": version },
        layers: [{ version }],
      }),
    );
    seed("windows", windows);
    expect((await preview(["R/acme/app:windows"])).findings).toEqual([]);
  });

  it("accepts an alternative entry for the same platform", async () => {
    const zstd = buildImage({
      platform: { os: "linux", architecture: "amd64" },
      layers: [{ packed: "zstd" }],
    });
    const marked = {
      ...zstd,
      descriptor: {
        ...zstd.descriptor,
        annotations: { "io.github.containers.compression.zstd": "true" },
      },
    };
    seed("packed", [amd64, marked]);
    expect((await preview(["R/acme/app:packed"])).findings).toEqual([]);
  });

  it("finds a digest that is listed for two platforms", async () => {
    const listed = (platform: BuiltImage["descriptor"]["platform"]): BuiltImage => ({
      ...amd64,
      descriptor: { ...amd64.descriptor, ...(platform ? { platform } : {}) },
    });
    const noarch = [
      listed({ os: "linux", architecture: "amd64" }),
      listed({ os: "linux", architecture: "riscv64" }),
    ];
    seed("noarch", noarch);
    // The unchanged bytes have both.
    expect((await preview(["R/acme/app:noarch"])).findings.map(({ code }) => code)).not.toContain(
      "platform_replaced",
    );
    const draft = bench.draftOf(["R/acme/app:noarch", "R/acme/app:arm64"]);
    const { findings, result } = await bench.engine.composer.preview(draft, signal);
    const prefer = {
      kind: "editEntries",
      entries: [{ digest: amd64.digest, platform: { os: "linux", architecture: "amd64" } }],
      label: "Use linux/amd64",
    } as const;
    expect(result).toMatchObject({
      content: {
        replaced: [
          {
            platform: "linux/amd64",
            sources: ["s0"],
            by: { kind: "platform", platform: "linux/riscv64" },
            prefer,
          },
        ],
      },
    });
    const fixed = await bench.engine.composer.preview(
      applyFix(draft, prefer, () => "new"),
      signal,
    );
    expect(contentOf(fixed)).toMatchObject({
      rows: [{ platform: "linux/amd64" }, {}],
      replaced: [],
    });
    expect(findings).toMatchObject([
      {
        code: "platform_replaced",
        fixes: [prefer],
        severity: "warning",
        message: expect.stringMatching(/for linux\/amd64 too.*for linux\/riscv64 only/) as string,
        subject: { kind: "entry", digest: amd64.digest },
      },
    ]);
    // Two spellings of one platform are not reported.
    seed("spelled", [
      listed({ os: "linux", architecture: "amd64" }),
      listed({ os: "linux", architecture: "x86_64" }),
    ]);
    const spelled = await preview(["R/acme/app:spelled", "R/acme/app:arm64"]);
    expect(spelled.findings.map(({ code }) => code)).toEqual(["unusual_platform"]);
  });
});

describe("artifacts as entries", () => {
  it.each([
    ["a Helm chart", "application/vnd.cncf.helm.config.v1+json", '{"name":"chart"}', undefined],
    ["an ORAS artifact", "application/vnd.oci.empty.v1+json", "{}", "application/vnd.acme.sbom"],
    ["one whose config is no JSON", "application/vnd.acme.binary", "\u0000\u0001", undefined],
  ])(
    "such as %s has no platform, and a note says what it is",
    async (_, type, config, artifactType) => {
      const artifact = buildArtifact(type, config, artifactType);
      seedImage(bench.registry, "acme/app", "artifact", artifact);
      const shown = await preview(["R/acme/app:artifact", "R/acme/app:amd64"]);
      const [row] = contentOf(shown).rows;
      expect(row).toMatchObject({ kind: "artifact", artifactType: artifactType ?? type });
      expect(row?.platform).toBeUndefined();
      expect(JSON.parse(contentOf(shown).text)).toMatchObject({
        manifests: [
          { mediaType: artifact.mediaType, digest: artifact.digest, size: artifact.bytes.length },
          { digest: amd64.digest },
        ],
      });
      expect(contentOf(shown).text.match(/"platform"/g)).toHaveLength(1);
      expect(shown.findings).toMatchObject([
        { code: "not_an_image", severity: "note", subject: { digest: artifact.digest } },
      ]);
      const target = await bench.engine.composer.checkTarget(
        `${bench.registry.host}/acme/app:artifact`,
        signal,
      );
      expect(target.kind === "exists" && target.rows[0]?.platform).toBe(undefined);
    },
  );

  it("treats a WebAssembly module with a platform as an image", async () => {
    const module = buildArtifact(
      "application/vnd.wasm.config.v0+json",
      '{"os":"wasip1","architecture":"wasm"}',
      undefined,
    );
    seedImage(bench.registry, "acme/app", "wasm", module);
    const shown = await preview(["R/acme/app:wasm", "R/acme/app:amd64"]);
    expect(contentOf(shown).rows[0]).toMatchObject({ kind: "image", platform: "wasip1/wasm" });
    expect(shown.findings).toEqual([]);
  });
});
