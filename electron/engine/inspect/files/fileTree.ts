import type { FileChange, FileKind } from "../../../../shared/layerFiles.ts";
import { ByteColumn, NumberColumn } from "./treeColumns.ts";

/** The number of a node in a tree. The number of a folder is smaller than those of its content. */
export type NodeId = number;

/** What is known of a file besides its place. */
export interface FileAttributes {
  readonly kind: FileKind;
  /** In bytes, uncompressed. */
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtime: number;
  readonly target?: string | undefined;
  /** Where its content begins: in the uncompressed layer, or in the layer if it was read by its table of contents. */
  readonly offset: number;
}

const kinds: readonly FileKind[] = [
  "folder",
  "file",
  "symlink",
  "hardlink",
  "character",
  "block",
  "pipe",
  "other",
  "removed",
];
const changes: readonly (FileChange | undefined)[] = [
  undefined,
  "added",
  "changed",
  "removed",
  "same",
];

/** Properties of a node that are either true or false. */
export const flags = {
  /** It has an entry; a folder may exist only because something is in it. */
  entry: 1,
  /** It removes the name from the layers below, before it is added again. */
  whiteout: 2,
  /** It hides what the layers below have in the folder. */
  opaque: 4,
  /** The name of its entry is absolute or has `..`. */
  unsafe: 8,
  /** Its content is stored with holes. */
  sparse: 16,
  /** Its SHA-256 is known. */
  digest: 32,
  /** A later layer removed it. */
  gone: 64,
} as const;

const digestBytes = 32;
const root: NodeId = 0;

/**
 * The files of a layer or an image. Compact: at most 150 bytes a file, since an image may have a million. Every change
 * updates the totals of the folders above, so that they can be shown while a layer is read.
 */
export class FileTree {
  static readonly root: NodeId = root;
  readonly #names: string[] = [];
  readonly #children: (Map<string, NodeId> | undefined)[] = [];
  readonly #targets = new Map<NodeId, string>();
  readonly #removed = new Map<NodeId, number>();
  readonly #columns = createColumns();
  /** Removed nodes whose content is still to be marked as gone. */
  readonly #removing: NodeId[] = [];
  #entries = 0;

  constructor() {
    this.#append(root, "");
  }

  /** The number of nodes, with the root. */
  get count(): number {
    return this.#names.length;
  }

  /** The number of entries that are no whiteouts. */
  get entries(): number {
    return this.#entries;
  }

  name(node: NodeId): string {
    return this.#names[node] ?? "";
  }

  parent(node: NodeId): NodeId {
    return this.#columns.parent.get(node);
  }

  /** The names from the root to the node. */
  path(node: NodeId): readonly string[] {
    const names: string[] = [];
    for (let step = node; step !== root; step = this.parent(step)) {
      names.push(this.name(step));
    }
    return names.toReversed();
  }

  kind(node: NodeId): FileKind {
    return kinds[this.#columns.kind.get(node)] ?? "other";
  }

  has(node: NodeId, flag: number): boolean {
    return (this.#columns.flags.get(node) & flag) !== 0;
  }

  /** The bytes of a file, or of all files in a folder. */
  total(node: NodeId): number {
    return this.#columns.total.get(node);
  }

  /** The number of files in a folder, at any depth; 1 for a file. */
  files(node: NodeId): number {
    return this.#columns.files.get(node);
  }

  change(node: NodeId): FileChange | undefined {
    return changes[this.#columns.change.get(node)];
  }

  /** Of an image: the layer and the node in it that the node comes from. */
  source(node: NodeId): { readonly layer: number; readonly node: NodeId } {
    return { layer: this.#columns.layer.get(node), node: this.#columns.source.get(node) };
  }

  attributes(node: NodeId): FileAttributes {
    const columns = this.#columns;
    return {
      kind: this.kind(node),
      size: columns.size.get(node),
      mode: columns.mode.get(node),
      uid: columns.uid.get(node),
      gid: columns.gid.get(node),
      mtime: columns.mtime.get(node),
      target: this.#targets.get(node),
      offset: columns.offset.get(node),
    };
  }

  /** SHA-256 of the content in hexadecimal digits, if it is known. */
  digest(node: NodeId): string | undefined {
    return this.has(node, flags.digest)
      ? Buffer.from(this.#columns.digest.get(node)).toString("hex")
      : undefined;
  }

  /** The node with a name in a folder. */
  child(folder: NodeId, name: string): NodeId | undefined {
    return this.#children[folder]?.get(name);
  }

  /** What is in a folder, in the order of the layer. */
  children(folder: NodeId): readonly NodeId[] {
    return [...(this.#children[folder]?.values() ?? [])];
  }

  hasChildren(folder: NodeId): boolean {
    return (this.#children[folder]?.size ?? 0) > 0;
  }

  /** Finds a name in a folder, or adds it as a folder without an entry. */
  add(folder: NodeId, name: string): NodeId {
    return this.child(folder, name) ?? this.#append(folder, name);
  }

  /** Sets what a node is. @param more flags to add to those of the node */
  set(node: NodeId, attributes: FileAttributes, more: number): void {
    const columns = this.#columns;
    const isFile = attributes.kind !== "folder" && attributes.kind !== "removed";
    const wasFile = this.kind(node) !== "folder" && this.kind(node) !== "removed";
    const isCounted = this.has(node, flags.entry) && this.kind(node) !== "removed";
    if (!isCounted && attributes.kind !== "removed" && (more & flags.entry) !== 0) {
      this.#entries += 1;
    }
    this.#count(node, attributes.size - columns.size.get(node), Number(isFile) - Number(wasFile));
    columns.kind.set(node, kinds.indexOf(attributes.kind));
    columns.flags.set(node, (columns.flags.get(node) & ~flags.digest) | more);
    columns.size.set(node, attributes.size);
    columns.mode.set(node, attributes.mode);
    columns.uid.set(node, attributes.uid);
    columns.gid.set(node, attributes.gid);
    columns.mtime.set(node, attributes.mtime);
    columns.offset.set(node, attributes.offset);
    if (attributes.target === undefined) {
      this.#targets.delete(node);
    } else {
      this.#targets.set(node, attributes.target);
    }
  }

  mark(node: NodeId, flag: number): void {
    this.#columns.flags.set(node, this.#columns.flags.get(node) | flag);
  }

  setChange(node: NodeId, change: FileChange): void {
    this.#columns.change.set(node, changes.indexOf(change));
  }

  /** Bytes of the layers below that a whiteout or an opaque folder of this layer hides; 0 until that is known. */
  removed(node: NodeId): number {
    return this.#removed.get(node) ?? 0;
  }

  setRemoved(node: NodeId, bytes: number): void {
    this.#removed.set(node, bytes);
  }

  setSource(node: NodeId, layer: number, source: NodeId): void {
    this.#columns.layer.set(node, layer);
    this.#columns.source.set(node, source);
  }

  /** @param digest 32 bytes */
  setDigest(node: NodeId, digest: Uint8Array): void {
    this.#columns.digest.set(node, digest);
    this.mark(node, flags.digest);
  }

  /** Removes a node and what is in it, which `markRemoved` completes. @returns the bytes that it had */
  remove(node: NodeId): number {
    const bytes = this.total(node);
    this.#count(node, -bytes, -this.files(node));
    this.#children[this.parent(node)]?.delete(this.name(node));
    this.#removing.push(node);
    return bytes;
  }

  /** Removes what is in a folder, which `markRemoved` completes. @returns the bytes that it had */
  removeContent(folder: NodeId): number {
    const bytes = this.total(folder);
    this.#count(folder, -bytes, -this.files(folder));
    for (const child of this.#children[folder]?.values() ?? []) {
      this.#removing.push(child);
    }
    this.#children[folder] = undefined;
    return bytes;
  }

  /** Marks removed nodes as gone, which may take many turns of the event loop. @returns how many it marked, up to the limit */
  markRemoved(limit: number): number {
    let marked = 0;
    for (; marked < limit; marked += 1) {
      const node = this.#removing.pop();
      if (node === undefined) {
        return marked;
      }
      this.mark(node, flags.gone);
      this.#targets.delete(node);
      for (const child of this.#children[node]?.values() ?? []) {
        this.#removing.push(child);
      }
      this.#children[node] = undefined;
    }
    return marked;
  }

  /** Adds to the totals of a node and of all folders above. */
  #count(node: NodeId, bytes: number, files: number): void {
    const { total, files: counts } = this.#columns;
    for (let step = node; ; step = this.parent(step)) {
      total.set(step, total.get(step) + bytes);
      counts.set(step, counts.get(step) + files);
      if (step === root) {
        return;
      }
    }
  }

  #append(folder: NodeId, name: string): NodeId {
    const node = this.#names.length;
    this.#names.push(name);
    this.#columns.parent.set(node, folder);
    if (node !== root) {
      const siblings = this.#children[folder] ?? new Map<string, NodeId>();
      this.#children[folder] = siblings.set(name, node);
    }
    return node;
  }
}

function createColumns() {
  return {
    parent: new NumberColumn(Uint32Array),
    kind: new NumberColumn(Uint8Array),
    flags: new NumberColumn(Uint8Array),
    change: new NumberColumn(Uint8Array),
    size: new NumberColumn(Float64Array),
    total: new NumberColumn(Float64Array),
    files: new NumberColumn(Uint32Array),
    mode: new NumberColumn(Uint16Array),
    uid: new NumberColumn(Uint32Array),
    gid: new NumberColumn(Uint32Array),
    mtime: new NumberColumn(Float64Array),
    offset: new NumberColumn(Float64Array),
    layer: new NumberColumn(Uint16Array),
    source: new NumberColumn(Uint32Array),
    digest: new ByteColumn(digestBytes),
  };
}
