import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import { sortInTurns } from "../../async/sortInTurns.ts";
import { FileTree, flags, type NodeId } from "../../inspect/files/fileTree.ts";
import type { MergedFiles } from "../../inspect/files/mergeLayer.ts";
import { describeFile } from "./describeFile.ts";
import type { DifferenceList } from "./differenceList.ts";

/** Nodes that are compared in one turn of the event loop: a few milliseconds. */
const nodesPerTurn = 2000;

/** A name in one image: a node of its tree, nothing, or what the layers below have, which are not read. */
type Place =
  | { readonly kind: "node"; readonly node: NodeId }
  | { readonly kind: "absent" | "below" };

/** A folder in one image. */
interface Folder {
  /** Undefined if its tree has no such folder. */
  readonly node: NodeId | undefined;
  /** Whether what the layers below have in it is in the image. */
  readonly seesBelow: boolean;
}

interface FolderPair {
  readonly before: Folder;
  readonly after: Folder;
}

interface ImagePair {
  readonly before: MergedFiles;
  readonly after: MergedFiles;
}

/** A folder that is being compared. */
interface OpenFolder extends FolderPair {
  /** The names in it, sorted. */
  readonly names: readonly string[];
  next: number;
}

/**
 * Compares the files of two images, or what they have above layers that both have and that are not read.
 * @param found gets the differences in the order of their paths, a folder before what is in it
 * @throws the signal's reason
 */
export async function compareTrees(
  images: ImagePair,
  found: DifferenceList,
  signal: AbortSignal,
): Promise<void> {
  const { before, after } = images;
  const root = { kind: "node", node: FileTree.root } as const;
  const roots = {
    before: folderAt(before, root, before.isAboveOthers),
    after: folderAt(after, root, after.isAboveOthers),
  };
  addContent(roots, found);
  const open = [await openFolder(images, roots)];
  let left = nodesPerTurn;
  for (let folder = open.at(-1); folder !== undefined; folder = open.at(-1)) {
    const name = folder.names[folder.next];
    folder.next += 1;
    left -= 1;
    if (left === 0) {
      await yieldToEventLoop();
      signal.throwIfAborted();
      left = nodesPerTurn;
    }
    if (name === undefined) {
      open.pop();
      continue;
    }
    const inner = compareName(images, folder, name, found);
    if (inner !== undefined) {
      open.push(await openFolder(images, inner));
    }
  }
}

/** Opens a folder of either image, which may have as many names as all others together. */
async function openFolder({ before, after }: ImagePair, pair: FolderPair): Promise<OpenFolder> {
  const [old, now] = [pair.before.node, pair.after.node];
  const nodes = old === undefined ? [] : before.tree.children(old);
  const names = nodes.map((node) => before.tree.name(node));
  const others = now === undefined ? [] : after.tree.children(now);
  for (const [at, node] of others.entries()) {
    if (at % nodesPerTurn === nodesPerTurn - 1) {
      await yieldToEventLoop();
    }
    const name = after.tree.name(node);
    if (old === undefined || before.tree.child(old, name) === undefined) {
      names.push(name);
    }
  }
  const sorted = await sortInTurns(names, (a, b) => (a < b ? -1 : 1));
  return { ...pair, names: sorted, next: 0 };
}

/** Compares what two folders have under a name. @returns the folders with the name, to be compared next */
function compareName(
  images: ImagePair,
  folders: FolderPair,
  name: string,
  found: DifferenceList,
): FolderPair | undefined {
  const before = placeOf(images.before, folders.before, name);
  const after = placeOf(images.after, folders.after, name);
  if (before.kind === "node" && after.kind === "node") {
    comparePair(images, { before: before.node, after: after.node }, found);
  } else if (before.kind === "node") {
    const isKnown = after.kind === "absent";
    // A folder without an entry of its own may be that of the layers below.
    if (isKnown || images.before.tree.has(before.node, flags.entry)) {
      found.add({ kind: isKnown ? "removed" : "removedOrChanged", before: before.node });
    }
  } else if (after.kind === "node") {
    const isKnown = before.kind === "absent";
    if (isKnown || images.after.tree.has(after.node, flags.entry)) {
      found.add({ kind: isKnown ? "added" : "addedOrChanged", after: after.node });
    }
  } else if (before.kind !== after.kind) {
    found.addUnread({
      kind: before.kind === "absent" ? "added" : "removed",
      before: childOf(images.before, folders.before, name),
      after: childOf(images.after, folders.after, name),
    });
  }
  const inner = {
    before: folderAt(images.before, before, folders.before.seesBelow),
    after: folderAt(images.after, after, folders.after.seesBelow),
  };
  if (isFolder(before, inner.before) && isFolder(after, inner.after)) {
    addContent(inner, found);
  }
  return inner.before.node === undefined && inner.after.node === undefined ? undefined : inner;
}

/** Compares what both images have under a name. */
function comparePair(
  images: ImagePair,
  { before, after }: { readonly before: NodeId; readonly after: NodeId },
  found: DifferenceList,
): void {
  const isSame = isSameEntry(images, before, after);
  if (isSame && images.before.tree.kind(before) !== "hardlink") {
    return;
  }
  const [old, now] = [describeFile(images.before, before), describeFile(images.after, after)];
  // The file of a hard link may be in a layer below, where the images differ; what is not read is the same in both.
  if (!isSame || !old.isUnresolved || !now.isUnresolved) {
    found.addPair({ before, after }, old, now);
  }
}

/** Whether both images have an entry from the same layer, as most files are if all layers are read. */
function isSameEntry({ before, after }: ImagePair, old: NodeId, now: NodeId): boolean {
  const [from, to] = [before.tree.source(old), after.tree.source(now)];
  return from.node === to.node && before.layers[from.layer] === after.layers[to.layer];
}

/** The node of a name, also of one that a layer removes from those below. */
function childOf({ tree }: MergedFiles, { node }: Folder, name: string): NodeId | undefined {
  return node === undefined ? undefined : tree.child(node, name);
}

function placeOf(image: MergedFiles, folder: Folder, name: string): Place {
  const { tree } = image;
  const node = childOf(image, folder, name);
  if (node === undefined) {
    return { kind: folder.seesBelow ? "below" : "absent" };
  }
  return tree.kind(node) === "removed" ? { kind: "absent" } : { kind: "node", node };
}

function folderAt({ tree }: MergedFiles, place: Place, seesBelow: boolean): Folder {
  if (place.kind !== "node") {
    return { node: undefined, seesBelow: place.kind === "below" };
  }
  const { node } = place;
  return tree.kind(node) === "folder"
    ? { node, seesBelow: seesBelow && !tree.has(node, flags.opaque) }
    : { node: undefined, seesBelow: false };
}

function isFolder(place: Place, { node }: Folder): boolean {
  return place.kind === "below" || node !== undefined;
}

/** Adds what the layers below have in a folder, if one image hides it. */
function addContent({ before, after }: FolderPair, found: DifferenceList): void {
  if (before.seesBelow !== after.seesBelow) {
    found.addUnread({
      kind: before.seesBelow ? "removed" : "added",
      before: before.node,
      after: after.node,
      isContent: true,
    });
  }
}
