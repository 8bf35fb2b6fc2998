import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import type { FileChange } from "../../../../shared/layerFiles.ts";
import { FileTree, flags, type NodeId } from "./fileTree.ts";

/** Links that are followed to a folder. Source: path_resolution(7). */
const maxLinks = 40;
/** Characters of the links that are followed, together: as the longest path has. More would hold up the app. */
const maxLength = 4096;
/** Nodes that are merged in one turn of the event loop: a few milliseconds. */
const nodesPerTurn = 2000;

/** The files of an image: of its lowest layers, merged. */
export interface MergedFiles {
  readonly tree: FileTree;
  /** The layers that are merged, from the lowest. */
  readonly layers: FileTree[];
  /**
   * Whether there are layers below these that are not read. What is removed from them stays in the tree: as nodes of the
   * kind `removed`, and as opaque folders.
   */
  readonly isAboveOthers: boolean;
  /** Bytes of lower layers that a later one removes or replaces. */
  hiddenBytes: number;
}

/** Returns the files of no layers. @param options.isAboveOthers the first layer lies above layers that are not read */
export function emptyImage({ isAboveOthers = false } = {}): MergedFiles {
  return { tree: new FileTree(), layers: [], isAboveOthers, hiddenBytes: 0 };
}

/**
 * Applies the next layer to the files of an image, and marks in the layer what it adds, changes and removes.
 *
 * A whiteout applies to the layers below only, wherever it stands in the layer. A file in a folder that is a symbolic
 * link below is a file of the folder that the link leads to, as when containerd extracts it.
 *
 * Source: OCI image-spec 1.1, layer.md, "Applying Changesets".
 */
export async function mergeLayer(image: MergedFiles, layer: FileTree): Promise<void> {
  const index = image.layers.push(layer) - 1;
  /** The folder of the image for each folder of the layer; absent if nothing can be extracted there. */
  const placed = new Map<NodeId, NodeId>([[FileTree.root, FileTree.root]]);
  hideContent(image, layer, { node: FileTree.root, below: FileTree.root });
  // A folder has a smaller number than what is in it.
  for (let node = 1; node < layer.count; node += 1) {
    if (node % nodesPerTurn === 0) {
      await yieldToEventLoop();
    }
    const folder = placed.get(layer.parent(node));
    if (folder !== undefined) {
      const own = mergeNode(image, { layer, index, node, folder });
      if (own !== undefined && layer.hasChildren(node)) {
        placed.set(node, own);
      }
    }
  }
  while (image.tree.markRemoved(nodesPerTurn) === nodesPerTurn) {
    await yieldToEventLoop();
  }
}

interface LayerNode {
  readonly layer: FileTree;
  readonly index: number;
  readonly node: NodeId;
  /** The folder of the image that it is extracted to. */
  readonly folder: NodeId;
}

/** @returns the folder of the image for the content of the node */
function mergeNode(image: MergedFiles, from: LayerNode): NodeId | undefined {
  const { layer, node, folder } = from;
  const { tree } = image;
  const below = tree.child(folder, layer.name(node));
  if (layer.kind(node) === "removed") {
    const removed = below === undefined ? 0 : hide(image, below);
    layer.setChange(node, "removed");
    if (image.isAboveOthers) {
      place(image, from, "removed");
    }
    layer.setRemoved(node, removed);
    return undefined;
  }
  if (layer.has(node, flags.whiteout) && below !== undefined) {
    hide(image, below);
    return place(image, from, "changed");
  }
  return layer.kind(node) === "folder"
    ? mergeFolder(image, from, below)
    : mergeFile(image, from, below);
}

function mergeFolder(
  image: MergedFiles,
  from: LayerNode,
  below: NodeId | undefined,
): NodeId | undefined {
  const { layer, node } = from;
  const { tree } = image;
  if (below === undefined) {
    return place(image, from, "added");
  }
  if (tree.kind(below) === "folder") {
    const isSame = !layer.has(node, flags.entry) || hasSameOwner(layer, node, { tree, below });
    hideContent(image, layer, { node, below });
    if (layer.has(node, flags.entry)) {
      copy(image, from, below);
    }
    layer.setChange(node, isSame && !layer.has(node, flags.opaque) ? "same" : "changed");
    return below;
  }
  const linked = layer.has(node, flags.entry) ? undefined : followToFolder(tree, below);
  if (linked !== undefined) {
    layer.setChange(node, "same");
    hideContent(image, layer, { node, below: linked });
    return linked;
  }
  hide(image, below);
  const placed = place(image, from, "changed");
  markOpaque(image, placed);
  return placed;
}

function mergeFile(
  image: MergedFiles,
  from: LayerNode,
  below: NodeId | undefined,
): NodeId | undefined {
  const { layer, node } = from;
  const { tree } = image;
  const isSame = below !== undefined && isSameFile(image, layer, { node, below });
  if (below !== undefined) {
    hide(image, below);
  }
  const placed = place(image, from, below === undefined ? "added" : isSame ? "same" : "changed");
  return layer.hasChildren(node) ? followToFolder(tree, placed) : undefined;
}

/** Adds the node to the image. @returns its number there */
function place(image: MergedFiles, from: LayerNode, change: FileChange): NodeId {
  const { layer, node, folder } = from;
  const placed = image.tree.add(folder, layer.name(node));
  copy(image, from, placed);
  if (layer.has(node, flags.opaque | flags.whiteout)) {
    markOpaque(image, placed);
  }
  layer.setChange(node, change);
  return placed;
}

/** Notes that nothing of the layers that are not read is in a folder. */
function markOpaque({ tree, isAboveOthers }: MergedFiles, node: NodeId): void {
  if (isAboveOthers && tree.kind(node) === "folder") {
    tree.mark(node, flags.opaque);
  }
}

function copy({ tree }: MergedFiles, { layer, node, index }: LayerNode, to: NodeId): void {
  const copied = [flags.entry, flags.unsafe, flags.sparse].reduce(
    (sum, flag) => sum | (layer.has(node, flag) ? flag : 0),
    0,
  );
  tree.set(to, layer.attributes(node), copied);
  tree.setSource(to, index, node);
}

function hide(image: MergedFiles, node: NodeId): number {
  const bytes = image.tree.remove(node);
  image.hiddenBytes += bytes;
  return bytes;
}

/** Hides what the layers below have in a folder, if the layer says so. */
function hideContent(
  image: MergedFiles,
  layer: FileTree,
  { node, below }: { readonly node: NodeId; readonly below: NodeId },
): void {
  if (layer.has(node, flags.opaque)) {
    markOpaque(image, below);
    const bytes = image.tree.removeContent(below);
    image.hiddenBytes += bytes;
    layer.setRemoved(node, bytes);
  }
}

/** The time of a folder changes with its content, so it does not count. */
function hasSameOwner(
  layer: FileTree,
  node: NodeId,
  { tree, below }: { readonly tree: FileTree; readonly below: NodeId },
): boolean {
  const now = layer.attributes(node);
  const before = tree.attributes(below);
  return now.mode === before.mode && now.uid === before.uid && now.gid === before.gid;
}

/** Whether a file has the content, the owner and the permissions that it has below. */
function isSameFile(
  { tree, layers }: MergedFiles,
  layer: FileTree,
  { node, below }: { readonly node: NodeId; readonly below: NodeId },
): boolean {
  const now = layer.attributes(node);
  const before = tree.attributes(below);
  if (now.kind !== before.kind || !hasSameOwner(layer, node, { tree, below })) {
    return false;
  }
  if (now.kind !== "file") {
    return now.target === before.target;
  }
  const source = tree.source(below);
  const digest = layer.digest(node);
  return digest !== undefined && digest === layers[source.layer]?.digest(source.node);
}

/** Follows a symbolic link inside the image to a folder. */
function followToFolder(tree: FileTree, link: NodeId): NodeId | undefined {
  /** The names that follow, the next one at the end. */
  const steps: string[] = [];
  let links = 0;
  let at = tree.parent(link);
  let next: NodeId | undefined = link;
  let length = 0;
  while (next !== undefined) {
    if (tree.kind(next) === "folder") {
      at = next;
    } else if (tree.kind(next) === "symlink" && links < maxLinks && length <= maxLength) {
      const { target = "" } = tree.attributes(next);
      links += 1;
      length += target.length;
      at = target.startsWith("/") ? FileTree.root : tree.parent(next);
      steps.push(...target.split("/").toReversed());
    } else {
      return undefined;
    }
    let name = steps.pop();
    for (; name === "" || name === "." || name === ".."; name = steps.pop()) {
      at = name === ".." ? tree.parent(at) : at;
    }
    if (name === undefined) {
      return at;
    }
    next = tree.child(at, name);
  }
  return undefined;
}
