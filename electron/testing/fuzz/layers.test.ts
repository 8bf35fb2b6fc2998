import { expect, it } from "vitest";
import { type DecodeLayer, decodeLayerHere } from "../../engine/inspect/files/decodeLayer.ts";
import { FileTree, flags } from "../../engine/inspect/files/fileTree.ts";
import { ImageFiles } from "../../engine/inspect/files/imageFiles.ts";
import { fileRow } from "../../engine/inspect/files/listFolder.ts";
import type { Store } from "../../engine/stores/store.ts";
import { descriptorOf, layerStore } from "../layers.ts";
import { fuzz } from "./fuzz.ts";
import { hostileArchives, hostileTocs } from "./hostileLayers.ts";

const { signal } = new AbortController();

/** Nodes of an image: few, so that layers also end at the limit. */
const maxNodes = 40;
/** Levels of a path; an entry that is added below the limit adds as many nodes at most. */
const maxDepth = 200;

/** What a thread sends at once is what the main process adds to a tree without a pause. */
const watchedDecoder: DecodeLayer = async (task, { open, onEntries }, until) =>
  await decodeLayerHere(
    task,
    {
      open,
      onEntries(entries) {
        expect(entries.length).toBeLessThanOrEqual(256);
        expect(structuredClone(entries)).toEqual(entries);
        onEntries(entries);
      },
    },
    until,
  );

/** The totals of all folders are the sums of what is in them; rows are plain data, and nothing exceeds its bounds. */
function checkTree(files: ImageFiles, view: number | "image"): void {
  const tree = files.tree(view);
  expect(tree.count).toBeLessThan(maxNodes + 3 * maxDepth);
  const sums = new Float64Array(tree.count);
  for (let node = tree.count - 1; node >= 0; node -= 1) {
    if (tree.has(node, flags.gone)) {
      continue;
    }
    const own = (sums[node] ?? 0) + tree.attributes(node).size;
    if (tree.total(node) !== own) {
      throw new Error(`${tree.path(node).join("/")} has ${tree.total(node)} bytes, not ${own}`);
    }
    if (node !== FileTree.root) {
      sums[tree.parent(node)] = (sums[tree.parent(node)] ?? 0) + own;
    }
    expect(tree.path(node).length).toBeLessThanOrEqual(maxDepth);
    expect(tree.name(node).length).toBeLessThanOrEqual(1001);
    expect(tree.attributes(node).target?.length ?? 0).toBeLessThanOrEqual(4097);
    structuredClone(fileRow(files, view, node));
  }
}

it.each([
  ["archives", hostileArchives],
  ["tables of contents", hostileTocs],
])(
  "reads and merges hostile %s without failing",
  async (_, layers) => {
    let shown = 0;
    let total = 0;
    await fuzz(layers, async (given) => {
      const files = new ImageFiles(
        "fuzz",
        { store: layerStore(given) as Store, layers: given.map(descriptorOf) },
        { maxNodes, decodeLayer: watchedDecoder },
      );
      for (const layer of given.keys()) {
        await files.read(layer, { whole: false, onProgress: () => {} }, signal);
        checkTree(files, layer);
        const state = files.state.layers[layer];
        total += 1;
        shown += state?.kind === "read" ? 1 : 0;
        // A failure that is no EngineError would be a bug.
        expect(state).not.toMatchObject({ failure: { code: "internal" } });
      }
      checkTree(files, "image");
    });
    expect(shown / total).toBeGreaterThan(0.1);
  },
  300_000,
);
