import { shortenTarget, splitEntryName } from "./entryPath.ts";
import { type FileAttributes, FileTree, flags, type NodeId } from "./fileTree.ts";

/** An entry of a layer. */
export interface LayerEntry extends FileAttributes {
  /** As in the layer. */
  readonly name: string;
  readonly isSparse: boolean;
}

const whiteout = ".wh.";
const opaque = ".wh..wh..opq";
/** Names in which AUFS keeps its own data. Source: moby, pkg/archive/whiteouts.go, WhiteoutMetaPrefix. */
const aufs = ".wh..wh.";

/**
 * Adds an entry to the files of a layer. Of two entries with the same name, the last counts, as when a layer is
 * extracted. Source: OCI image-spec 1.1, layer.md, "Whiteouts".
 * @returns the node, if the entry is not a whiteout
 */
export function addEntry(tree: FileTree, entry: LayerEntry): NodeId | undefined {
  const { names, isUnsafe } = splitEntryName(entry.name);
  const last = names.at(-1);
  if (names.some((name) => name.startsWith(aufs) && name !== opaque)) {
    return undefined;
  }
  if (last?.startsWith(whiteout) !== true) {
    const node = nodeOf(tree, names);
    const extra = (isUnsafe ? flags.unsafe : 0) | (entry.isSparse ? flags.sparse : 0);
    const target = entry.target === undefined ? undefined : shortenTarget(entry.target);
    tree.set(node, { ...entry, target }, flags.entry | extra);
    return node;
  }
  const folder = names.slice(0, -1);
  if (last === opaque) {
    tree.mark(nodeOf(tree, folder), flags.opaque);
  } else {
    const removed = last.slice(whiteout.length);
    if (removed === "" || removed === "." || removed === "..") {
      tree.set(nodeOf(tree, names), entry, flags.entry | flags.unsafe);
    } else {
      markRemoved(tree, nodeOf(tree, [...folder, removed]));
    }
  }
  return undefined;
}

/** Marks a name as removed from the layers below; what this layer has under the name stays. */
function markRemoved(tree: FileTree, node: NodeId): void {
  const isAdded = tree.has(node, flags.entry) || tree.hasChildren(node);
  tree.mark(node, flags.whiteout);
  if (!isAdded) {
    tree.set(node, { ...noAttributes, kind: "removed" }, 0);
  }
}

const noAttributes = { size: 0, mode: 0, uid: 0, gid: 0, mtime: 0, offset: 0 } as const;

/** Finds the node of a path; folders on the way that have no entry are added. */
function nodeOf(tree: FileTree, names: readonly string[]): NodeId {
  let node = FileTree.root;
  for (const name of names) {
    if (tree.kind(node) === "removed") {
      // The layer adds the folder again.
      tree.set(node, { ...noAttributes, kind: "folder" }, 0);
    }
    node = tree.add(node, name);
  }
  return node;
}
