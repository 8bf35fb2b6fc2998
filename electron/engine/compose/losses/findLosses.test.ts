import { beforeEach, describe, expect, it } from "vitest";
import type { Draft } from "../../../../shared/draft.ts";
import type { Annotations } from "../../../../shared/oci/descriptor.ts";
import type { Loss } from "../../../../shared/preview.ts";
import {
  buildImage,
  buildIndex,
  describe as descriptorOf,
  type BuiltImage,
} from "../../sample/buildImage.ts";
import { digestOf } from "../../oci/digest.ts";
import { seedImage } from "../../../testing/registry/seedImage.ts";
import { amd64, arm64, contentOf, signal, startWorkbench } from "../../../testing/workbench.ts";
import { perTest } from "../../../testing/perTest.ts";

const bench = perTest(startWorkbench);

async function previewOf(
  sources: readonly string[],
  more: Partial<Draft> = {},
): Promise<{ readonly losses: readonly Loss[]; readonly document: Record<string, unknown> }> {
  const preview = await bench.engine.composer.preview(bench.draftOf(sources, [], more), signal);
  return {
    losses: preview.losses,
    document: JSON.parse(contentOf(preview).text) as Record<string, unknown>,
  };
}

function onIndex(annotations: Annotations): Pick<Draft, "annotations"> {
  return {
    annotations: Object.entries(annotations).map(([key, value]) => ({
      id: key,
      scope: { kind: "index" },
      key,
      value,
    })),
  };
}

describe("the annotations of a source index", () => {
  const annotations = { title: "x", vendor: "y" };
  beforeEach(() => {
    seedImage(bench.registry, "acme/app", "titled", buildIndex({ entries: [amd64], annotations }));
  });
  const sources = ["R/acme/app:titled", "R/acme/app:arm64"];

  it("are lost in a new index unless the draft sets them", async () => {
    expect((await previewOf(sources)).losses).toMatchObject([
      {
        code: "index_annotations",
        source: "s0",
        message: "2 index annotations: title, vendor",
        kept: false,
        keep: { kind: "indexAnnotations", annotations },
      },
    ]);
    expect((await previewOf(sources, onIndex({ title: "mine" }))).losses).toMatchObject([
      { kept: false, keep: { annotations: { vendor: "y" } } },
    ]);
  });

  it("are kept once the draft sets them", async () => {
    const { losses, document } = await previewOf(sources, onIndex({ title: "mine", vendor: "y" }));
    expect(losses).toMatchObject([{ kept: true, keep: { annotations: { vendor: "y" } } }]);
    expect(document["annotations"]).toEqual({ title: "mine", vendor: "y" });
  });

  it("that no draft can hold are kept with the edited index, else lost for good", async () => {
    const odd = buildIndex({ entries: [amd64], annotations: { " b": "x", title: "x" } });
    seedImage(bench.registry, "acme/app", "odd", odd);
    const both = ["R/acme/app:odd", "R/acme/app:arm64"];
    const edited = await previewOf(both, { ...onIndex({ title: "x" }), base: "s0" });
    expect(edited.document["annotations"]).toEqual({ " b": "x", title: "x" });
    expect(edited.losses).toEqual([]);
    const { losses } = await previewOf(both);
    expect(losses.map(({ message, keep }) => [message, keep])).toEqual([
      ["1 index annotation: title", { kind: "indexAnnotations", annotations: { title: "x" } }],
      ["1 index annotation:  b", undefined],
    ]);
  });

  it("are lost if the draft sets another source's value", async () => {
    const others = { title: "z", vendor: "y" };
    const other = buildIndex({ entries: [arm64], annotations: others });
    seedImage(bench.registry, "acme/app", "other", other);
    const both = ["R/acme/app:titled", "R/acme/app:other"];
    const { losses } = await previewOf(both, onIndex(annotations));
    expect(losses.map(({ source, kept, keep }) => [source, kept, keep?.kind])).toEqual([
      ["s0", true, "indexAnnotations"],
      ["s1", true, "indexAnnotations"],
      ["s1", false, undefined],
    ]);
    expect(losses.at(-1)?.message).toBe(
      "1 index annotation, replaced by another source's value: title",
    );
    const written = await previewOf(both, onIndex({ title: "mine", vendor: "y" }));
    expect(written.losses.every(({ kept }) => kept)).toBe(true);
  });

  it("are not lost if the index is unchanged or only filtered", async () => {
    expect((await previewOf(["R/acme/app:titled"])).losses).toEqual([]);
    const both = buildIndex({ entries: [amd64, arm64], annotations });
    seedImage(bench.registry, "acme/app", "both", both);
    const filtered = await previewOf(["R/acme/app:both"], { platforms: ["linux/amd64"] });
    expect(filtered.losses).toEqual([]);
    expect(filtered.document).toMatchObject({ annotations, manifests: { length: 1 } });
  });
});

describe("the artifact type and the subject of a source index", () => {
  const subject = descriptorOf(amd64);
  const first = buildIndex({ entries: [amd64], artifactType: "application/x", subject });
  const other = buildIndex({
    entries: [arm64],
    artifactType: "application/y",
    subject: descriptorOf(arm64),
  });
  const sources = ["R/acme/app:first", "R/acme/app:other"];
  beforeEach(() => {
    seedImage(bench.registry, "acme/app", "first", first);
    seedImage(bench.registry, "acme/app", "other", other);
  });

  it("are lost, and can be kept for the first source", async () => {
    const { losses, document } = await previewOf(sources);
    expect(losses.map(({ source, code, keep, kept }) => [source, code, keep?.kind, kept])).toEqual([
      ["s0", "artifact_type", "keepArtifactType", false],
      ["s0", "subject", "keepSubject", false],
      ["s1", "artifact_type", undefined, false],
      ["s1", "subject", undefined, false],
    ]);
    expect(Object.keys(document)).toEqual(["schemaVersion", "mediaType", "manifests"]);
  });

  it("are those of the first source if kept, in Go's field order", async () => {
    const { losses, document } = await previewOf(sources, {
      keepArtifactType: true,
      keepSubject: true,
    });
    expect(losses.map(({ source, kept }) => [source, kept])).toEqual([
      ["s0", true],
      ["s0", true],
      ["s1", false],
      ["s1", false],
    ]);
    expect(document).toMatchObject({ artifactType: "application/x", subject });
    expect(Object.keys(document)).toEqual([
      "schemaVersion",
      "mediaType",
      "artifactType",
      "manifests",
      "subject",
    ]);
  });
});

it("cannot keep them in a Docker manifest list", async () => {
  const image = buildImage({
    platform: { os: "linux", architecture: "s390x" },
    mediaTypes: "docker",
  });
  const more = buildImage({
    platform: { os: "linux", architecture: "ppc64le" },
    mediaTypes: "docker",
  });
  const index = buildIndex({
    entries: [image],
    annotations: { title: "x" },
    artifactType: "application/x",
    subject: descriptorOf(amd64),
  });
  seedImage(bench.registry, "acme/app", "index", index);
  seedImage(bench.registry, "acme/app", "more", more);
  const { losses, document } = await previewOf(["R/acme/app:index", "R/acme/app:more"], {
    keepArtifactType: true,
    keepSubject: true,
    ...onIndex({ title: "x" }),
  });
  expect(losses.map(({ code, keep, kept }) => [code, keep, kept])).toEqual([
    ["index_annotations", undefined, false],
    ["artifact_type", undefined, false],
    ["subject", undefined, false],
  ]);
  expect(Object.keys(document)).toEqual(["schemaVersion", "mediaType", "manifests"]);
});

it("drops os.version as buildx does, or keeps it on request", async () => {
  const windows = buildImage({
    platform: { os: "windows", architecture: "amd64", "os.version": "10.0.20348.2700" },
  });
  seedImage(bench.registry, "acme/app", "windows", windows);
  const sources = ["R/acme/app:windows", "R/acme/app:amd64"];
  const keep = { kind: "keepOsVersion" };
  const dropped = await previewOf(sources);
  expect(dropped.losses).toMatchObject([{ code: "os_version", source: "s0", kept: false, keep }]);
  expect(dropped.losses[0]?.message).toBe(
    "os.version of the image config (buildx omits it; Windows hosts select images by it)",
  );
  expect(dropped.document["manifests"]).toMatchObject([
    { platform: { architecture: "amd64", os: "windows" } },
    {},
  ]);
  const kept = await previewOf(sources, { keepOsVersion: true });
  expect(kept.losses).toMatchObject([{ code: "os_version", source: "s0", kept: true, keep }]);
  expect(kept.document["manifests"]).toMatchObject([
    { platform: { "os.version": "10.0.20348.2700" } },
    {},
  ]);
  const without = await previewOf(sources, { platforms: ["linux/amd64"] });
  expect(without.losses).toEqual([]);
});

it("reports foreign layers", async () => {
  const { manifest, image } = withForeignLayer(amd64);
  const stored = bench.registry.repository("acme/app");
  seedImage(bench.registry, "acme/app", undefined, image);
  stored.manifests.set(manifest.digest, manifest);
  const { losses } = await previewOf([`R/acme/app@${manifest.digest}`, "R/acme/app:arm64"]);
  expect(losses).toMatchObject([{ code: "foreign_layers", source: "s0", kept: false }]);
  expect(losses[0]).not.toHaveProperty("keep");
  expect(losses[0]?.message).toContain("mcr.example");
});

/** An image with a foreign layer, as of Windows base images. */
function withForeignLayer(image: BuiltImage): {
  readonly image: BuiltImage;
  readonly manifest: {
    readonly digest: string;
    readonly mediaType: string;
    readonly bytes: Buffer;
  };
} {
  const document = JSON.parse(Buffer.from(image.bytes).toString()) as { layers: object[] };
  document.layers.unshift({
    mediaType: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
    digest: `sha256:${"0".repeat(64)}`,
    size: 10,
    urls: ["https://mcr.example/layer"],
  });
  const bytes = Buffer.from(JSON.stringify(document));
  return { image, manifest: { digest: digestOf(bytes), mediaType: image.mediaType, bytes } };
}
