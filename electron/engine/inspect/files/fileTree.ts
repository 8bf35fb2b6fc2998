import type { FileChange, FileKind } from "../../../../shared/layerFiles.ts";

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
 * The files of a layer or an image. Compact: about 150 bytes a file, since an image may have a million. Every change
 * updates the totals of the folders above, so that they can be shown while a layer is read.
 */
export class FileTree {
  static readonly root: NodeId = root;
  readonly #names: string[] = [];
  readonly #children: (Map<string, NodeId> | undefined)[] = [];
  readonly #targets = new Map<NodeId, string>();
  readonly #removed = new Map<NodeId, number>();
  #columns = createColumns(1024);
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
    return at(this.#columns.parent, node);
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
    return kinds[at(this.#columns.kind, node)] ?? "other";
  }

  has(node: NodeId, flag: number): boolean {
    return (at(this.#columns.flags, node) & flag) !== 0;
  }

  /** The bytes of a file, or of all files in a folder. */
  total(node: NodeId): number {
    return at(this.#columns.total, node);
  }

  /** The number of files in a folder, at any depth; 1 for a file. */
  files(node: NodeId): number {
    return at(this.#columns.files, node);
  }

  change(node: NodeId): FileChange | undefined {
    return changes[at(this.#columns.change, node)];
  }

  /** Of an image: the layer and the node in it that the node comes from. */
  source(node: NodeId): { readonly layer: number; readonly node: NodeId } {
    return { layer: at(this.#columns.layer, node), node: at(this.#columns.source, node) };
  }

  attributes(node: NodeId): FileAttributes {
    const columns = this.#columns;
    return {
      kind: this.kind(node),
      size: at(columns.size, node),
      mode: at(columns.mode, node),
      uid: at(columns.uid, node),
      gid: at(columns.gid, node),
      mtime: at(columns.mtime, node),
      target: this.#targets.get(node),
      offset: at(columns.offset, node),
    };
  }

  /** SHA-256 of the content in hexadecimal digits, if it is known. */
  digest(node: NodeId): string | undefined {
    const start = node * digestBytes;
    return this.has(node, flags.digest)
      ? Buffer.from(this.#columns.digest.subarray(start, start + digestBytes)).toString("hex")
      : undefined;
  }

  /** The node with a name in a folder, if it is not gone. */
  child(folder: NodeId, name: string): NodeId | undefined {
    const node = this.#children[folder]?.get(name);
    return node === undefined || this.has(node, flags.gone) ? undefined : node;
  }

  /** What is in a folder, in the order of the layer. */
  children(folder: NodeId): readonly NodeId[] {
    const nodes = [...(this.#children[folder]?.values() ?? [])];
    return nodes.filter((node) => !this.has(node, flags.gone));
  }

  hasChildren(folder: NodeId): boolean {
    for (const node of this.#children[folder]?.values() ?? []) {
      if (!this.has(node, flags.gone)) {
        return true;
      }
    }
    return false;
  }

  /** Finds a name in a folder, or adds it as a folder without an entry. */
  add(folder: NodeId, name: string): NodeId {
    const known = this.#children[folder]?.get(name);
    if (known === undefined) {
      return this.#append(folder, name);
    }
    if (this.has(known, flags.gone)) {
      this.#columns.flags[known] = 0;
      this.#columns.kind[known] = 0;
      this.#columns.change[known] = 0;
    }
    return known;
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
    this.#count(node, attributes.size - at(columns.size, node), Number(isFile) - Number(wasFile));
    columns.kind[node] = kinds.indexOf(attributes.kind);
    columns.flags[node] = (at(columns.flags, node) & ~flags.digest) | more;
    columns.size[node] = attributes.size;
    columns.mode[node] = attributes.mode;
    columns.uid[node] = attributes.uid;
    columns.gid[node] = attributes.gid;
    columns.mtime[node] = attributes.mtime;
    columns.offset[node] = attributes.offset;
    if (attributes.target === undefined) {
      this.#targets.delete(node);
    } else {
      this.#targets.set(node, attributes.target);
    }
  }

  mark(node: NodeId, flag: number): void {
    this.#columns.flags[node] = at(this.#columns.flags, node) | flag;
  }

  setChange(node: NodeId, change: FileChange): void {
    this.#columns.change[node] = changes.indexOf(change);
  }

  /** Bytes of the layers below that a whiteout or an opaque folder of this layer hides; 0 until that is known. */
  removed(node: NodeId): number {
    return this.#removed.get(node) ?? 0;
  }

  setRemoved(node: NodeId, bytes: number): void {
    this.#removed.set(node, bytes);
  }

  setSource(node: NodeId, layer: number, source: NodeId): void {
    this.#columns.layer[node] = layer;
    this.#columns.source[node] = source;
  }

  /** @param digest 32 bytes */
  setDigest(node: NodeId, digest: Uint8Array): void {
    this.#columns.digest.set(digest.subarray(0, digestBytes), node * digestBytes);
    this.mark(node, flags.digest);
  }

  /** Removes a node and what is in it. @returns the bytes that it had */
  remove(node: NodeId): number {
    const bytes = this.total(node);
    this.#count(node, -bytes, -this.files(node));
    const pending = [node];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      this.mark(next, flags.gone);
      this.#columns.size[next] = 0;
      this.#columns.total[next] = 0;
      this.#columns.files[next] = 0;
      this.#targets.delete(next);
      for (const child of this.children(next)) {
        pending.push(child);
      }
    }
    return bytes;
  }

  /** Adds to the totals of a node and of all folders above. */
  #count(node: NodeId, bytes: number, files: number): void {
    const { total, files: counts } = this.#columns;
    for (let step = node; ; step = this.parent(step)) {
      total[step] = at(total, step) + bytes;
      counts[step] = at(counts, step) + files;
      if (step === root) {
        return;
      }
    }
  }

  #append(folder: NodeId, name: string): NodeId {
    const node = this.#names.length;
    if (node === this.#columns.parent.length) {
      this.#columns = growColumns(this.#columns);
    }
    this.#names.push(name);
    this.#columns.parent[node] = folder;
    if (node !== root) {
      const siblings = this.#children[folder] ?? new Map<string, NodeId>();
      this.#children[folder] = siblings.set(name, node);
    }
    return node;
  }
}

function createColumns(length: number) {
  return {
    parent: new Uint32Array(length),
    kind: new Uint8Array(length),
    flags: new Uint8Array(length),
    change: new Uint8Array(length),
    size: new Float64Array(length),
    total: new Float64Array(length),
    files: new Uint32Array(length),
    mode: new Uint16Array(length),
    uid: new Uint32Array(length),
    gid: new Uint32Array(length),
    mtime: new Float64Array(length),
    offset: new Float64Array(length),
    layer: new Uint16Array(length),
    source: new Uint32Array(length),
    digest: new Uint8Array(length * digestBytes),
  };
}

function growColumns(columns: ReturnType<typeof createColumns>): ReturnType<typeof createColumns> {
  const grown = createColumns(columns.parent.length * 2);
  for (const [name, column] of Object.entries(columns)) {
    grown[name as keyof typeof grown].set(column);
  }
  return grown;
}

function at(column: { readonly [index: number]: number }, node: NodeId): number {
  return column[node] ?? 0;
}
