import { expect, it } from "vitest";
import { FileTree, flags } from "../../engine/inspect/files/fileTree.ts";
import { ImageFiles } from "../../engine/inspect/files/imageFiles.ts";
import { fileRow } from "../../engine/inspect/files/listFolder.ts";
import type { Store } from "../../engine/stores/store.ts";
import { descriptorOf, layerStore } from "../layers.ts";
import { fuzz } from "./fuzz.ts";
import { hostileLayers } from "./hostileLayers.ts";

const { signal } = new AbortController();

/** The totals of all folders are the sums of what is in them; rows are plain data. */
function checkTree(files: ImageFiles, view: number | "image"): void {
  const tree = files.tree(view);
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
    structuredClone(fileRow(files, view, node));
  }
}

it("reads and merges hostile layers and tables of contents without failing", async () => {
  let shown = 0;
  let total = 0;
  await fuzz(hostileLayers, async (given) => {
    const files = new ImageFiles("fuzz", {
      store: layerStore(given) as Store,
      layers: given.map(descriptorOf),
    });
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
  expect(shown / total).toBeGreaterThan(0.2);
}, 300_000);
