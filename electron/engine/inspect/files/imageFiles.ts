import type { FilesView, ImageFilesState, LayerFilesState } from "../../../../shared/layerFiles.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { Lock } from "../../async/lock.ts";
import { EngineError, toFailure } from "../../errors.ts";
import type { Store } from "../../stores/store.ts";
import { type DecodeLayer, decodeLayerHere } from "./decodeLayer.ts";
import { FileTree } from "./fileTree.ts";
import { emptyImage, mergeLayer } from "./mergeLayer.ts";
import { readLayer } from "./readLayer.ts";
import { explainUnread, refuseUnlistable } from "./unreadableLayer.ts";
import { findToc, type TocPlace } from "./tocLayer.ts";

/** Files and folders of all layers of an image together. Python images with machine learning have 300,000. */
export const maxNodes = 1_000_000;

/** How a layer is read. */
interface ReadOptions {
  /** Read the whole layer, although it has a table of contents. */
  readonly whole: boolean;
  /** Called whenever more is known. */
  readonly onProgress: () => void;
}

/** A layer, and what is known of its files. */
interface LayerSlot {
  readonly descriptor: Descriptor;
  state: LayerFilesState;
  tree: FileTree;
}

/** A layer whose files can be opened. */
export interface ReadableLayer {
  readonly store: Store;
  readonly descriptor: Descriptor;
  readonly tree: FileTree;
  /** How offsets of files are to be understood. */
  readonly via: "stream" | "toc";
}

/** The files of an image: its layers are read on request, and merged from the lowest as far as they are read. */
export class ImageFiles {
  readonly id: string;
  readonly #store: Store;
  readonly #layers: readonly LayerSlot[];
  #merged = emptyImage();
  readonly #lock = new Lock();
  readonly #decodeLayer: DecodeLayer;
  readonly #maxNodes: number;
  #version = 0;

  /**
   * @param options.maxNodes limit of files and folders of all layers together
   * @param options.decodeLayer omitted: layers are decoded in this thread
   */
  constructor(
    id: string,
    { store, layers }: { readonly store: Store; readonly layers: readonly Descriptor[] },
    options: { readonly maxNodes?: number; readonly decodeLayer?: DecodeLayer } = {},
  ) {
    this.id = id;
    this.#store = store;
    this.#maxNodes = options.maxNodes ?? maxNodes;
    this.#decodeLayer = options.decodeLayer ?? decodeLayerHere;
    this.#layers = layers.map((descriptor) => ({
      descriptor,
      state: { kind: "unread" },
      tree: new FileTree(),
    }));
  }

  /** Increases whenever more is known. */
  get version(): number {
    return this.#version;
  }

  get state(): ImageFilesState {
    return {
      id: this.id,
      layers: this.#layers.map(({ state }) => state),
      merged: this.#merged.layers.length,
      hiddenBytes: this.#merged.hiddenBytes,
    };
  }

  /** Whether the layers below a layer are read, so that its changes are known. */
  isCompared(layer: number): boolean {
    return layer < this.#merged.layers.length;
  }

  /** @throws EngineError `input_invalid` if there is no such layer */
  tree(view: FilesView): FileTree {
    return view === "image" ? this.#merged.tree : this.#slot(view).tree;
  }

  /** @throws EngineError `input_invalid` if there is no such layer */
  layer(index: number): ReadableLayer {
    const { descriptor, tree, state } = this.#slot(index);
    const via = state.kind === "read" ? state.via : "stream";
    return { store: this.#store, descriptor, tree, via };
  }

  /**
   * Reads the files of a layer, unless it is read or being read. A failure becomes the state of the layer.
   * @throws EngineError `input_invalid` if there is no such layer
   */
  async read(index: number, options: ReadOptions, signal: AbortSignal): Promise<void> {
    const slot = this.#slot(index);
    const isRead = slot.state.kind === "read" && !(options.whole && slot.state.via === "toc");
    if (isRead || slot.state.kind === "reading" || signal.aborted) {
      return;
    }
    if (this.isCompared(index)) {
      // The layers are merged again when this one is read.
      this.#merged = emptyImage();
    }
    slot.tree = new FileTree();
    const toc = options.whole ? undefined : findToc(slot.descriptor);
    try {
      refuseUnlistable(slot.descriptor);
      slot.state = await this.#readFiles(slot, { toc, onProgress: options.onProgress }, signal);
    } catch (error) {
      const cause = explainUnread(slot.descriptor, error);
      slot.state = failedState(slot, { error: cause, isVerifiable: toc === undefined }, signal);
      if (slot.state.kind !== "partial") {
        slot.tree = new FileTree();
      }
    }
    await this.#lock.runExclusive(() => this.#mergeNext());
    this.#version += 1;
    options.onProgress();
  }

  async #readFiles(
    slot: LayerSlot,
    { toc, onProgress }: { readonly toc: TocPlace | undefined; readonly onProgress: () => void },
    signal: AbortSignal,
  ): Promise<LayerFilesState> {
    const { descriptor, tree } = slot;
    const others = this.#layers.reduce((sum, each) => sum + each.tree.count, -tree.count);
    const limit = Math.max(this.#maxNodes - others, 1);
    let received = 0;
    const report = (): void => {
      slot.state = { kind: "reading", received, ...countsOf(tree) };
      this.#version += 1;
      onProgress();
    };
    const onBytes = (count: number): void => {
      received += count;
      report();
    };
    report();
    const { isComplete, isVerified, via } = await readLayer(
      descriptor,
      tree,
      {
        store: this.#store,
        decodeLayer: this.#decodeLayer,
        toc,
        limit,
        onBytes,
        onEntries: report,
      },
      signal,
    );
    return isComplete
      ? { kind: "read", via, isVerified, ...countsOf(tree) }
      : { kind: "partial", reason: "limit", ...countsOf(tree) };
  }

  /** Merges the layers that are read, as long as the next one is. */
  async #mergeNext(): Promise<void> {
    for (;;) {
      const merged = this.#merged;
      const slot = this.#layers[merged.layers.length];
      if (slot?.state.kind !== "read") {
        return;
      }
      await mergeLayer(merged, slot.tree);
    }
  }

  #slot(index: number): LayerSlot {
    const slot = this.#layers[index];
    if (slot === undefined) {
      throw new EngineError("input_invalid", `The image has no layer ${index + 1}.`);
    }
    return slot;
  }
}

function countsOf(tree: FileTree): { readonly entries: number; readonly size: number } {
  return { entries: tree.entries, size: tree.total(FileTree.root) };
}

/** Content that does not match its digest is not shown, nor a part of a table of contents, which has one digest. */
function failedState(
  { tree }: LayerSlot,
  { error, isVerifiable }: { readonly error: unknown; readonly isVerifiable: boolean },
  signal: AbortSignal,
): LayerFilesState {
  const counts = countsOf(tree);
  const failure = toFailure(error);
  const isForged = failure.code === "digest_mismatch" || failure.code === "size_mismatch";
  const isShown = counts.entries > 0 && !isForged && isVerifiable;
  if (signal.aborted) {
    return isShown ? { kind: "partial", reason: "cancelled", ...counts } : { kind: "unread" };
  }
  return isShown
    ? { kind: "partial", reason: "failed", failure, ...counts }
    : { kind: "failed", failure };
}
