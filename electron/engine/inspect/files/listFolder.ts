import type { FileOrder, FileRow, FilesView, FolderRows } from "../../../../shared/layerFiles.ts";
import { type FileTree, flags, type NodeId } from "./fileTree.ts";
import type { ImageFiles } from "./imageFiles.ts";

/** A folder to list. */
export interface FolderRequest {
  readonly node: NodeId;
  /** Maximum number of rows. */
  readonly limit: number;
}

/** Folders whose order is kept, so that more rows of a large folder need not sort it again. */
const maxSorted = 20;

/** Lists folders of an image or a layer in an order. */
export class FolderLists {
  readonly #files: ImageFiles;
  /** By view, order and folder. */
  readonly #sorted = new Map<string, readonly NodeId[]>();
  #version = -1;

  constructor(files: ImageFiles) {
    this.#files = files;
  }

  /** @throws EngineError `input_invalid` if there is no such layer */
  list(
    view: FilesView,
    order: FileOrder,
    folders: readonly FolderRequest[],
  ): readonly FolderRows[] {
    return folders.map(({ node, limit }) => {
      const children = this.#sort(view, order, node);
      const rows = children.slice(0, limit).map((child) => fileRow(this.#files, view, child));
      return { node, total: children.length, rows };
    });
  }

  #sort(view: FilesView, order: FileOrder, node: NodeId): readonly NodeId[] {
    if (this.#version !== this.#files.version) {
      this.#sorted.clear();
      this.#version = this.#files.version;
    }
    const key = `${view} ${order} ${node}`;
    const known = this.#sorted.get(key);
    if (known !== undefined) {
      return known;
    }
    const sorted = sortChildren(this.#files.tree(view), node, order);
    const [oldest] = this.#sorted.keys();
    if (this.#sorted.size >= maxSorted && oldest !== undefined) {
      this.#sorted.delete(oldest);
    }
    this.#sorted.set(key, sorted);
    return sorted;
  }
}

/** Sorts by name with folders first, or by size with the largest first. */
function sortChildren(tree: FileTree, folder: NodeId, order: FileOrder): readonly NodeId[] {
  const byName = (a: NodeId, b: NodeId): number => (tree.name(a) < tree.name(b) ? -1 : 1);
  const isFolder = (node: NodeId): number => Number(tree.kind(node) === "folder");
  return tree
    .children(folder)
    .toSorted((a, b) =>
      order === "size"
        ? tree.total(b) - tree.total(a) || byName(a, b)
        : isFolder(b) - isFolder(a) || byName(a, b),
    );
}

/** Describes a node for the window. */
export function fileRow(files: ImageFiles, view: FilesView, node: NodeId): FileRow {
  const tree = files.tree(view);
  const { kind, mode, uid, gid, mtime, target } = tree.attributes(node);
  const isRemoved = kind === "removed";
  // Everything in the lowest layer is added.
  const change = view === "image" || view === 0 ? undefined : tree.change(node);
  const source = tree.source(node);
  const digest =
    view === "image" ? files.tree(source.layer).digest(source.node) : tree.digest(node);
  const hasEntry = tree.has(node, flags.entry);
  return {
    node,
    name: tree.name(node),
    kind,
    size: isRemoved ? tree.removed(node) : tree.total(node),
    files: tree.files(node),
    isExpandable: tree.hasChildren(node),
    ...(hasEntry ? { mode, uid, gid, mtime } : {}),
    ...(target === undefined ? {} : { target }),
    ...(digest === undefined || kind !== "file" ? {} : { digest: `sha256:${digest}` }),
    ...(isRemoved ? { change: "removed" } : change === undefined ? {} : { change }),
    ...(view === "image" && hasEntry ? { layer: source.layer } : {}),
    ...(tree.has(node, flags.opaque) ? { isOpaque: true } : {}),
    ...(tree.has(node, flags.unsafe) ? { isUnsafe: true } : {}),
  };
}
