import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import type { FilesView, SizePart } from "../../../../shared/layerFiles.ts";
import type { FileTree, NodeId } from "./fileTree.ts";
import type { ImageFiles } from "./imageFiles.ts";

/** Parts that can be told apart in a picture. */
const maxParts = 300;
/** The smallest share of the whole that is a part of its own. */
const minShare = 1 / 800;
/** The smallest share of the whole that is divided further. */
const minDivided = 1 / 60;
const nodesPerTurn = 20_000;

interface GrowingPart extends SizePart {
  readonly parts: GrowingPart[];
}

/**
 * Divides a folder by the sizes of what is in it, the largest folders first, as far as it can be drawn.
 * @throws the signal's reason
 */
export async function divideSizes(
  files: ImageFiles,
  { view, node }: { readonly view: FilesView; readonly node: NodeId },
  signal: AbortSignal,
): Promise<SizePart> {
  const tree = files.tree(view);
  const layers = new LargestLayer(tree, view, signal);
  const whole = await partOf(tree, node, layers);
  const open: GrowingPart[] = [whole];
  let count = 1;
  for (let next = takeLargest(open); next !== undefined; next = takeLargest(open)) {
    if (count >= maxParts || (next !== whole && next.size < whole.size * minDivided)) {
      break;
    }
    const children = tree
      .children(next.node ?? 0)
      .filter((child) => tree.total(child) > 0)
      .toSorted((a, b) => tree.total(b) - tree.total(a));
    const large = children
      .filter((child) => tree.total(child) >= whole.size * minShare)
      .slice(0, maxParts - count);
    for (const child of large) {
      const part = await partOf(tree, child, layers);
      next.parts.push(part);
      if (tree.hasChildren(child)) {
        open.push(part);
      }
    }
    const rest = children.slice(large.length);
    if (rest.length > 0) {
      next.parts.push(restOf(tree, rest, next.layer));
    }
    count += large.length + 1;
  }
  return whole;
}

async function partOf(tree: FileTree, node: NodeId, layers: LargestLayer): Promise<GrowingPart> {
  return {
    node,
    name: tree.name(node),
    size: tree.total(node),
    files: tree.files(node),
    layer: await layers.of(node),
    parts: [],
  };
}

function restOf(tree: FileTree, nodes: readonly NodeId[], layer: number): GrowingPart {
  const sum = (of: (node: NodeId) => number): number =>
    nodes.reduce((total, node) => total + of(node), 0);
  return {
    node: undefined,
    name: "",
    size: sum((node) => tree.total(node)),
    files: sum((node) => tree.files(node)),
    layer,
    parts: [],
  };
}

function takeLargest(parts: GrowingPart[]): GrowingPart | undefined {
  let largest = 0;
  parts.forEach((part, index) => {
    largest = part.size > (parts[largest]?.size ?? 0) ? index : largest;
  });
  return parts.splice(largest, 1)[0];
}

/** Finds the layer that most bytes of a folder come from. */
class LargestLayer {
  readonly #tree: FileTree;
  readonly #view: FilesView;
  readonly #signal: AbortSignal;
  #visited = 0;

  constructor(tree: FileTree, view: FilesView, signal: AbortSignal) {
    this.#tree = tree;
    this.#view = view;
    this.#signal = signal;
  }

  async of(folder: NodeId): Promise<number> {
    if (this.#view !== "image") {
      return this.#view;
    }
    const bytes = new Map<number, number>();
    const pending = [folder];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      this.#visited += 1;
      if (this.#visited % nodesPerTurn === 0) {
        await yieldToEventLoop();
        this.#signal.throwIfAborted();
      }
      const { layer } = this.#tree.source(node);
      bytes.set(layer, (bytes.get(layer) ?? 0) + this.#tree.attributes(node).size);
      for (const child of this.#tree.children(node)) {
        pending.push(child);
      }
    }
    const [largest] = [...bytes].toSorted(([, a], [, b]) => b - a);
    return largest?.[0] ?? 0;
  }
}
