import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import {
  type DifferenceCount,
  type DifferencePage,
  type DifferenceQuery,
  type FileAspect,
  fileAspects,
  type FileDifference,
  type FileDifferenceKind,
  fileDifferenceKinds,
} from "../../../../shared/fileComparison.ts";
import { AsyncCache } from "../../async/asyncCache.ts";
import { sortInTurns } from "../../async/sortInTurns.ts";
import type { FileTree, NodeId } from "../../inspect/files/fileTree.ts";
import type { MergedFiles } from "../../inspect/files/mergeLayer.ts";
import { NumberColumn } from "../../inspect/files/treeColumns.ts";
import { compareFileEntries, type DescribedFile, describeFile } from "./describeFile.ts";

/** In UTF-16 units. Linux opens no longer path. */
const maxPathLength = 4096;
/** Differences that are searched in one turn of the event loop: a few milliseconds. */
const searchedPerTurn = 2000;
/** Orders and answers that are kept: what the window shows, and what it showed before. */
const maxAnswers = 4;

/** The nodes of a difference in the trees of the images. */
interface FoundNodes {
  readonly before?: NodeId | undefined;
  readonly after?: NodeId | undefined;
}

/** What is noted of a difference beside its aspects. */
const marks = {
  /** It is only in the shared layers, which are not read: its nodes have its path only. */
  unread: 64,
  /** It stands for what the shared layers have in the folder. */
  content: 128,
} as const;

/**
 * The differences of two images, and the number of each kind. Compact, since there may be a million: the nodes of each,
 * which are described when they are asked for. They are added in the order of their paths.
 */
export class DifferenceList {
  readonly #images: { readonly before: MergedFiles; readonly after: MergedFiles };
  readonly #kinds = new NumberColumn(Uint8Array);
  readonly #marks = new NumberColumn(Uint8Array);
  /** Numbers of nodes plus 1; 0 without a node. */
  readonly #before = new NumberColumn(Uint32Array);
  readonly #after = new NumberColumn(Uint32Array);
  readonly #sizes = new NumberColumn(Float64Array);
  /** Positions of differences, by the query that they answer. */
  readonly #answers = new AsyncCache<readonly number[]>(maxAnswers, () => 1);
  /** The folder of the last path that was formed: the next one is often in it, too. */
  #folder: { readonly tree: FileTree; readonly node: NodeId; readonly path: string } | undefined;
  #total = 0;
  #uncertain = 0;
  readonly #counts: Record<FileDifferenceKind, DifferenceCount> = {
    added: none,
    removed: none,
    changed: none,
    addedOrChanged: none,
    removedOrChanged: none,
  };

  constructor(images: { readonly before: MergedFiles; readonly after: MergedFiles }) {
    this.#images = images;
  }

  get counts(): Readonly<Record<FileDifferenceKind, DifferenceCount>> {
    return this.#counts;
  }

  /** Files that are equal as far as is known, without their contents. */
  get uncertain(): number {
    return this.#uncertain;
  }

  /** The nodes of the images that the list keeps in memory. */
  get nodes(): number {
    return this.#images.before.tree.count + this.#images.after.tree.count;
  }

  /** Adds a file that one image has. */
  add({ kind, ...nodes }: FoundNodes & { readonly kind: FileDifferenceKind }): void {
    const { before, after } = this.#describe(nodes);
    this.#add(kind, nodes, { marks: 0, before, after });
  }

  /** Adds a file that both images have, if it differs. */
  addPair(nodes: Required<FoundNodes>, before: DescribedFile, after: DescribedFile): void {
    const { aspects, isUncertain } = compareFileEntries(before, after);
    this.#uncertain += Number(isUncertain);
    if (aspects.length > 0) {
      const bits = aspects.reduce((sum, aspect) => sum | (1 << fileAspects.indexOf(aspect)), 0);
      this.#add("changed", nodes, { marks: bits, before, after });
    }
  }

  /** Adds what is only in the shared layers, which are not read. @param found.isContent what they have in a folder */
  addUnread({
    kind,
    isContent = false,
    ...nodes
  }: FoundNodes & { readonly kind: FileDifferenceKind; readonly isContent?: boolean }): void {
    this.#add(kind, nodes, { marks: marks.unread | (isContent ? marks.content : 0) });
  }

  /** Returns a part of the differences that a query asks for. @throws the signal's reason */
  async page(query: DifferenceQuery, signal: AbortSignal): Promise<DifferencePage> {
    const { kinds, find, order, start, count } = query;
    const words = find.toLowerCase().split(/\s+/).filter(Boolean);
    const key = JSON.stringify([order, kinds?.toSorted() ?? null, words]);
    const found = await this.#answers.get(key, signal, async () => {
      const all = await this.#inOrder(order, signal);
      return kinds === undefined && words.length === 0
        ? all
        : await this.#filter(all, { kinds, words }, signal);
    });
    return {
      total: found.length,
      differences: found.slice(start, start + count).map((at) => this.#differenceAt(at)),
    };
  }

  #add(
    kind: FileDifferenceKind,
    { before, after }: FoundNodes,
    more: {
      readonly marks: number;
      readonly before?: DescribedFile | undefined;
      readonly after?: DescribedFile | undefined;
    },
  ): void {
    const at = this.#total;
    this.#total += 1;
    this.#kinds.set(at, fileDifferenceKinds.indexOf(kind));
    this.#marks.set(at, more.marks);
    this.#before.set(at, before === undefined ? 0 : before + 1);
    this.#after.set(at, after === undefined ? 0 : after + 1);
    this.#sizes.set(at, Math.max(more.before?.shown.size ?? 0, more.after?.shown.size ?? 0));
    const { count, bytes } = this.#counts[kind];
    this.#counts[kind] = {
      count: count + 1,
      bytes: bytes + (more.after?.ownSize ?? 0) - (more.before?.ownSize ?? 0),
    };
  }

  async #inOrder(order: DifferenceQuery["order"], signal: AbortSignal): Promise<readonly number[]> {
    const key = `all by ${order}`;
    return await this.#answers.get(key, signal, async () => {
      const positions = Array.from({ length: this.#total }, (_, at) => at);
      return order === "path"
        ? positions
        : await sortInTurns(positions, (a, b) => this.#sizes.get(b) - this.#sizes.get(a));
    });
  }

  async #filter(
    all: readonly number[],
    {
      kinds,
      words,
    }: { readonly kinds: DifferenceQuery["kinds"]; readonly words: readonly string[] },
    signal: AbortSignal,
  ): Promise<readonly number[]> {
    const found: number[] = [];
    const wanted = kinds && new Set(kinds.map((kind) => fileDifferenceKinds.indexOf(kind)));
    for (const [searched, at] of all.entries()) {
      if (searched % searchedPerTurn === 0) {
        await yieldToEventLoop();
        signal.throwIfAborted();
      }
      if (wanted?.has(this.#kinds.get(at)) !== false && this.#matches(at, words)) {
        found.push(at);
      }
    }
    return found;
  }

  /** Whether the path, or the target of the link, has all words. */
  #matches(at: number, words: readonly string[]): boolean {
    if (words.length === 0) {
      return true;
    }
    const { before, after } = this.#nodesAt(at);
    const { tree: old } = this.#images.before;
    const { tree: now } = this.#images.after;
    const targets = [
      before === undefined ? undefined : old.attributes(before).target,
      after === undefined ? undefined : now.attributes(after).target,
    ];
    const text = [this.#pathAt(at), ...targets].join("\n").toLowerCase();
    return words.every((word) => text.includes(word));
  }

  #nodesAt(at: number): FoundNodes {
    const [before, after] = [this.#before.get(at), this.#after.get(at)];
    return {
      ...(before === 0 ? {} : { before: before - 1 }),
      ...(after === 0 ? {} : { after: after - 1 }),
    };
  }

  /** The path of a difference; of a longer one than any system opens, its end. */
  #pathAt(at: number): string {
    const { before, after } = this.#nodesAt(at);
    const { tree } = after === undefined ? this.#images.before : this.#images.after;
    const node = after ?? before ?? 0;
    if (node === 0) {
      return "";
    }
    const folder = tree.parent(node);
    if (this.#folder?.tree !== tree || this.#folder.node !== folder) {
      const path = tree.path(folder).join("/");
      this.#folder = { tree, node: folder, path: cutStart(path) };
    }
    const { path } = this.#folder;
    return cutStart(path === "" ? tree.name(node) : `${path}/${tree.name(node)}`);
  }

  #describe({ before, after }: FoundNodes) {
    const images = this.#images;
    return {
      ...(before === undefined ? {} : { before: describeFile(images.before, before) }),
      ...(after === undefined ? {} : { after: describeFile(images.after, after) }),
    };
  }

  #differenceAt(at: number): FileDifference {
    const bits = this.#marks.get(at);
    const kind = fileDifferenceKinds[this.#kinds.get(at)] ?? "changed";
    const path = this.#pathAt(at);
    if ((bits & marks.unread) !== 0) {
      return { kind, path, ...((bits & marks.content) === 0 ? {} : { isContent: true }) };
    }
    const { before, after } = this.#describe(this.#nodesAt(at));
    return {
      kind,
      path,
      ...(before === undefined ? {} : { before: before.shown }),
      ...(after === undefined ? {} : { after: after.shown }),
      ...(kind === "changed" ? { aspects: aspectsOf(bits) } : {}),
    };
  }
}

const none: DifferenceCount = { count: 0, bytes: 0 };

function aspectsOf(bits: number): readonly FileAspect[] {
  return fileAspects.filter((_, at) => (bits & (1 << at)) !== 0);
}

function cutStart(path: string): string {
  return path.length > maxPathLength ? `…${path.slice(-maxPathLength)}` : path;
}
