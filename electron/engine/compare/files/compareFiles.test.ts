import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import type {
  DifferenceQuery,
  FileComparison,
  FileDifference,
} from "../../../../shared/fileComparison.ts";
import { tarOf, type TarEntry } from "../../../testing/archives.ts";
import {
  descriptorOf,
  estargzOf,
  layerOf,
  layerStore,
  type TestLayer,
} from "../../../testing/layers.ts";
import { digestOf } from "../../oci/digest.ts";
import { maxNodes } from "../../inspect/files/imageFiles.ts";
import { compareFiles, type FilesProgress } from "./compareFiles.ts";
import { filesCost } from "./filesCost.ts";
import { LayerPool, type PooledLayer } from "./layerPool.ts";

const { signal } = new AbortController();

interface Options {
  readonly withShared?: boolean;
  readonly whole?: boolean;
  readonly pool?: LayerPool;
  readonly query?: Partial<DifferenceQuery>;
  readonly onProgress?: (progress: FilesProgress) => void;
  /** Digests of the layers that were opened are added. */
  readonly opened?: string[];
}

interface Compared extends FileComparison {
  readonly total: number;
  readonly differences: readonly FileDifference[];
}

async function compare(
  before: readonly TestLayer[],
  after: readonly TestLayer[],
  { opened = [], pool = new LayerPool(maxNodes), query, ...options }: Options = {},
): Promise<Compared> {
  const store = layerStore([...before, ...after]);
  const counting: PooledLayer["store"] = {
    openBlob: async (descriptor, ...rest) => {
      opened.push(descriptor.digest);
      return await store.openBlob(descriptor, ...rest);
    },
  };
  const pooled = (layers: readonly TestLayer[]): readonly PooledLayer[] =>
    layers.map((layer) => ({ descriptor: descriptorOf(layer), store: counting }));
  const { differences: list, ...comparison } = await compareFiles(
    {
      before: pooled(before),
      after: pooled(after),
      pool,
      withShared: false,
      whole: false,
      onProgress: () => {},
      ...options,
    },
    signal,
  );
  const all = { find: "", order: "size", start: 0, count: 1000 } as const;
  return { ...comparison, ...(await list.page({ ...all, ...query }, signal)) };
}

function lineOf({ kind, path, aspects = [], isContent }: FileDifference): string {
  return [kind, isContent === true ? `${path}/*` : path, ...aspects].join(" ");
}

function linesOf({ differences }: Compared): readonly string[] {
  return differences.map(lineOf).toSorted();
}

const file = (name: string, bytes: string, more: Partial<TarEntry> = {}): TarEntry => ({
  name,
  bytes,
  ...more,
});
const hardLink = (name: string, target: string): TarEntry => ({ name, type: "1", target });

type Layers = readonly (readonly (string | TarEntry)[])[];

// The last entries of each case are the two images, whose layers are all read.
it.each<readonly [string, Layers, Layers, readonly string[]]>([
  ["equal images", [["a/", "a/b"]], [["a/"], ["a/b"]], []],
  [
    "added, removed and changed files",
    [["a", "b", file("c", "1")]],
    [["a", "d/e", file("c", "12")]],
    ["added d", "added d/e", "changed c size", "removed b"],
  ],
  ["other bytes of the same size", [[file("a", "1")]], [[file("a", "2")]], ["changed a content"]],
  [
    "permissions and owners",
    [[file("a", ""), file("b", "")]],
    [[file("a", "", { mode: 0o755 }), file("b", "", { uid: 7 })]],
    ["changed a mode", "changed b owner"],
  ],
  ["targets of links", [["a -> b"]], [["a -> c"]], ["changed a target"]],
  [
    "permissions of a link, which do not count",
    [["a -> b"]],
    [[{ name: "a", type: "2", target: "b", mode: 0o777 }]],
    [],
  ],
  ["a link in place of a file", [["a"]], [["a -> b"]], ["changed a type"]],
  [
    "a file in place of a folder",
    [["a/b", "a/c/d"]],
    [["a"]],
    ["changed a type", "removed a/b", "removed a/c", "removed a/c/d"],
  ],
  ["a whiteout", [["a/b", "a/c"], ["a/.wh.b"]], [["a/c"]], []],
  [
    "an opaque folder",
    [
      ["a/b", "a/c"],
      ["a/.wh..wh..opq", "a/d"],
    ],
    [["a/d"]],
    [],
  ],
  [
    "a file that a later layer replaces",
    [[file("a", "1")], [file("a", "2")]],
    [[file("a", "2")]],
    [],
  ],
  ["a name that a layer has twice", [[file("a", "1"), file("a", "2")]], [[file("a", "2")]], []],
  ["a whiteout after its name in one layer", [["b"], ["a", ".wh.a"]], [["a", "b"]], []],
  [
    "a hard link and its file, in another order",
    [["a", hardLink("b", "a")]],
    [[file("b", "a"), hardLink("a", "b")]],
    [],
  ],
  [
    "a hard link to other bytes",
    [[file("a", "1"), hardLink("b", "a")]],
    [[file("a", "2"), hardLink("b", "a")]],
    ["changed a content", "changed b content"],
  ],
  [
    "a hard link whose file a later layer replaces",
    [[file("a", "1"), hardLink("b", "a")], [file("a", "2")]],
    [[file("a", "2"), file("b", "1")]],
    [],
  ],
  [
    "a hard link to a file of a lower layer",
    [["a"], [hardLink("b", "a")]],
    [["a", file("b", "a")]],
    [],
  ],
  [
    "a hard link to another one",
    [["a", hardLink("b", "a"), hardLink("c", "b")]],
    [["a", file("b", "a"), file("c", "a")]],
    [],
  ],
  [
    "a hard link to a file that its layer hides",
    [["d/a"], ["d/.wh..wh..opq", hardLink("b", "d/a")]],
    [["d/", file("b", "d/a")]],
    ["changed b type"],
  ],
  [
    "the same hard link above other files",
    [[file("a", "1")], [hardLink("b", "a")]],
    [[file("a", "2")], [hardLink("b", "a")]],
    ["changed a content", "changed b content"],
  ],
  ["a hard link to itself", [[hardLink("a", "a")]], [["a"]], ["changed a type"]],
  [
    "a file under a folder that is a link below",
    [["usr/lib/", "lib -> usr/lib"], ["lib/a"]],
    [[file("usr/lib/a", "lib/a"), "lib -> usr/lib"]],
    [],
  ],
] as const)("compares %s", async (_, before, after, expected) => {
  const comparison = await compare(
    before.map((names) => layerOf(...names)),
    after.map((names) => layerOf(...names)),
  );
  expect(linesOf(comparison)).toEqual(expected);
  expect(comparison).toMatchObject({ unread: 0, isVerified: true });
});

// Each case: what both images have at the bottom, then a layer of each, without and with the shared layer read.
it.each<
  readonly [
    string,
    readonly (string | TarEntry)[],
    readonly [Layers[number], Layers[number]],
    readonly string[],
    readonly string[],
  ]
>([
  [
    "files that both write",
    ["a"],
    [
      [file("a", "1"), "b"],
      [file("a", "2"), "b"],
    ],
    ["changed a content"],
    ["changed a content"],
  ],
  [
    "files that one writes",
    ["a", "b", "c"],
    [
      [file("a", "1"), "c"],
      [file("b", "1"), "d"],
    ],
    ["addedOrChanged b", "addedOrChanged d", "removedOrChanged a", "removedOrChanged c"],
    ["added d", "changed a content", "changed b content"],
  ],
  [
    "a whiteout on one side",
    ["a/b", "a/c"],
    [["x"], ["x", "a/.wh.b"]],
    ["removed a/b"],
    ["removed a/b"],
  ],
  [
    "whiteouts on both sides",
    ["a/b"],
    [["a/.wh.b"], ["x", "a/.wh.b"]],
    ["addedOrChanged x"],
    ["added x"],
  ],
  ["a whiteout against a file", ["a"], [[".wh.a"], [file("a", "1")]], ["added a"], ["added a"]],
  [
    "an opaque folder on one side",
    ["a/b", "a/c"],
    [["a/c"], ["a/.wh..wh..opq", "a/c"]],
    ["removed a/*"],
    ["removed a/b"],
  ],
  [
    "a folder that is removed and made again",
    ["a/b"],
    [["a/", ".wh.a"], ["x"]],
    ["added a/*", "addedOrChanged x", "removedOrChanged a"],
    ["added a/b", "added x"],
  ],
  [
    "a folder that is removed with what a layer wrote in it",
    ["a/b"],
    [["a/c"], [".wh.a"]],
    ["removed a", "removed a/c"],
    ["removed a", "removed a/b", "removed a/c"],
  ],
  ["an opaque root", ["a"], [["b"], [".wh..wh..opq", "b"]], ["removed /*"], ["removed a"]],
  [
    "a hard link to a file of the shared layer",
    ["a"],
    [[hardLink("b", "a")], [file("b", "a")]],
    [],
    [],
  ],
] as const)("compares above a shared layer %s", async (_, base, [old, now], partly, wholly) => {
  const sides = [
    [layerOf(...base), layerOf(...old)],
    [layerOf(...base), layerOf(...now)],
  ] as const;
  const opened: string[] = [];
  const partial = await compare(...sides, { opened });
  expect(linesOf(partial)).toEqual(partly);
  expect(partial.unread).toBe(1);
  expect(opened).toHaveLength(2);
  const whole = await compare(...sides, { withShared: true });
  expect(linesOf(whole)).toEqual(wholly);
  expect(whole.unread).toBe(0);
});

it("counts bytes, and returns the differences page by page, the largest first", async () => {
  const before = layerOf(file("big", "12345"), file("gone", "123"), "same");
  const after = layerOf(file("big", "123456"), file("new", "1"), hardLink("link", "new"), "same");
  const comparison = await compare([before], [after], { query: { count: 2 } });
  expect(comparison.differences.map(({ path }) => path)).toEqual(["big", "gone"]);
  expect(comparison.total).toBe(4);
  const rest = await compare([before], [after], { query: { start: 2 } });
  expect(rest.differences.map(({ path }) => path)).toEqual(["link", "new"]);
  expect(comparison.counts).toMatchObject({
    added: { count: 2, bytes: 1 },
    removed: { count: 1, bytes: -3 },
    changed: { count: 1, bytes: 1 },
  });
});

it.each<readonly [string, Partial<DifferenceQuery>, readonly string[]]>([
  ["by path, a folder first", { order: "path" }, ["a", "a/b", "a/c", "a.txt", "d", "gone", "link"]],
  ["of some kinds", { order: "path", kinds: ["removed", "changed"] }, ["d", "gone"]],
  ["with all words in the path, in any case", { find: " TXT  a." }, ["a.txt"]],
  ["with a word in the target of a link", { find: "target" }, ["link"]],
  ["none", { find: "e", kinds: ["added"], start: 5 }, []],
])("finds differences %s", async (_, query, paths) => {
  const before = layerOf(file("d", "1"), file("gone", "123"), "same");
  const after = layerOf(
    "a/",
    file("a.txt", "1"),
    "a/c",
    "a/b",
    file("d", "2"),
    "link -> target",
    "same",
  );
  const { differences } = await compare([before], [after], { query });
  expect(differences.map(({ path }) => path)).toEqual(paths);
});

it("reads each layer once, also for a comparison with the shared ones", async () => {
  const [base, top, both] = [layerOf("base"), layerOf("top"), layerOf("both")];
  const opened: string[] = [];
  const pool = new LayerPool(maxNodes);
  const progress: FilesProgress[] = [];
  await compare([base, both], [base, top, both], { pool, opened });
  const options = { pool, opened, withShared: true };
  await compare([base, both], [base, top, both], {
    ...options,
    onProgress: (p) => progress.push(p),
  });
  expect(opened).toEqual([both, top, base].map((layer) => descriptorOf(layer).digest));
  const { size } = descriptorOf(base);
  expect(progress.at(-1)).toEqual({ layer: 1, layers: 1, received: size, total: size });
});

it("says what reading costs", () => {
  const [base, own] = [descriptorOf(layerOf("base")), descriptorOf(layerOf("own"))];
  const toc = descriptorOf(estargzOf({ a: "1" }));
  expect(filesCost([base, own], [base, toc, own])).toEqual({
    own: { layers: 2, bytes: own.size, tocs: 1 },
    shared: { layers: 1, bytes: base.size, tocs: 0 },
  });
  expect(filesCost([base, own], [base]).shared.layers).toBe(1);
});

it("compares a table of contents with a whole layer, and reads the whole one on request", async () => {
  const chunked = estargzOf({ a: "1", b: "2" });
  const plain = {
    bytes: gzipSync(tarOf([file("a", "1"), file("b", "3")])),
  };
  const comparison = await compare([chunked], [plain]);
  expect(linesOf(comparison)).toEqual(["changed b content"]);
  expect(comparison).toMatchObject({ tocs: 1, isVerified: true });
  // The table of contents is part of the layer.
  const whole = await compare([chunked], [plain], { whole: true });
  expect(linesOf(whole)).toEqual(["changed b content", "removed stargz.index.json"]);
  expect(whole.tocs).toBe(0);
});

it("says how many files of unknown content are equal otherwise", async () => {
  const unknown = (digest: string): TestLayer => {
    let toc = "";
    const { bytes } = estargzOf({ a: "1" }, (known) => {
      toc = known.replace(/"digest":"[^"]*"/, `"digest":"${digest}"`);
      return toc;
    });
    const annotations = { "containerd.io/snapshot/stargz/toc.digest": digestOf(toc) };
    return { bytes, annotations };
  };
  const comparison = await compare([unknown("")], [unknown("none")]);
  expect(comparison).toMatchObject({ differences: [], uncertain: 1 });
});

it("takes the same hard link for equal if its file is in shared layers", async () => {
  const [base, link] = [layerOf("a"), layerOf(hardLink("b", "a"))];
  const before = [base, layerOf(file("c", "1")), link];
  const after = [base, layerOf(file("c", "2")), link];
  const comparison = await compare(before, after);
  expect(linesOf(comparison)).toEqual(["changed c content"]);
  expect(comparison).toMatchObject({ unread: 1, uncertain: 0 });
  // One image replaces the file before the link.
  const replaced = await compare([base, layerOf(file("a", "12")), link], after);
  expect(linesOf(replaced)).toEqual(["addedOrChanged c", "removedOrChanged a"]);
  expect(replaced.uncertain).toBe(1);
});

it("refuses more files than it may keep, and a layer that is damaged", async () => {
  const many = layerOf(...Array.from({ length: 20 }, (_, at) => `file${at}`));
  await expect(compare([many], [layerOf("a")], { pool: new LayerPool(10) })).rejects.toMatchObject({
    code: "too_large",
    hint: expect.stringContaining("Inspect") as string,
  });
  const damaged = { bytes: Buffer.alloc(2000, 1) };
  await expect(compare([layerOf("a")], [damaged])).rejects.toMatchObject({
    code: "layout_invalid",
  });
});
