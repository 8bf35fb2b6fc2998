import { describe, expect, it } from "vitest";
import {
  type Draft,
  draftSchema,
  type EntryEdit,
  type ManifestEdit,
} from "../../../shared/draft.ts";
import type { ImageIndex } from "../../../shared/oci/imageIndex.ts";
import type { Manifest } from "../../../shared/oci/manifest.ts";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import type { Platform } from "../../../shared/oci/platform.ts";
import type { Preview, ResultRow } from "../../../shared/preview.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { perTest } from "../../testing/perTest.ts";
import { amd64, arm64, contentOf, linux, signal, startWorkbench } from "../../testing/workbench.ts";
import { digestOf } from "../oci/digest.ts";
import { formatRecipe } from "../recipe/formatRecipe.ts";
import { parseRecipe } from "../recipe/parseRecipe.ts";
import { buildAttestation, buildImage, buildIndex } from "../sample/buildImage.ts";

const arm = linux("arm");
const attestation = buildAttestation(arm);
const docker = buildImage({
  platform: { os: "linux", architecture: "s390x" },
  mediaTypes: "docker",
});
const zstd = buildImage({ platform: { os: "linux", architecture: "riscv64" } });
const v7 = { variant: "v7" };

const bench = perTest(startWorkbench);

function editOf(digest: string, manifest: ManifestEdit): EntryEdit {
  return { digest, manifest };
}

async function preview(sources: readonly string[], more: Partial<Draft> = {}): Promise<Preview> {
  return await bench.engine.composer.preview(bench.draftOf(sources, [], more), signal);
}

function indexOf(shown: Preview): ImageIndex {
  return JSON.parse(contentOf(shown).text) as ImageIndex;
}

function rowOf(shown: Preview, digest: string): ResultRow {
  const row = contentOf(shown).rows.find(({ descriptor }) => descriptor.digest === digest);
  if (!row) {
    throw new Error(`no row of ${digest}`);
  }
  return row;
}

/** The manifest and the config that the edit of a digest creates. */
async function created(
  { id }: Preview,
  digest: string,
): Promise<{ readonly manifest: Manifest; readonly config: Platform | undefined }> {
  const view = await bench.engine.composer.manifestView(id, digest, signal);
  const { after } = view.config ?? {};
  return {
    manifest: JSON.parse(view.manifest.after ?? "null") as Manifest,
    config: after === undefined ? undefined : (JSON.parse(after) as Platform),
  };
}

function seed(): void {
  const index = buildIndex({ entries: [amd64, arm, attestation], annotations: { k: "v" } });
  seedImage(bench.registry, "acme/app", "multi", index);
  seedImage(bench.registry, "acme/app", "docker", docker);
}

describe("an edit of the platform in a config", () => {
  it("creates a config and a manifest, and the entry follows; the index keeps the rest", async () => {
    seed();
    const shown = await preview(["R/acme/app:multi"], {
      edits: [editOf(arm.digest, { platform: v7 })],
    });
    const row = rowOf(shown, arm.digest);
    expect(row).toMatchObject({
      platform: "linux/arm/v7",
      platformFrom: "config",
      becomes: { mediaType: arm.mediaType, platform: { variant: "v7" } },
      attestations: [{ descriptor: { digest: attestation.digest }, unbound: "dropped" }],
    });
    // Only an edit of the entry itself has something to reset.
    expect(row).not.toHaveProperty("original");
    const before = indexOf(await preview(["R/acme/app:multi"]));
    expect(indexOf(shown)).toEqual({ ...before, manifests: [before.manifests[0], row.becomes] });
    expect(row.becomes?.digest).not.toBe(arm.digest);
    const { manifest, config } = await created(shown, arm.digest);
    expect(config).toEqual({
      ...(JSON.parse(Buffer.from(arm.config.bytes).toString()) as object),
      ...v7,
    });
    expect(manifest.layers).toEqual(
      (JSON.parse(Buffer.from(arm.bytes).toString()) as Manifest).layers,
    );
    expect(manifest.config?.digest).not.toBe(arm.config.digest);
    expect(contentOf(shown).carbonCopy).toBe(false);
  });

  it("reaches an entry that lists another platform than the config, which already has it", async () => {
    const image = linux("arm", "v7");
    const platform = { architecture: "arm", os: "linux" };
    const listed = { ...image, descriptor: { ...image.descriptor, platform } };
    const index = buildIndex({ entries: [amd64, listed, buildAttestation(image)] });
    seedImage(bench.registry, "acme/app", "multi", index);
    const edits = [editOf(image.digest, { platform: v7 })];
    const shown = await preview(["R/acme/app:multi"], { edits });
    expect(rowOf(shown, image.digest)).toMatchObject({
      platform: "linux/arm/v7",
      attestations: [{ found: "inline" }],
    });
    expect(indexOf(shown).manifests[1]).toEqual({
      ...listed.descriptor,
      platform: { ...platform, ...v7 },
    });
    expect(indexOf(shown).manifests).toHaveLength(3);
  });

  it("drops the attestations that describe the old digest, or lists them as they are", async () => {
    seed();
    const manifest = { platform: v7 };
    const shown = await preview(["R/acme/app:multi"], { edits: [editOf(arm.digest, manifest)] });
    const keep = { kind: "keepAttestations", digests: [arm.digest] };
    expect(shown.losses).toMatchObject([
      {
        code: "unbound_attestations",
        kept: false,
        keep,
        message:
          "1 attestation of linux/arm/v7 is not included: it describes the manifests before the edit.",
      },
    ]);
    const kept = await preview(["R/acme/app:multi"], {
      edits: [editOf(arm.digest, { ...manifest, keepAttestations: true })],
    });
    expect(kept.losses).toMatchObject([{ code: "unbound_attestations", kept: true, keep }]);
    expect(rowOf(kept, arm.digest).attestations).toMatchObject([{ unbound: "kept" }]);
    expect(indexOf(kept).manifests.at(-1)).toEqual(attestation.descriptor);
  });

  it("does not append the attestation among the referrers of the old digest", async () => {
    const referrer = buildAttestation(amd64, "referrer");
    seedImage(bench.registry, "acme/app", undefined, referrer);
    expect(indexOf(await preview(["R/acme/app:amd64"])).manifests).toHaveLength(2);
    const edits = [editOf(amd64.digest, { annotations: [{ key: "k", value: "v" }] })];
    const shown = await preview(["R/acme/app:amd64"], { edits });
    expect(indexOf(shown).manifests).toHaveLength(1);
    const { losses } = await bench.engine.composer.losses(shown.id, signal);
    expect(losses).toMatchObject([
      {
        code: "referrers",
        kept: false,
        message: expect.stringMatching(
          /^Not copied: 1 referrer of edited manifests .* before the edit\.$/,
        ) as string,
      },
    ]);
  });

  it("comes before the edit of the entry, filters and annotations", async () => {
    seed();
    const edits: EntryEdit[] = [
      { digest: arm.digest, manifest: { platform: v7 }, platform: { "os.version": "1" } },
    ];
    const scope = { kind: "platform", platform: "linux/arm/v7" } as const;
    const shown = await preview(["R/acme/app:multi", "R/acme/app:arm64"], {
      edits,
      platforms: ["linux/arm/v7"],
      annotations: [{ id: "a", scope, key: "k", value: "v" }],
    });
    expect(indexOf(shown).manifests).toEqual([rowOf(shown, arm.digest).becomes]);
    expect(rowOf(shown, arm.digest).original?.platform).toEqual({
      os: "linux",
      architecture: "arm",
      variant: "v7",
    });
    expect(rowOf(shown, arm.digest).becomes).toMatchObject({
      platform: { variant: "v7", "os.version": "1" },
      annotations: { k: "v" },
    });
  });
});

describe("an edit of a single image", () => {
  it("that is not wrapped makes the edited manifest the result", async () => {
    const edits = [editOf(arm64.digest, { platform: { variant: "v9" } })];
    const shown = await preview(["R/acme/app:arm64"], { edits, preferIndex: false });
    const { text, carbonCopy, rows, mediaType } = contentOf(shown);
    expect({ carbonCopy, mediaType }).toEqual({
      carbonCopy: false,
      mediaType: mediaTypes.ociManifest,
    });
    expect(JSON.parse(text)).toEqual((await created(shown, arm64.digest)).manifest);
    expect(rows).toMatchObject([
      { platform: "linux/arm64/v9", descriptor: { digest: arm64.digest } },
    ]);
    expect(shown.findings).toEqual([]);
  });

  it("with a descriptor edit is still told that there is no entry to edit", async () => {
    const edits = [{ digest: arm64.digest, platform: { variant: "v9" } }];
    const shown = await preview(["R/acme/app:arm64"], { edits, preferIndex: false });
    expect(shown.findings).toMatchObject([{ code: "edits_ignored" }]);
  });
});

describe("a conversion", () => {
  it("of all images to Docker makes a Docker list, and says what it drops", async () => {
    seed();
    const annotated = buildImage({
      platform: { os: "linux", architecture: "ppc64le" },
      annotations: { a: "1" },
    });
    seedImage(bench.registry, "acme/app", "annotated", annotated);
    const edits = [amd64, arm, annotated].map(({ digest }) =>
      editOf(digest, { convertTo: "docker" }),
    );
    const shown = await preview(["R/acme/app:multi", "R/acme/app:annotated"], { edits });
    expect(contentOf(shown).mediaType).toBe(mediaTypes.dockerList);
    expect(shown.findings.map(({ code }) => code)).not.toContain("format_mismatch");
    expect(shown.findings.map(({ code }) => code)).not.toContain("mixed_media_types");
    expect(indexOf(shown).manifests.map(({ mediaType }) => mediaType)).toEqual([
      mediaTypes.dockerManifest,
      mediaTypes.dockerManifest,
      mediaTypes.dockerManifest,
    ]);
    expect(shown.losses.map(({ code, message }) => [code, message])).toEqual([
      ["index_annotations", "Docker manifest lists have no annotations: 1 index annotation."],
      ["unbound_attestations", expect.stringContaining("linux/arm")],
      ["manifest_fields", "The conversion of linux/ppc64le to Docker removes 1 annotation (a)."],
    ]);
  });

  it("of the entries of one index changes the type of the index, and back", async () => {
    seed();
    const toDocker = [amd64, arm].map(({ digest }) => editOf(digest, { convertTo: "docker" }));
    const shown = await preview(["R/acme/app:multi"], { edits: toDocker });
    expect(contentOf(shown).mediaType).toBe(mediaTypes.dockerList);
    expect(indexOf(shown)).not.toHaveProperty("annotations");
    const one = await preview(["R/acme/app:multi"], { edits: toDocker.slice(0, 1) });
    expect(indexOf(one)).toMatchObject({ mediaType: mediaTypes.ociIndex, annotations: { k: "v" } });
    const list = buildIndex({ entries: [docker], mediaTypes: "docker" });
    seedImage(bench.registry, "acme/app", "list", list);
    const oci = await preview(["R/acme/app:list"], {
      edits: [editOf(docker.digest, { convertTo: "oci", annotations: [{ key: "a", value: "1" }] })],
    });
    expect(contentOf(oci).mediaType).toBe(mediaTypes.ociIndex);
    const { manifest } = await created(oci, docker.digest);
    expect(manifest).toMatchObject({
      mediaType: mediaTypes.ociManifest,
      config: { mediaType: mediaTypes.ociConfig, digest: docker.config.digest },
      annotations: { a: "1" },
    });
  });

  it("of an image to one that is listed already lists it once", async () => {
    seed();
    const shown = await preview(["R/acme/app:docker"], {
      edits: [editOf(docker.digest, { convertTo: "oci" })],
    });
    const text = (await bench.engine.composer.manifestView(shown.id, docker.digest, signal))
      .manifest.after;
    const digest = rowOf(shown, docker.digest).becomes?.digest ?? "";
    const bytes = Buffer.from(text ?? "");
    const stored = bench.registry.repository("acme/app");
    stored.manifests.set(digest, { mediaType: mediaTypes.ociManifest, bytes });
    stored.tags.set("oci", digest);
    const both = await preview(["R/acme/app:docker", "R/acme/app:oci"], {
      edits: [editOf(docker.digest, { convertTo: "oci" })],
    });
    expect(indexOf(both).manifests.map((entry) => entry.digest)).toEqual([digest]);
  });

  it("that is not possible stops the preview and names the entry; its manifest can be read", async () => {
    const text = Buffer.from(zstd.bytes).toString().replaceAll("tar+gzip", "tar+zstd");
    const bytes = Buffer.from(text);
    const { manifests, tags, blobs } = bench.registry.repository("acme/app");
    const digest = digestOf(bytes);
    manifests.set(digest, { mediaType: zstd.mediaType, bytes });
    tags.set("zstd", digest);
    blobs.set(zstd.config.digest, zstd.config.bytes);
    const edits = [editOf(digest, { convertTo: "docker" })];
    const shown = await preview(["R/acme/app:zstd", "R/acme/app:amd64"], { edits });
    expect(shown.result).toMatchObject({
      kind: "failed",
      error: { code: "manifest_unsupported" },
      rows: [{ platform: "linux/riscv64" }, { platform: "linux/amd64" }],
    });
    const { refusals, platform } = await bench.engine.composer.manifestView(
      shown.id,
      digest,
      signal,
    );
    expect(platform).toMatchObject({ architecture: "riscv64" });
    expect(refusals).toEqual({ docker: expect.stringContaining("zstd") as string });
  });
});

it("an edit that changes nothing leaves the bytes as they are", async () => {
  seed();
  const edits = [
    editOf(arm.digest, {
      convertTo: "oci",
      platform: { os: "linux" },
      annotations: [{ key: "x" }],
    }),
  ];
  const shown = await preview(["R/acme/app:multi"], { edits });
  expect(contentOf(shown).carbonCopy).toBe(true);
  expect(rowOf(shown, arm.digest)).not.toHaveProperty("becomes");
  expect(rowOf(shown, arm.digest).attestations).not.toMatchObject([{ unbound: "dropped" }]);
});

it("an excluded entry is not edited, and its manifest is not read", async () => {
  seed();
  bench.registry.repository("acme/app").manifests.delete(arm.digest);
  const edits = [editOf(arm.digest, { platform: v7 })];
  const shown = await preview(["R/acme/app:multi"], { edits, excluded: [arm.digest] });
  expect(indexOf(shown).manifests).toHaveLength(1);
  const failed = await preview(["R/acme/app:multi"], { edits });
  expect(failed.result).toMatchObject({ kind: "failed", error: { code: "not_found" } });
});

it("an annotation of a Docker manifest is refused until it is converted", async () => {
  seed();
  const annotations = [{ key: "a", value: "1" }];
  const shown = await preview(["R/acme/app:docker"], {
    edits: [editOf(docker.digest, { annotations })],
  });
  expect(shown.result).toMatchObject({
    kind: "failed",
    error: { code: "manifest_unsupported", hint: "Convert it to OCI too." },
  });
});

it("a nested index is refused, with what to do instead", async () => {
  const nested = buildIndex({ entries: [arm] });
  seedImage(bench.registry, "acme/app", "outer", buildIndex({ entries: [amd64, nested] }));
  const shown = await preview(["R/acme/app:outer"], {
    edits: [editOf(nested.digest, { convertTo: "docker" })],
  });
  expect(shown.result).toMatchObject({
    kind: "failed",
    error: { hint: expect.stringContaining("add that index as a source") as string },
  });
});

it("edits of manifests are read with their progress, and the whole can be cancelled", async () => {
  seed();
  const edits = [amd64, arm].map(({ digest }) => editOf(digest, { convertTo: "docker" }));
  const draft = bench.draftOf(["R/acme/app:multi"], [], { edits });
  const counts: string[] = [];
  const progress = {
    onSource: () => {},
    onPartial: () => {},
    onSearch: () => {},
    onImage: () => {},
    onEdited: (done: number, total: number) => void counts.push(`${done}/${total}`),
  };
  await bench.engine.composer.preview(draft, signal, { progress });
  expect(counts).toEqual(["0/2", "1/2", "2/2"]);
  const giveUp = new AbortController();
  const restarted = bench.restart();
  const cancelled = restarted.composer.preview(draft, giveUp.signal, {
    progress: { ...progress, onEdited: () => giveUp.abort() },
  });
  await expect(cancelled).rejects.toThrow("abort");
  await restarted.close();
});

it("a recipe of version 2 has them", async () => {
  const manifest: ManifestEdit = {
    convertTo: "oci",
    platform: { variant: "", "os.features": ["a"] },
    annotations: [{ key: "k", value: "v" }, { key: "gone" }],
    keepAttestations: true,
  };
  const draft = bench.draftOf([], [], { edits: [editOf(arm.digest, manifest)] });
  const text = formatRecipe(draft);
  expect(text).toContain("manifestry: 2");
  expect(parseRecipe(text).edits).toEqual(draft.edits);
  expect(draftSchema.parse(draft).edits).toEqual(draft.edits);
  expect(() => parseRecipe(text.replace("convert-to: oci", "convert-to: ocp"))).toThrow(
    "edits[0].manifest.convert-to is not one of oci, docker",
  );
  expect(() => parseRecipe(text.replace("convert-to", "convertTo"))).toThrow(
    'unknown key "convertTo"',
  );
});

it("a config edited among several sources takes no platform from the image", async () => {
  seed();
  const edits = [editOf(arm.digest, { platform: { variant: "v6" } })];
  const shown = await preview(["R/acme/app:multi", "R/acme/app:arm64"], { edits });
  expect(rowOf(shown, arm.digest)).toMatchObject({ platform: "linux/arm/v6" });
  expect(shown.findings.map(({ code }) => code)).not.toContain("platform_replaced");
  expect(contentOf(shown).replaced).toEqual([]);
});
