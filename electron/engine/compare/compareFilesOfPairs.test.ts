import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import type { ComparedSide } from "../../../shared/comparedSide.ts";
import { tarOf } from "../../testing/archives.ts";
import { perTest } from "../../testing/perTest.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { signal, startWorkbench } from "../../testing/workbench.ts";
import { buildAttestation, buildImage, type BuiltImage } from "../sample/buildImage.ts";

const bench = perTest(startWorkbench);

const layer = (files: Readonly<Record<string, string>>): Uint8Array =>
  gzipSync(tarOf(Object.entries(files).map(([name, bytes]) => ({ name, bytes }))));
const base = layer({ "etc/conf": "1" });

function imageOf(...layers: readonly Uint8Array[]): BuiltImage {
  return buildImage({ platform: { os: "linux", architecture: "amd64" }, layers });
}

function seed(tag: string, image: BuiltImage): ComparedSide {
  seedImage(bench.registry, "acme/app", tag, image);
  return { kind: "reference", text: `${bench.registry.host}/acme/app:${tag}` };
}

async function open(before: ComparedSide, after: ComparedSide) {
  const { comparisons } = bench.engine;
  const { id, pairs } = await comparisons.open({ before, after }, signal);
  const request = { comparisonId: id, pairId: pairs[0]?.id ?? "" };
  const files = (more: { withShared?: boolean } = {}, until = signal) =>
    comparisons.files({ withShared: false, whole: false, ...request, ...more }, until);
  const query = { find: "", order: "size", start: 0, count: 100 } as const;
  const differences = () => comparisons.differences({ ...request, query }, signal);
  return { cost: (await comparisons.images(request, signal)).files, files, differences, id };
}

it("compares the files of an image in a registry, a layout and the result of a draft", async () => {
  const before = seed("1", imageOf(base, layer({ app: "old" })));
  seed("2", imageOf(base, layer({ app: "new", more: "1" })));
  const draft = bench.draftOf(["R/acme/app:2"], [`oci-layout://${bench.folder}/images:2`]);
  await bench.push(draft);
  const preview = await bench.engine.composer.preview(draft, signal);
  for (const after of [
    { kind: "reference", text: `oci-layout://${bench.folder}/images:2` },
    { kind: "preview", previewId: preview.id },
  ] as const) {
    const { cost, files, differences } = await open(before, after);
    expect(cost).toMatchObject({ own: { layers: 2 }, shared: { layers: 1, bytes: base.length } });
    await files();
    expect((await differences()).differences.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      "changed app",
      "addedOrChanged more",
    ]);
    expect((await files({ withShared: true })).counts.added.count).toBe(1);
  }
});

it("does not download shared layers, nor what was read before", async () => {
  const before = seed("1", imageOf(base, layer({ app: "old" })));
  const { files } = await open(before, seed("2", imageOf(base, layer({ app: "new" }))));
  const blobs = (): number =>
    bench.registry.requests.filter(({ path }) => path.includes("/blobs/")).length;
  const configs = blobs();
  await files();
  expect(blobs() - configs).toBe(2);
  await files({ withShared: true });
  expect(blobs() - configs).toBe(3);
});

it("stops when it is cancelled, and names no files of what is no image", async () => {
  const image = imageOf(base, layer({ app: "old" }));
  const before = seed("1", image);
  const { files } = await open(before, seed("2", imageOf(layer({ app: "new" }))));
  const controller = new AbortController();
  controller.abort(new Error("stopped"));
  await expect(files({}, controller.signal)).rejects.toThrow("stopped");

  const artifact = await open(before, seed("proof", buildAttestation(image)));
  await expect(artifact.files()).rejects.toMatchObject({ code: "input_invalid" });
});

it("forgets the files of comparisons that are closed, and of the oldest ones", async () => {
  const before = seed("1", imageOf(layer({ app: "old" })));
  const after = seed("2", imageOf(layer({ app: "new" })));
  const closed = await open(before, after);
  await closed.files();
  expect(await closed.differences()).toMatchObject({ total: 1 });
  bench.engine.comparisons.close([closed.id]);
  await expect(closed.differences()).rejects.toMatchObject({ code: "files_gone" });
  await expect(closed.files()).rejects.toMatchObject({ code: "comparison_gone" });

  const old = await open(before, after);
  await old.files();
  for (let more = 0; more < 4; more += 1) {
    await open(before, after);
  }
  await expect(old.differences()).rejects.toMatchObject({ code: "files_gone" });
});
