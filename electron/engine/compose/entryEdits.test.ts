import { describe, expect, it } from "vitest";
import { applyFix } from "../../../shared/applyFix.ts";
import { draftSchema, type Draft, type EntryEdit } from "../../../shared/draft.ts";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import type { ImageIndex } from "../../../shared/oci/imageIndex.ts";
import type { Preview } from "../../../shared/preview.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, contentOf, linux, signal, startWorkbench } from "../../testing/workbench.ts";
import { perTest } from "../../testing/perTest.ts";
import { indexJson } from "../oci/indexJson.ts";
import { formatRecipe } from "../recipe/formatRecipe.ts";
import { parseRecipe } from "../recipe/parseRecipe.ts";
import { buildAttestation, buildImage, buildIndex } from "../sample/buildImage.ts";

const arm = linux("arm");
const attestation = buildAttestation(arm);
const v7: EntryEdit = { digest: arm.digest, platform: { variant: "v7" } };

const bench = perTest(startWorkbench);

async function preview(sources: readonly string[], more: Partial<Draft> = {}): Promise<Preview> {
  return await bench.engine.composer.preview(bench.draftOf(sources, [], more), signal);
}

function codesOf({ findings }: Preview): readonly string[] {
  return findings.map(({ code }) => code);
}

function digestsOf(shown: Preview): readonly string[] {
  const index = JSON.parse(contentOf(shown).text) as ImageIndex;
  return index.manifests.map(({ digest }) => digest);
}

function seed(): void {
  const index = buildIndex({ entries: [amd64, arm, attestation], annotations: { k: "v" } });
  seedImage(bench.registry, "acme/app", "multi", index);
  seedImage(bench.registry, "acme/app", "arm", arm);
}

describe("an edited platform", () => {
  it("replaces fields of an index entry, and the index keeps everything else", async () => {
    seed();
    const shown = await preview(["R/acme/app:multi"], { edits: [v7] });
    const { text, carbonCopy, rows } = contentOf(shown);
    const index = JSON.parse(contentOf(await preview(["R/acme/app:multi"])).text) as ImageIndex;
    const platform = { os: "linux", architecture: "arm", variant: "v7" };
    const expected = indexJson({
      ...index,
      manifests: index.manifests.map((entry) =>
        entry.digest === arm.digest ? { ...entry, platform } : entry,
      ),
    });
    expect(text).toBe(new TextDecoder().decode(expected));
    expect(carbonCopy).toBe(false);
    expect(shown.losses).toEqual([]);
    expect(rows).toMatchObject([
      { platform: "linux/amd64", platformFrom: "index" },
      {
        platform: "linux/arm/v7",
        platformFrom: "index",
        original: { platform: { os: "linux", architecture: "arm" } },
        attestations: [{ found: "inline" }],
      },
    ]);
    expect(rows[0]).not.toHaveProperty("original");
  });

  it("leaves the bytes as they are if it changes nothing", async () => {
    seed();
    const same = { digest: arm.digest, platform: { os: "linux", variant: "" } };
    const shown = await preview(["R/acme/app:multi"], { edits: [same] });
    expect(contentOf(shown).carbonCopy).toBe(true);
    expect(contentOf(shown).digest).toBe(contentOf(await preview(["R/acme/app:multi"])).digest);
  });

  it("is matched by the platform filter, annotations and findings", async () => {
    seed();
    const scope = { kind: "platform", platform: "linux/arm/v6" } as const;
    const edits = [{ digest: arm.digest, platform: { variant: "v6" } }];
    const shown = await preview(["R/acme/app:multi", "R/acme/app:arm64"], {
      edits,
      platforms: ["linux/arm/v6"],
      annotations: [{ id: "a", scope, key: "k", value: "v" }],
    });
    const { rows } = contentOf(shown);
    expect(rows.map(({ kept }) => kept)).toEqual([false, true, false]);
    expect(rows[1]?.descriptor.annotations).toEqual({ k: "v" });
    expect(codesOf(shown)).toEqual([]);
    const twice = [{ digest: arm.digest, platform: { architecture: "amd64" } }];
    expect(codesOf(await preview(["R/acme/app:multi"], { edits: twice }))).toEqual([
      "duplicate_platform",
    ]);
  });

  it("sets os.version and os.features of a single image, and can remove fields", async () => {
    seedImage(bench.registry, "acme/app", "more", buildIndex({ entries: [arm64] }));
    const edits = [
      {
        digest: amd64.digest,
        platform: { os: "windows", "os.version": "10.0.1", "os.features": ["win32k"] },
      },
      { digest: arm64.digest, platform: { variant: "" } },
    ];
    const shown = await preview(["R/acme/app:amd64", "R/acme/app:more"], { edits });
    expect(contentOf(shown).rows).toMatchObject([
      { platform: "windows(10.0.1+win32k)/amd64", platformFrom: "config" },
      { platform: "linux/arm64", original: { platform: { variant: "v8" } } },
    ]);
    expect(codesOf(shown)).toEqual(["config_mismatch"]);
  });

  it("is kept and reported if no source lists its digest", async () => {
    const shown = await preview(["R/acme/app:amd64", "R/acme/app:arm64"], { edits: [v7] });
    expect(shown.findings).toMatchObject([
      {
        code: "edit_matches_nothing",
        severity: "warning",
        fixes: [{ kind: "removeEdits", digests: [arm.digest] }],
      },
    ]);
    // A source that could not be read may list it.
    const partial = await preview(["R/acme/app:amd64", "R/acme/app:nope"], { edits: [v7] });
    expect(codesOf(partial)).not.toContain("edit_matches_nothing");
  });

  it("is reported if the result is a single manifest, which has no entry", async () => {
    seed();
    const shown = await preview(["R/acme/app:arm"], { edits: [v7], preferIndex: false });
    expect(codesOf(shown)).toEqual(["edits_ignored"]);
    expect(contentOf(shown).digest).toBe(arm.digest);
  });

  it("is pushed as previewed", async () => {
    seed();
    const draft = bench.draftOf(["R/acme/app:multi"], ["R/acme/other:1"], { edits: [v7] });
    const { digest } = contentOf(await bench.engine.composer.preview(draft, signal));
    expect((await bench.push(draft)).failure).toBeUndefined();
    const { manifests } = bench.registry.repository("acme/other");
    expect([digest, arm.digest, attestation.digest].every((each) => manifests.has(each))).toBe(
      true,
    );
  });
});

describe("edited annotations of an entry", () => {
  it("are set, changed and removed, and override those of the draft", async () => {
    const marked = { ...arm, descriptor: { ...arm.descriptor, annotations: { a: "1", b: "2" } } };
    seedImage(bench.registry, "acme/app", "marked", buildIndex({ entries: [amd64, marked] }));
    const annotations = [{ key: "a", value: "3" }, { key: "b" }, { key: "c", value: "" }];
    const edits = [{ digest: arm.digest, annotations }];
    const shown = await preview(["R/acme/app:marked"], { edits });
    const [, entry] = contentOf(shown).rows;
    expect(entry?.descriptor.annotations).toEqual({ a: "3", c: "" });
    expect(entry?.original?.annotations).toEqual({ a: "1", b: "2" });
    expect(contentOf(shown).text.match(/"annotations"/g)).toHaveLength(1);
    const general = { id: "g", scope: { kind: "entries" }, key: "a", value: "all" } as const;
    const both = await preview(["R/acme/app:marked"], { edits, annotations: [general] });
    expect(contentOf(both).rows.map(({ descriptor }) => descriptor.annotations)).toEqual([
      { a: "all" },
      { a: "3", c: "" },
    ]);
    expect(contentOf(both).rows[0]).not.toHaveProperty("original");
    const same = [{ digest: arm.digest, annotations: [{ key: "a", value: "1" }, { key: "z" }] }];
    expect(contentOf(await preview(["R/acme/app:marked"], { edits: same })).carbonCopy).toBe(true);
  });

  it("are reported for a Docker list, which has no annotations", async () => {
    const docker = buildImage({
      platform: { os: "linux", architecture: "amd64" },
      mediaTypes: "docker",
    });
    seedImage(bench.registry, "acme/app", "docker", docker);
    const edits = [{ digest: docker.digest, annotations: [{ key: "k", value: "v" }] }];
    const shown = await preview(["R/acme/app:docker"], { edits });
    expect(codesOf(shown)).toContain("annotations_ignored");
    expect(contentOf(shown).text).not.toContain("annotations");
  });
});

describe("a source that replaces an entry", () => {
  const draftOf = (replaces: string, more: Partial<Draft> = {}): Draft => {
    const draft = bench.draftOf(["R/acme/app:multi", "R/acme/app:arm64"], [], more);
    const [index, image] = draft.sources;
    return { ...draft, sources: index && image ? [index, { ...image, replaces }] : [] };
  };

  it("takes its place and its order, and removes its attestations", async () => {
    seed();
    const shown = await bench.engine.composer.preview(draftOf(amd64.digest), signal);
    expect(digestsOf(shown)).toEqual([arm64, arm, attestation].map(({ digest }) => digest));
    const replaced = await bench.engine.composer.preview(draftOf(arm.digest), signal);
    expect(digestsOf(replaced)).toEqual([amd64.digest, arm64.digest]);
    expect(contentOf(replaced).rows[1]).toMatchObject({ sources: ["s1"], platform: "linux/arm64" });
    expect(codesOf(replaced)).toEqual(["replacement_platform"]);
    const order = [arm.digest, amd64.digest];
    const moved = await bench.engine.composer.preview(draftOf(arm.digest, { order }), signal);
    expect(digestsOf(moved)).toEqual([arm64.digest, amd64.digest]);
    expect(replaced.command).toBe("");
  });

  it("leaves the replaced entry in the list of those not included, to be used again", async () => {
    seed();
    const draft = draftOf(arm.digest);
    const shown = contentOf(await bench.engine.composer.preview(draft, signal));
    expect(shown.replaced).toMatchObject([
      {
        descriptor: { digest: arm.digest },
        platform: "linux/arm",
        attestations: [{ descriptor: { digest: attestation.digest } }],
        sources: ["s0"],
        by: { kind: "source", id: "s1" },
      },
    ]);
    const [replaced] = shown.replaced;
    const preferred = replaced && applyFix(draft, replaced.prefer, () => "new");
    const again = await bench.engine.composer.preview(preferred ?? draft, signal);
    expect(contentOf(again).replaced).toEqual([]);
    expect(digestsOf(again)).toEqual([amd64, arm, attestation].map(({ digest }) => digest));
  });

  it("is added and reported if no other source lists the digest", async () => {
    const draft = draftOf(linux("s390x").digest);
    seed();
    const shown = await bench.engine.composer.preview(draft, signal);
    expect(digestsOf(shown)).toHaveLength(4);
    expect(shown.findings).toMatchObject([
      { code: "replaces_nothing", subject: { kind: "source", id: "s1" } },
      { code: "missing_variant" },
    ]);
  });
});

describe("moved entries", () => {
  it("are listed first, and their attestations follow them", async () => {
    const ofAmd64 = buildAttestation(amd64);
    const entries = [amd64, arm, ofAmd64, attestation];
    const index = buildIndex({ entries, annotations: { k: "v" } });
    seedImage(bench.registry, "acme/app", "tail", index);
    const order = [arm.digest];
    const tail = await preview(["R/acme/app:tail"], { order });
    expect(digestsOf(tail)).toEqual([arm, amd64, attestation, ofAmd64].map(({ digest }) => digest));
    expect(contentOf(tail)).toMatchObject({ annotations: { k: "v" }, carbonCopy: false });
    seedImage(
      bench.registry,
      "acme/app",
      "pairs",
      buildIndex({ entries: [amd64, ofAmd64, arm, attestation] }),
    );
    const pairs = await preview(["R/acme/app:pairs", "R/acme/app:arm64"], { order });
    expect(digestsOf(pairs)).toEqual(
      [arm, attestation, amd64, ofAmd64, arm64].map(({ digest }) => digest),
    );
    expect(codesOf(pairs)).toEqual(["missing_variant"]);
    const same = await preview(["R/acme/app:tail"], { order: [amd64.digest, arm.digest] });
    expect(contentOf(same).carbonCopy).toBe(true);
  });

  it("keep their places in a Docker list", async () => {
    const [s390x, ppc64le] = ["s390x", "ppc64le"].map((architecture) => {
      const image = buildImage({ platform: { os: "linux", architecture }, mediaTypes: "docker" });
      seedImage(bench.registry, "acme/app", architecture, image);
      return image;
    });
    const order = [ppc64le?.digest ?? ""];
    const shown = await preview(["R/acme/app:s390x", "R/acme/app:ppc64le"], { order });
    expect(contentOf(shown).mediaType).toBe(mediaTypes.dockerList);
    expect(digestsOf(shown)).toEqual([ppc64le?.digest, s390x?.digest]);
  });

  it("are reported if one is gone and another has no place", async () => {
    const order = [arm.digest, amd64.digest];
    const moved = await preview(["R/acme/app:arm64", "R/acme/app:amd64"], { order });
    expect(moved.findings).toMatchObject([
      { code: "order_matches_nothing", fixes: [{ kind: "resetOrder" }] },
    ]);
    const removed = await preview(["R/acme/app:amd64"], { order });
    expect(codesOf(removed)).toEqual(["single_image_wrapped"]);
  });
});

describe("drafts and recipes", () => {
  it("open without edits, and are saved as version 1 without edits", () => {
    const { edits: _, order: __, ...saved } = emptyDraft;
    expect(draftSchema.parse(saved)).toEqual(emptyDraft);
    expect(formatRecipe(emptyDraft)).toMatch(/^manifestry: 1\n/);
  });

  it("contain edits in version 2", () => {
    const annotated = { ...v7, annotations: [{ key: "__proto__", value: "v" }, { key: "k" }] };
    const draft: Draft = { ...emptyDraft, edits: [annotated] };
    const text = formatRecipe(draft);
    expect(text).toMatch(/^manifestry: 2\n/);
    expect(parseRecipe(text).edits).toEqual([annotated]);
    const order = [arm.digest, amd64.digest];
    const ordered = formatRecipe({ ...emptyDraft, order });
    expect(ordered).toMatch(/^manifestry: 2\n/);
    expect(parseRecipe(ordered).order).toEqual(order);
    const sources = [{ id: "s", text: "app:1", replaces: arm.digest }];
    const replacing = formatRecipe({ ...emptyDraft, sources });
    expect(replacing).toMatch(/^manifestry: 2\n/);
    expect(parseRecipe(replacing).sources).toMatchObject([{ text: "app:1", replaces: arm.digest }]);
    expect(() => parseRecipe(text.replace("variant:", "veriant:"))).toThrow(
      expect.objectContaining({
        hint: expect.stringContaining(
          "os, architecture, variant, os.version, os.features",
        ) as string,
      }) as Error,
    );
  });
});
