import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import { FileTree, flags, type NodeId } from "../../inspect/files/fileTree.ts";
import type { MergedFiles } from "../../inspect/files/mergeLayer.ts";
import { describeFile } from "./describeFile.ts";
import type { DifferenceList } from "./differenceList.ts";

/** Nodes that are compared in one turn of the event loop: a few milliseconds. */
const nodesPerTurn = 5000;

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
  readonly path: string;
  readonly before: Folder;
  readonly after: Folder;
}

/**
 * Compares the files of two images, or what they have above layers that both have and that are not read.
 * @throws the signal's reason
 */
export async function compareTrees(
  images: { readonly before: MergedFiles; readonly after: MergedFiles },
  found: DifferenceList,
  signal: AbortSignal,
): Promise<void> {
  const { before, after } = images;
  const pending: FolderPair[] = [];
  const root = { kind: "node", node: FileTree.root } as const;
  const pair = {
    path: "",
    before: folderAt(before, root, before.isAboveOthers),
    after: folderAt(after, root, after.isAboveOthers),
  };
  addContent(pair, found);
  pending.push(pair);
  let left = nodesPerTurn;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const name of namesOf(images, next)) {
      left -= 1;
      if (left === 0) {
        await yieldToEventLoop();
        signal.throwIfAborted();
        left = nodesPerTurn;
      }
      const inner = compareName(images, next, name, found);
      if (inner !== undefined) {
        pending.push(inner);
      }
    }
  }
}

/** The names in a folder of either image. */
function* namesOf(
  { before, after }: { readonly before: MergedFiles; readonly after: MergedFiles },
  pair: FolderPair,
): Generator<string> {
  const [old, now] = [pair.before.node, pair.after.node];
  for (const node of old === undefined ? [] : before.tree.children(old)) {
    yield before.tree.name(node);
  }
  for (const node of now === undefined ? [] : after.tree.children(now)) {
    const name = after.tree.name(node);
    if (old === undefined || before.tree.child(old, name) === undefined) {
      yield name;
    }
  }
}

/** Compares what two folders have under a name. @returns the folders with the name, to be compared next */
function compareName(
  images: { readonly before: MergedFiles; readonly after: MergedFiles },
  folders: FolderPair,
  name: string,
  found: DifferenceList,
): FolderPair | undefined {
  const path = folders.path === "" ? name : `${folders.path}/${name}`;
  const before = placeOf(images.before, folders.before, name);
  const after = placeOf(images.after, folders.after, name);
  if (before.kind === "node" && after.kind === "node") {
    comparePair(images, { path, before: before.node, after: after.node }, found);
  } else if (before.kind === "node") {
    const isKnown = after.kind === "absent";
    // A folder without an entry of its own may be that of the layers below.
    if (isKnown || images.before.tree.has(before.node, flags.entry)) {
      const file = describeFile(images.before, before.node);
      found.add({ kind: isKnown ? "removed" : "removedOrChanged", path, before: file });
    }
  } else if (after.kind === "node") {
    const isKnown = before.kind === "absent";
    if (isKnown || images.after.tree.has(after.node, flags.entry)) {
      const file = describeFile(images.after, after.node);
      found.add({ kind: isKnown ? "added" : "addedOrChanged", path, after: file });
    }
  } else if (before.kind !== after.kind) {
    found.add({ kind: before.kind === "absent" ? "added" : "removed", path });
  }
  const inner = {
    path,
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
  images: { readonly before: MergedFiles; readonly after: MergedFiles },
  {
    path,
    before,
    after,
  }: { readonly path: string; readonly before: NodeId; readonly after: NodeId },
  found: DifferenceList,
): void {
  const isSame = isSameEntry(images, before, after);
  if (isSame && images.before.tree.kind(before) !== "hardlink") {
    return;
  }
  const [old, now] = [describeFile(images.before, before), describeFile(images.after, after)];
  // The file of a hard link may be in a layer below, where the images differ; what is not read is the same in both.
  if (!isSame || !old.isUnresolved || !now.isUnresolved) {
    found.addPair(path, old, now);
  }
}

/** Whether both images have an entry from the same layer, as most files are if all layers are read. */
function isSameEntry(
  { before, after }: { readonly before: MergedFiles; readonly after: MergedFiles },
  old: NodeId,
  now: NodeId,
): boolean {
  const [from, to] = [before.tree.source(old), after.tree.source(now)];
  return from.node === to.node && before.layers[from.layer] === after.layers[to.layer];
}

function placeOf({ tree }: MergedFiles, { node: folder, seesBelow }: Folder, name: string): Place {
  const node = folder === undefined ? undefined : tree.child(folder, name);
  if (node === undefined) {
    return { kind: seesBelow ? "below" : "absent" };
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
function addContent({ path, before, after }: FolderPair, found: DifferenceList): void {
  if (before.seesBelow !== after.seesBelow) {
    found.add({ kind: before.seesBelow ? "removed" : "added", path, isContent: true });
  }
}
