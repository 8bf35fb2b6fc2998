import { expect, it } from "vitest";
import type { TarEntry } from "../../../testing/archives.ts";
import { layerOf, openLayers } from "../../../testing/layers.ts";
import { perTest } from "../../../testing/perTest.ts";
import { startRegistry } from "../../../testing/registry/registry.ts";
import { addEntry } from "./addEntry.ts";
import { FileTree, flags } from "./fileTree.ts";
import type { ImageFiles } from "./imageFiles.ts";
import { emptyImage, mergeLayer } from "./mergeLayer.ts";

const { signal } = new AbortController();
const registry = perTest(startRegistry);

async function readAll(layers: readonly (readonly (string | TarEntry)[])[]): Promise<ImageFiles> {
  const files = openLayers(
    registry,
    layers.map((names) => layerOf(...names)),
  );
  for (const layer of layers.keys()) {
    await files.read(layer, { whole: false, onProgress: () => {} }, signal);
  }
  expect(files.state.merged).toBe(layers.length);
  return files;
}

/** Lists the paths of the image. */
function imageOf(files: ImageFiles): readonly string[] {
  const tree = files.tree("image");
  return [...Array.from({ length: tree.count }).keys()]
    .filter((node) => node > 0 && !tree.has(node, flags.gone) && tree.kind(node) !== "folder")
    .map((node) => tree.path(node).join("/"))
    .toSorted();
}

/** Lists what the last layer does to each path. */
function changesOf(files: ImageFiles): readonly string[] {
  const tree = files.tree(files.state.layers.length - 1);
  return [...Array.from({ length: tree.count }).keys()]
    .filter((node) => node > 0 && tree.change(node) !== "same")
    .map((node) => `${tree.change(node)} ${tree.path(node).join("/")}`);
}

const changed: TarEntry = { name: "a/b", bytes: "other" };

// Source of the cases: OCI image-spec 1.1, layer.md.
it.each<
  [
    string,
    readonly (readonly (string | TarEntry)[])[],
    { image: readonly string[]; changes: readonly string[]; hidden: number },
  ]
>([
  [
    "a file that is added",
    [["a/", "a/b"], ["a/c"]],
    { image: ["a/b", "a/c"], changes: ["added a/c"], hidden: 0 },
  ],
  [
    "a file that is replaced",
    [["a/", "a/b"], [changed]],
    { image: ["a/b"], changes: ["changed a/b"], hidden: 3 },
  ],
  [
    "a file that is written again as it was",
    [["a/", "a/b"], ["a/b"]],
    { image: ["a/b"], changes: [], hidden: 3 },
  ],
  [
    "a whiteout of a file",
    [["a/b", "a/c"], ["a/.wh.b"]],
    { image: ["a/c"], changes: ["removed a/b"], hidden: 3 },
  ],
  [
    "a whiteout of a folder",
    [["a/b/c", "a/b/d/e", "f"], ["a/.wh.b"]],
    { image: ["f"], changes: ["removed a/b"], hidden: 12 },
  ],
  [
    "a whiteout of nothing",
    [["a/b"], ["a/.wh.c"]],
    { image: ["a/b"], changes: ["removed a/c"], hidden: 0 },
  ],
  [
    "a whiteout before the same name",
    [["a/b"], ["a/.wh.b", changed]],
    { image: ["a/b"], changes: ["changed a/b"], hidden: 3 },
  ],
  [
    "a whiteout after the same name",
    [["a/b/c"], ["a/b/d", "a/.wh.b"]],
    { image: ["a/b/d"], changes: ["changed a/b", "added a/b/d"], hidden: 5 },
  ],
  [
    "a whiteout of a name that only its own layer has",
    [["f"], ["a/b", "a/.wh.b"]],
    { image: ["a/b", "f"], changes: ["added a", "added a/b"], hidden: 0 },
  ],
  [
    "an opaque folder",
    [
      ["bin/a", "bin/tools/b", "f"],
      ["bin/", "bin/.wh..wh..opq", "bin/c"],
    ],
    { image: ["bin/c", "f"], changes: ["changed bin", "added bin/c"], hidden: 16 },
  ],
  [
    "an opaque folder whose marker comes last",
    [["a/b/c/bar"], ["a/b/c/foo", "a/.wh..wh..opq"]],
    {
      image: ["a/b/c/foo"],
      changes: ["changed a", "added a/b", "added a/b/c", "added a/b/c/foo"],
      hidden: 9,
    },
  ],
  [
    "an opaque root",
    [
      ["a/b", "c"],
      [".wh..wh..opq", "d"],
    ],
    { image: ["d"], changes: ["added d"], hidden: 4 },
  ],
  [
    "a file in place of a folder",
    [["a/b", "a/c"], ["a"]],
    { image: ["a"], changes: ["changed a"], hidden: 6 },
  ],
  [
    "a folder in place of a file",
    [["a"], ["a/b"]],
    { image: ["a/b"], changes: ["changed a", "added a/b"], hidden: 1 },
  ],
  [
    "a file in a folder that is a link below",
    [["usr/lib/a", "lib -> usr/lib"], ["lib/b"]],
    { image: ["lib", "usr/lib/a", "usr/lib/b"], changes: ["added lib/b"], hidden: 0 },
  ],
  [
    "a file in a folder that is a link to itself",
    [["a -> a", "b"], ["a/c"]],
    { image: ["a/c", "b"], changes: ["changed a", "added a/c"], hidden: 0 },
  ],
  [
    "a link that leads above the root",
    [["lib -> ../../usr", "usr/a"], ["lib/b"]],
    { image: ["lib", "usr/a", "usr/b"], changes: ["added lib/b"], hidden: 0 },
  ],
  [
    "a file that comes back",
    [["a/b"], ["a/.wh.b"], ["a/b"]],
    { image: ["a/b"], changes: ["added a/b"], hidden: 3 },
  ],
  [
    "names of AUFS and names that whiteouts cannot have",
    [["a"], [".wh..wh.plnk/a", ".wh..wh.aufs", ".wh.", ".wh..."]],
    {
      image: [".wh.", ".wh...", "a"],
      changes: ["added .wh.", "added .wh..."],
      hidden: 0,
    },
  ],
])("merges %s", async (_, layers, { image, changes, hidden }) => {
  const files = await readAll(layers);
  expect(imageOf(files)).toEqual(image);
  expect(changesOf(files)).toEqual(changes);
  expect(files.state.hiddenBytes).toBe(hidden);
  expect(files.tree("image").files(0)).toBe(imageOf(files).length);
});

it.each([
  [10, "follows"],
  [1000, "does not follow"],
])("of links with %d detours each, %s a chain", async (detours, what) => {
  const attributes = { size: 0, mode: 0, uid: 0, gid: 0, mtime: 0, offset: 0, isSparse: false };
  const [lower, upper] = [new FileTree(), new FileTree()];
  for (const name of ["real", "d"]) {
    addEntry(lower, { ...attributes, name, kind: "folder" });
  }
  for (let at = 0; at < 10; at += 1) {
    const target = `${"d/../".repeat(detours / 2)}${at === 9 ? "real" : `link${at + 1}`}`;
    addEntry(lower, { ...attributes, name: `link${at}`, kind: "symlink", target });
  }
  addEntry(upper, { ...attributes, name: "link0/file", kind: "file" });
  const image = emptyImage();
  await mergeLayer(image, lower);
  await mergeLayer(image, upper);
  const real = image.tree.child(FileTree.root, "real") ?? -1;
  expect(image.tree.child(real, "file") !== undefined).toBe(what === "follows");
});

it("compares a layer once the layers below are read, in any order", async () => {
  const files = openLayers(registry, [layerOf("a"), layerOf("b"), layerOf(".wh.a")]);
  const read = (layer: number) => files.read(layer, { whole: false, onProgress: () => {} }, signal);
  await read(2);
  expect([files.state.merged, files.isCompared(2)]).toEqual([0, false]);
  await read(0);
  expect([files.state.merged, imageOf(files)]).toEqual([1, ["a"]]);
  await read(1);
  expect([files.state.merged, files.isCompared(2), imageOf(files)]).toEqual([3, true, ["b"]]);
});
