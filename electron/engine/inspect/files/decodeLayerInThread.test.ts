import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { tarOf, zstdOf } from "../../../testing/archives.ts";
import { bundleProgram } from "../../../testing/bundleProgram.ts";
import { descriptorOf, estargzOf, layerStore, type TestLayer } from "../../../testing/layers.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../../../testing/temporaryFolder.ts";
import { EngineError } from "../../errors.ts";
import { digestOf } from "../../oci/digest.ts";
import { type DecodeLayer, decodeLayerHere } from "./decodeLayer.ts";
import { decodeLayerInThread } from "./decodeLayerInThread.ts";
import { FileTree, flags } from "./fileTree.ts";
import { readLayer } from "./readLayer.ts";
import { findToc } from "./tocLayer.ts";

let folder: TemporaryFolder;
let inThread: DecodeLayer;
beforeAll(async () => {
  folder = await createTemporaryFolder();
  const entry = new URL("../thread/decodeThread.ts", import.meta.url).pathname;
  inThread = decodeLayerInThread(await bundleProgram(entry, folder.join("bundle")));
});
afterAll(async () => {
  await folder.close();
});

const files = Array.from({ length: 1500 }, (_, at) => ({
  name: `usr/lib/${at % 7}/${randomBytes(8).toString("hex")}`,
  bytes: randomBytes(at % 100).toString("base64"),
}));
const tar = tarOf([...files, { name: "usr/.wh.gone" }, { name: "a", type: "2", target: "b" }]);
const estargz = estargzOf(Object.fromEntries(files.map(({ name, bytes }) => [name, bytes])));
const layers: Readonly<Record<string, TestLayer>> = {
  tar: { bytes: tar },
  gzip: { bytes: gzipSync(tar) },
  zstd: { bytes: zstdOf(tar) },
  "a table of contents": estargz,
};

interface Options {
  readonly decodeLayer: DecodeLayer;
  readonly limit?: number;
  readonly signal?: AbortSignal;
  readonly store?: ReturnType<typeof layerStore>;
}

/** Reads a layer. @returns how it was read, or why not, and what the tree has then */
async function read(layer: TestLayer, { decodeLayer, limit = 1e6, ...options }: Options) {
  const tree = new FileTree();
  const descriptor = descriptorOf(layer);
  const { store = layerStore([layer]), signal = new AbortController().signal } = options;
  const none = (): void => {};
  const reading = await readLayer(
    descriptor,
    tree,
    { store, decodeLayer, toc: findToc(descriptor), limit, onBytes: none, onEntries: none },
    signal,
  ).catch((error: unknown) => error);
  const nodes = Array.from({ length: tree.count }, (_, node) => [
    tree.path(node).join("/"),
    tree.attributes(node),
    tree.digest(node),
    tree.has(node, flags.whiteout),
  ]);
  return { reading, nodes };
}

it.each(Object.entries(layers))("reads %s in a thread as in this one", async (_, layer) => {
  expect(layer.bytes.byteLength).toBeGreaterThan(16 * 1024);
  const there = await read(layer, { decodeLayer: inThread });
  expect(there.reading).toMatchObject({ isComplete: true, isVerified: true });
  expect(there.nodes.length).toBeGreaterThan(1500);
  expect(there).toEqual(await read(layer, { decodeLayer: decodeLayerHere }));
});

it("has what was read of a layer that is corrupt, with the error of its decoder", async () => {
  const layer = { bytes: gzipSync(tar).fill(0, 60_000, 60_100) };
  const there = await read(layer, { decodeLayer: inThread });
  expect(there.reading).toBeInstanceOf(EngineError);
  expect(there.reading).toMatchObject({ code: "layout_invalid" });
  expect(there.nodes.length).toBeGreaterThan(100);
  const here = await read(layer, { decodeLayer: decodeLayerHere });
  expect(there.nodes).toEqual(here.nodes);
  expect((there.reading as EngineError).message).toBe((here.reading as EngineError).message);
});

it("has what was read of a layer whose transfer fails, with the error of the transfer", async () => {
  const failure = new EngineError("network", "The connection was lost.");
  const store: Options["store"] = {
    openBlob: async () =>
      (async function* () {
        yield tar.subarray(0, 200_000);
        throw failure;
      })(),
  };
  const { reading, nodes } = await read({ bytes: tar }, { decodeLayer: inThread, store });
  expect(reading).toBe(failure);
  expect(nodes.length).toBeGreaterThan(100);
});

it("refuses a table of contents that the manifest does not vouch for", async () => {
  const { annotations } = estargzOf({ a: "other" });
  const { reading } = await read(
    { ...estargz, ...(annotations && { annotations }) },
    { decodeLayer: inThread },
  );
  expect(reading).toMatchObject({ code: "digest_mismatch" });
});

it("ends the thread at the limit of files", async () => {
  const { reading, nodes } = await read({ bytes: tar }, { decodeLayer: inThread, limit: 100 });
  expect(reading).toEqual({ isComplete: false, isVerified: false, via: "stream" });
  expect(nodes).toHaveLength(100);
});

it("ends the thread when it is cancelled, with what was read", async () => {
  const controller = new AbortController();
  const store: Options["store"] = {
    openBlob: async (_, signal) =>
      (async function* () {
        yield tar.subarray(0, 200_000);
        await once(signal, "abort");
        signal.throwIfAborted();
      })(),
  };
  const entries = Promise.withResolvers<void>();
  const watched: DecodeLayer = async (task, { open, onEntries }, signal) =>
    await inThread(
      task,
      {
        open,
        onEntries(decoded) {
          onEntries(decoded);
          entries.resolve();
        },
      },
      signal,
    );
  const { signal } = controller;
  const reading = read({ bytes: tar }, { decodeLayer: watched, store, signal });
  await entries.promise;
  controller.abort();
  expect((await reading).reading).toBe(signal.reason);
  expect((await reading).nodes.length).toBeGreaterThan(1);
});

it("lists an entry whose type is a name that every object has", async () => {
  let toc = "";
  const { bytes } = estargzOf(
    Object.fromEntries(files.map(({ name, bytes: content }) => [name, content])),
    (text) => (toc = text.replace('"type":"reg"', '"type":"constructor"')),
  );
  const annotations = { "containerd.io/snapshot/stargz/toc.digest": digestOf(toc) };
  const { reading } = await read({ bytes, annotations }, { decodeLayer: inThread });
  expect(reading).toEqual({ isComplete: true, isVerified: true, via: "toc" });
});
