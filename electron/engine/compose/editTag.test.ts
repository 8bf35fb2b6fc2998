import { describe, expect, it } from "vitest";
import { draftSchema, type Draft } from "../../../shared/draft.ts";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import type { ImageIndex } from "../../../shared/oci/imageIndex.ts";
import type { Preview, ResultContent } from "../../../shared/preview.ts";
import { perTest } from "../../testing/perTest.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, contentOf, linux, signal, startWorkbench } from "../../testing/workbench.ts";
import { digestOf } from "../oci/digest.ts";
import { formatRecipe } from "../recipe/formatRecipe.ts";
import { parseRecipe } from "../recipe/parseRecipe.ts";
import {
  buildAttestation,
  buildImage,
  buildIndex,
  type BuiltImage,
  type BuiltIndex,
  describe as of,
} from "../sample/buildImage.ts";

const arm = linux("arm");
const provenance = buildAttestation(amd64);
const docker = buildImage({
  platform: { os: "linux", architecture: "amd64" },
  mediaTypes: "docker",
});
const artifactType = "application/vnd.example.release.v1+json";

const bench = perTest(startWorkbench);

/** Puts the bytes of an index behind acme/app:1, with the content of entries. */
function seedBytes(
  text: string,
  mediaType: string,
  entries: readonly (BuiltImage | BuiltIndex)[],
): string {
  for (const entry of entries) {
    seedImage(bench.registry, "acme/app", undefined, entry);
  }
  const bytes = Buffer.from(text);
  const stored = bench.registry.repository("acme/app");
  const digest = digestOf(bytes);
  stored.manifests.set(digest, { mediaType, bytes });
  stored.tags.set("1", digest);
  return digest;
}

function seedIndex(
  parts: Partial<Parameters<typeof buildIndex>[0]> & Pick<BuiltIndex, "entries">,
): string {
  const index = buildIndex({ annotations: { title: "x", vendor: "y" }, ...parts });
  seedImage(bench.registry, "acme/app", "1", index);
  return index.digest;
}

async function edit(more: Partial<Draft> = {}): Promise<Draft> {
  const draft = await bench.engine.composer.editTag(`${bench.registry.host}/acme/app:1`, signal);
  return { ...draft, ...more };
}

async function preview(draft: Draft): Promise<Preview> {
  return await bench.engine.composer.preview(draftSchema.parse(draft), signal);
}

function indexOf(content: ResultContent): ImageIndex {
  return JSON.parse(content.text) as ImageIndex;
}

const codesOf = ({ findings }: Preview): readonly string[] => findings.map(({ code }) => code);

/** With a source more than the edited one. */
function withSource(draft: Draft, text: string, replaces?: string): Draft {
  const source = { id: "more", text: `${bench.registry.host}/${text}` };
  return {
    ...draft,
    sources: [...draft.sources, replaces === undefined ? source : { ...source, replaces }],
  };
}

describe("a draft of a tag without changes", () => {
  const nested = buildIndex({ entries: [arm] });
  const pretty = (value: unknown): string => `${JSON.stringify(value, undefined, 4)}\n`;
  it.each<[string, () => string]>([
    ["an index with annotations", () => seedIndex({ entries: [amd64, arm64] })],
    ["an index with an attestation", () => seedIndex({ entries: [amd64, provenance, arm64] })],
    ["a nested index", () => seedIndex({ entries: [amd64, nested] })],
    [
      "an artifact type and a subject",
      () => seedIndex({ entries: [amd64], artifactType, subject: of(arm64) }),
    ],
    [
      "another format, unknown fields and a repeated digest",
      () => {
        const platform = { architecture: "amd64", os: "linux", features: ["sse4"] };
        const manifests = [
          { ...of(amd64), platform },
          { ...of(amd64), platform: { ...platform, variant: "v2" } },
        ];
        const index = { schemaVersion: 2, manifests, annotations: { " x": "1", "": "2", y: "3" } };
        return seedBytes(pretty({ ...index, "x-team": "core" }), mediaTypes.ociIndex, [amd64]);
      },
    ],
    [
      "an OCI index of Docker images",
      () =>
        seedBytes(pretty({ schemaVersion: 2, manifests: [of(docker)] }), mediaTypes.ociIndex, [
          docker,
        ]),
    ],
    [
      "a Docker list with annotations",
      () => {
        const list = {
          schemaVersion: 2,
          mediaType: mediaTypes.dockerList,
          manifests: [of(docker)],
        };
        return seedBytes(pretty({ ...list, annotations: { k: "v" } }), mediaTypes.dockerList, [
          docker,
        ]);
      },
    ],
    [
      "a Docker list of OCI images",
      () => {
        const list = { schemaVersion: 2, mediaType: mediaTypes.dockerList, manifests: [of(amd64)] };
        return seedBytes(JSON.stringify(list), mediaTypes.dockerList, [amd64]);
      },
    ],
    [
      "a single image",
      () => {
        seedImage(bench.registry, "acme/app", "1", amd64);
        return amd64.digest;
      },
    ],
  ])("gives the same bytes: %s", async (_, seed) => {
    const digest = seed();
    const draft = await edit();
    const { host } = bench.registry;
    expect(draft.sources.map(({ text }) => text)).toEqual([`${host}/acme/app:1@${digest}`]);
    expect(draft.targets.map(({ text }) => text)).toEqual([`${host}/acme/app:1`]);
    const shown = await preview(draft);
    expect(contentOf(shown)).toMatchObject({ digest, carbonCopy: true });
    expect(shown.losses).toEqual([]);
    const plan = await bench.engine.planner.planPreview(shown.id, signal);
    expect(plan.repositories[0]?.tags).toMatchObject([{ before: digest, after: digest }]);
    const again = parseRecipe(formatRecipe(draft));
    expect(contentOf(await preview(again)).digest).toBe(digest);
  });

  it("adds no attestation that is only a referrer, unlike a new index", async () => {
    seedImage(bench.registry, "acme/app", undefined, buildAttestation(amd64, "referrer"));
    const digest = seedIndex({ entries: [amd64] });
    expect(contentOf(await preview(await edit())).digest).toBe(digest);
    const { host } = bench.registry;
    const copied = await preview(bench.draftOf([`${host}/acme/app:1`]));
    expect(contentOf(copied).digest).not.toBe(digest);
  });

  it("does not follow the tag, and the plan says that it moved", async () => {
    const digest = seedIndex({ entries: [amd64, arm64] });
    const draft = await edit();
    seedImage(bench.registry, "acme/app", "1", arm64);
    const shown = await preview(draft);
    expect(contentOf(shown).digest).toBe(digest);
    const plan = await bench.engine.planner.planPreview(shown.id, signal);
    expect(plan.differences).toEqual([
      { kind: "base", name: draft.targets[0]?.text, was: digest, now: arm64.digest },
    ]);
  });

  it("is outdated after another push of this app to the tag, and not after its own", async () => {
    const was = seedIndex({ entries: [amd64, arm64] });
    seedImage(bench.registry, "acme/app", "arm", arm);
    const draft = await edit();
    const text = `${bench.registry.host}/acme/app:arm`;
    const appended = { ...draft, sources: [...draft.sources, { id: "arm", text }] };
    expect((await bench.push(appended)).failure).toBeUndefined();
    expect((await bench.plan(appended)).differences).toBeUndefined();
    const retag = await bench.planRetag("R/acme/app:arm64", ["R/acme/app:1"]);
    expect((await bench.execute(retag)).failure).toBeUndefined();
    expect((await bench.plan(appended)).differences).toEqual([
      { kind: "base", name: draft.targets[0]?.text, was, now: arm64.digest },
    ]);
  });
});

it("edits earlier content of a tag, and the plan says that the tag points to other content", async () => {
  const was = seedIndex({ entries: [amd64, arm64] });
  seedImage(bench.registry, "acme/app", "1", arm64);
  const name = `${bench.registry.host}/acme/app:1`;
  const draft = await bench.engine.composer.editTag(`${name}@${was}`, signal);
  expect(draft.targets).toMatchObject([{ text: name }]);
  const shown = await preview(draft);
  expect(contentOf(shown).digest).toBe(was);
  const plan = await bench.engine.planner.planPreview(shown.id, signal);
  expect(plan.differences).toEqual([{ kind: "base", name, was, now: arm64.digest }]);
});

it("is outdated after the push of another draft that edits the same content of the tag", async () => {
  const was = seedIndex({ entries: [amd64, arm64] });
  seedImage(bench.registry, "acme/app", "arm", arm);
  const [mine, other] = [await edit(), await edit()];
  await bench.push(withSource(other, "acme/app:arm"));
  const now = bench.registry.repository("acme/app").tags.get("1");
  expect((await bench.plan({ ...mine, excluded: [arm64.digest] })).differences).toEqual([
    { kind: "base", name: mine.targets[0]?.text, was, now },
  ]);
  expect((await bench.plan(withSource(other, "acme/app:arm"))).differences).toBeUndefined();
});

describe("an edited tag", () => {
  it("keeps annotations, artifact type and subject when an image is appended", async () => {
    seedIndex({ entries: [amd64, provenance], artifactType, subject: of(arm64) });
    seedImage(bench.registry, "acme/app", "arm", arm);
    const shown = await preview(withSource(await edit(), "acme/app:arm"));
    const index = indexOf(contentOf(shown));
    expect(index).toMatchObject({
      artifactType,
      subject: of(arm64),
      annotations: { title: "x", vendor: "y" },
    });
    expect(index.manifests.map(({ digest }) => digest)).toEqual(
      [amd64, provenance, arm].map(({ digest }) => digest),
    );
    expect(shown.losses).toEqual([]);
    expect(contentOf(shown).mediaTypeFrom).toBe("entries");
  });

  it("replaces an entry in its place, and restores the bytes when that is undone", async () => {
    const digest = seedIndex({ entries: [arm, amd64] });
    const draft = await edit();
    const replaced = withSource(draft, "acme/app:arm64", arm.digest);
    const index = indexOf(contentOf(await preview(replaced)));
    expect(index.manifests.map((entry) => entry.digest)).toEqual([arm64.digest, amd64.digest]);
    expect(contentOf(await preview(draft)).digest).toBe(digest);
  });

  it("removes an entry with its attestation, and keeps the annotations", async () => {
    seedIndex({ entries: [amd64, provenance, arm64] });
    const shown = await preview(await edit({ excluded: [amd64.digest] }));
    const index = indexOf(contentOf(shown));
    expect(index.manifests.map(({ digest }) => digest)).toEqual([arm64.digest]);
    expect(index.annotations).toEqual({ title: "x", vendor: "y" });
  });

  it("fixes a platform, and changes nothing else", async () => {
    seedIndex({ entries: [amd64, arm] });
    const before = indexOf(contentOf(await preview(await edit())));
    const edits = [{ digest: arm.digest, platform: { variant: "v7" } }];
    const after = indexOf(contentOf(await preview(await edit({ edits }))));
    const [first, second] = before.manifests;
    expect(after).toEqual({
      ...before,
      manifests: [first, { ...second, platform: { ...second?.platform, variant: "v7" } }],
    });
  });

  it("changes and removes annotations of the index", async () => {
    seedIndex({ entries: [amd64] });
    const draft = await edit();
    const annotations = draft.annotations.flatMap((annotation) =>
      annotation.key === "vendor" ? [] : [{ ...annotation, value: "z" }],
    );
    const shown = await preview({ ...draft, annotations });
    expect(indexOf(contentOf(shown)).annotations).toEqual({ title: "z" });
    expect(shown.losses).toMatchObject([
      { code: "index_annotations", message: "1 index annotation: vendor" },
    ]);
  });

  it("says which unknown fields an edit drops", async () => {
    const list = {
      schemaVersion: 2,
      mediaType: mediaTypes.ociIndex,
      "x-team": "core",
      manifests: [
        of(amd64),
        { ...of(arm), platform: { os: "linux", architecture: "arm", features: [] } },
      ],
    };
    seedBytes(JSON.stringify(list), mediaTypes.ociIndex, [amd64, arm]);
    const shown = await preview(await edit({ excluded: [amd64.digest] }));
    expect(shown.losses).toMatchObject([
      {
        code: "unknown_fields",
        message:
          "2 fields that the OCI image-spec does not define: x-team, manifests[].platform.features",
        kept: false,
      },
    ]);
  });

  it("becomes an index when a single image gets company", async () => {
    seedImage(bench.registry, "acme/app", "1", amd64);
    const draft = await edit();
    expect(codesOf(await preview(draft))).toEqual(["image_edited"]);
    const shown = await preview(withSource(draft, "acme/app:arm64"));
    expect(indexOf(contentOf(shown)).manifests.map(({ digest }) => digest)).toEqual(
      [amd64, arm64].map(({ digest }) => digest),
    );
    expect(codesOf(shown)).toEqual([]);
  });

  it("has no target for a digest, and refuses a bare digest", async () => {
    const digest = seedIndex({ entries: [amd64] });
    const pinned = `${bench.registry.host}/acme/app@${digest}`;
    const draft = await bench.engine.composer.editTag(pinned, signal);
    expect(draft.sources.map(({ text }) => text)).toEqual([pinned]);
    expect(draft.targets).toEqual([]);
    await expect(bench.engine.composer.editTag(digest, signal)).rejects.toMatchObject({
      code: "no_repository",
    });
  });

  it("is the tag of an OCI layout as well", async () => {
    const digest = seedIndex({ entries: [amd64, arm64] });
    const layout = `oci-layout://${bench.folder}/out:1`;
    await bench.push(bench.draftOf(["R/acme/app:1"], [layout]));
    const draft = await bench.engine.composer.editTag(layout, signal);
    expect(draft.sources.map(({ text }) => text)).toEqual([`${layout}@${digest}`]);
    expect(draft.targets.map(({ text }) => text)).toEqual([layout]);
    await bench.push({ ...draft, excluded: [arm64.digest] });
    const after = await bench.engine.composer.editTag(layout, signal);
    expect(indexOf(contentOf(await preview(after))).manifests).toHaveLength(1);
  });
});
