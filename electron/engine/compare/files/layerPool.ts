import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { EngineError } from "../../errors.ts";
import { type DecodeLayer, decodeLayerHere } from "../../inspect/files/decodeLayer.ts";
import { FileTree } from "../../inspect/files/fileTree.ts";
import { readLayer } from "../../inspect/files/readLayer.ts";
import { findToc } from "../../inspect/files/tocLayer.ts";
import type { Store } from "../../stores/store.ts";

/** A layer to read. */
export interface PooledLayer {
  readonly descriptor: Descriptor;
  readonly store: Pick<Store, "openBlob">;
}

/** The files of a layer. */
export interface PooledFiles {
  readonly tree: FileTree;
  readonly isVerified: boolean;
  readonly via: "stream" | "toc";
}

interface PoolOptions {
  /** Read whole layers, although they have tables of contents. */
  readonly whole: boolean;
  /** Called with the number of bytes received. */
  readonly onBytes: (count: number) => void;
}

/** The files of the layers of two images. Each layer is read once, and kept for a comparison with more layers. */
export class LayerPool {
  readonly #maxNodes: number;
  readonly #decodeLayer: DecodeLayer;
  /** By digest. */
  readonly #read = new Map<string, PooledFiles>();

  /**
   * @param maxNodes limit of files and folders of all layers together
   * @param decodeLayer omitted: layers are decoded in this thread
   */
  constructor(maxNodes: number, decodeLayer: DecodeLayer = decodeLayerHere) {
    this.#maxNodes = maxNodes;
    this.#decodeLayer = decodeLayer;
  }

  /** The number of files and folders of all layers. */
  get nodes(): number {
    return [...this.#read.values()].reduce((sum, { tree }) => sum + tree.count, 0);
  }

  /** Whether a layer is read as asked. */
  has({ digest }: Descriptor, { whole }: Pick<PoolOptions, "whole">): boolean {
    const known = this.#read.get(digest);
    return known !== undefined && !(whole && known.via === "toc");
  }

  /**
   * Reads the files of a layer unless they are known.
   * @throws EngineError `too_large` beyond the limit, and those of the layer and the store
   */
  async get(
    { descriptor, store }: PooledLayer,
    { whole, onBytes }: PoolOptions,
    signal: AbortSignal,
  ): Promise<PooledFiles> {
    const known = this.#read.get(descriptor.digest);
    if (known !== undefined && this.has(descriptor, { whole })) {
      return known;
    }
    this.#read.delete(descriptor.digest);
    const tree = new FileTree();
    const { isComplete, ...reading } = await readLayer(
      descriptor,
      tree,
      {
        store,
        decodeLayer: this.#decodeLayer,
        toc: whole ? undefined : findToc(descriptor),
        limit: Math.max(this.#maxNodes - this.nodes, 1),
        onBytes,
        onEntries: () => {},
      },
      signal,
    );
    if (!isComplete) {
      throw new EngineError(
        "too_large",
        `The images have more than ${this.#maxNodes.toLocaleString("en")} files and folders, too many to compare.`,
        { hint: "Inspect each image: its Files tab lists as many files of one image alone." },
      );
    }
    const files = { tree, ...reading };
    this.#read.set(descriptor.digest, files);
    return files;
  }
}
