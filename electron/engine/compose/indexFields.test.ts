import { beforeEach, describe, expect, it } from "vitest";
import { draftSchema, type Draft } from "../../../shared/draft.ts";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import type { ImageIndex } from "../../../shared/oci/imageIndex.ts";
import type { Preview } from "../../../shared/preview.ts";
import { perTest } from "../../testing/perTest.ts";
import { refuseWithoutSubject } from "../../testing/registry/personalities/subjectRequired.ts";
import { startRegistry } from "../../testing/registry/registry.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, contentOf, signal, startWorkbench } from "../../testing/workbench.ts";
import { indexJson } from "../oci/indexJson.ts";
import { formatRecipe } from "../recipe/formatRecipe.ts";
import { parseRecipe } from "../recipe/parseRecipe.ts";
import { buildImage, buildIndex, describe as of } from "../sample/buildImage.ts";

const platform = { os: "linux", architecture: "amd64" };
const docker = buildImage({ platform, mediaTypes: "docker" });
const artifactType = "application/vnd.example.release.v1+json";
const release = buildIndex({
  entries: [amd64, arm64],
  annotations: { k: "v" },
  artifactType: "application/vnd.other",
  subject: of(arm64),
});

const bench = perTest(startWorkbench);
beforeEach(() => {
  seedImage(bench.registry, "acme/app", "docker", docker);
  seedImage(bench.registry, "acme/app", "release", release);
});

async function preview(
  sources: readonly string[],
  more: Partial<Draft> = {},
  targets: readonly string[] = ["R/acme/app:1"],
): Promise<Preview> {
  return await bench.engine.composer.preview(
    draftSchema.parse(bench.draftOf(sources, targets, more)),
    signal,
  );
}

const indexOf = (shown: Preview): ImageIndex => JSON.parse(contentOf(shown).text) as ImageIndex;
const codesOf = ({ findings }: Preview): readonly string[] => findings.map(({ code }) => code);
const images = ["R/acme/app:amd64", "R/acme/app:arm64"];

describe("the media type", () => {
  it("is that of the entries, and says so", async () => {
    const oci = contentOf(await preview(images));
    expect(oci).toMatchObject({ mediaType: mediaTypes.ociIndex, mediaTypeFrom: "entries" });
    const list = contentOf(await preview(["R/acme/app:docker"]));
    expect(list).toMatchObject({ mediaType: mediaTypes.dockerList, mediaTypeFrom: "entries" });
    const copy = contentOf(await preview(["R/acme/app:release"]));
    expect(copy).toMatchObject({ mediaType: mediaTypes.ociIndex, mediaTypeFrom: "source" });
  });

  it("may be that of an OCI index for Docker images, which then has annotations", async () => {
    const annotation = { id: "a", scope: { kind: "index" }, key: "k", value: "v" } as const;
    const annotations = [annotation];
    const automatic = await preview(["R/acme/app:docker"], { annotations });
    expect(automatic.findings[0]).toMatchObject({
      code: "annotations_ignored",
      fixes: [{ kind: "useOciIndex" }],
    });
    const shown = await preview(["R/acme/app:docker"], { annotations, indexFormat: "oci" });
    expect(indexOf(shown)).toMatchObject({
      mediaType: mediaTypes.ociIndex,
      annotations: { k: "v" },
      manifests: [{ mediaType: mediaTypes.dockerManifest }],
    });
    expect(codesOf(shown)).toEqual(["single_image_wrapped"]);
  });

  it("of a Docker manifest list drops annotations, artifact type and subject, and says so", async () => {
    const more = { indexFormat: "docker", artifactType } as const;
    const shown = await preview(["R/acme/app:release"], more);
    expect(indexOf(shown)).toEqual({
      schemaVersion: 2,
      mediaType: mediaTypes.dockerList,
      manifests: release.entries.map(({ descriptor }) => descriptor),
    });
    expect(contentOf(shown)).toMatchObject({
      mediaTypeFrom: "draft",
      dockerListCosts: {
        annotations: ["k"],
        artifactType,
        subject: arm64.digest,
        foreignEntries: 2,
      },
    });
    expect(codesOf(shown)).toEqual(["index_fields_ignored", "format_mismatch"]);
    expect(shown.losses.map(({ code, kept }) => [code, kept])).toEqual([
      ["index_annotations", false],
      ["artifact_type", false],
      ["subject", false],
    ]);
  });
});

describe("the artifact type", () => {
  it("is written in the order of Go's encoding/json", async () => {
    const shown = await preview(images, { artifactType: ` ${artifactType} ` });
    const index = indexOf(shown);
    expect(index.artifactType).toBe(artifactType);
    expect(contentOf(shown).text).toBe(new TextDecoder().decode(indexJson(index)));
    expect(contentOf(shown).text.indexOf("artifactType")).toBeLessThan(
      contentOf(shown).text.indexOf("manifests"),
    );
  });

  it("replaces that of a single index, which keeps everything else", async () => {
    const before = indexOf(await preview(["R/acme/app:release"]));
    const shown = await preview(["R/acme/app:release"], { artifactType });
    expect(indexOf(shown)).toEqual({ ...before, artifactType });
  });

  it.each(["text", "a/b/c", "a/", "/b", "a/ b", `${"a".repeat(128)}/b`, "application/x; v=1"])(
    "is refused unless it is a media type: %s",
    async (text) => {
      const { result } = await preview(images, { artifactType: text });
      expect(result).toMatchObject({
        kind: "failed",
        error: { code: "input_invalid" },
        rows: [{ kept: true }, { kept: true }],
      });
    },
  );

  it("has no effect on a single image", async () => {
    const more = { artifactType, preferIndex: false };
    const shown = await preview(["R/acme/app:amd64"], more);
    expect(shown.findings).toMatchObject([
      { code: "index_fields_ignored", fixes: [{ kind: "wrapImage" }] },
    ]);
  });
});

describe("the subject", () => {
  it("is resolved: a reference, a digest in the target's repository, or a descriptor as given", async () => {
    const { host } = bench.registry;
    const given = { ...of(docker), annotations: { a: "b" } };
    for (const [subject, expected] of [
      [`${host}/acme/app:amd64`, of(amd64)],
      [arm64.digest, of(arm64)],
      [JSON.stringify(given), given],
    ] as const) {
      const shown = await preview(images, { subject });
      expect(indexOf(shown).subject).toEqual(expected);
      expect(contentOf(shown).subject).toEqual(expected);
      expect(codesOf(shown)).toEqual([]);
    }
  });

  it.each([
    [{ size: -3 }, "the size -3 is negative"],
    [{ mediaType: "" }, '"" is not a media type'],
    [{ mediaType: "not a type" }, '"not a type" is not a media type'],
  ])("is not a descriptor with %j", async (wrong, why) => {
    const subject = JSON.stringify({ ...of(docker), ...wrong });
    expect((await preview(images, { subject })).result).toMatchObject({
      kind: "failed",
      error: {
        code: "descriptor_invalid",
        message: `The subject cannot be read: invalid descriptor: ${why}`,
      },
    });
  });

  it("that cannot be read is named in the error", async () => {
    const missing = `${bench.registry.host}/acme/app:none`;
    const { result } = await preview(images, { subject: missing });
    expect(result).toMatchObject({
      kind: "failed",
      error: {
        code: "not_found",
        message: expect.stringContaining("The subject cannot be read") as unknown,
      },
      rows: [{ kept: true }, { kept: true }],
    });
  });

  it("in another repository is reported", async () => {
    const subject = `${bench.registry.host}/acme/app:amd64`;
    const shown = await preview(images, { subject }, ["R/acme/other:1"]);
    expect(shown.findings).toMatchObject([
      { code: "subject_elsewhere", subject: { kind: "target", id: "t0" } },
    ]);
  });

  it("makes the pushed index a referrer, where clients keep the list too", async () => {
    const old = await startRegistry({
      referrersApi: false,
      hooks: { checkManifest: refuseWithoutSubject },
    });
    try {
      seedImage(old, "acme/app", "amd64", amd64);
      const target = `${old.host}/acme/app:1`;
      const draft = bench.draftOf([`${old.host}/acme/app:amd64`], [target], {
        subject: amd64.digest,
        artifactType,
      });
      const outcome = await bench.push(draft);
      expect(outcome.failure).toBeUndefined();
      const { digest } = outcome.root;
      const list = old.repository("acme/app").tags.get(amd64.digest.replace(":", "-"));
      const listed = old.repository("acme/app").manifests.get(list ?? "");
      expect(JSON.parse(new TextDecoder().decode(listed?.bytes))).toMatchObject({
        manifests: [{ digest, artifactType }],
      });
    } finally {
      await old.close();
    }
  });
});

it("is saved in recipes of version 2, and older drafts open without it", () => {
  const { base: _, ...draft } = bench.draftOf(images, [], {
    indexFormat: "oci",
    artifactType,
    subject: "acme/app:1",
  });
  const text = formatRecipe(draft);
  expect(text).toContain("manifestry: 2");
  expect(text).toContain(
    `index:\n  format: oci\n  artifact-type: ${artifactType}\n  subject: acme/app:1`,
  );
  expect(parseRecipe(text)).toMatchObject({
    indexFormat: "oci",
    artifactType,
    subject: "acme/app:1",
  });
  expect(() => parseRecipe("manifestry: 2\nsources: [a]\nindex: {edits: 2}")).toThrow(
    /Line 3 .* no source 2/,
  );
});
