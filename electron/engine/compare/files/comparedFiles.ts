import type {
  DifferencePage,
  DifferenceQuery,
  FileComparison,
} from "../../../../shared/fileComparison.ts";
import { EngineError } from "../../errors.ts";
import type { DecodeLayer } from "../../inspect/files/decodeLayer.ts";
import { maxNodes } from "../../inspect/files/imageFiles.ts";
import { compareFiles, type FilesRequest } from "./compareFiles.ts";
import type { DifferenceList } from "./differenceList.ts";
import { LayerPool } from "./layerPool.ts";

/** A pair of images of a comparison. */
export interface ComparedPair {
  readonly comparisonId: string;
  readonly pairId: string;
}

/** What is kept of a pair whose files were compared. */
interface KeptFiles extends ComparedPair {
  readonly pool: LayerPool;
  /** Undefined until they are compared for the first time. */
  differences: DifferenceList | undefined;
}

/** The files of pairs of images, read on request. Those that were not used for the longest time are forgotten first. */
export class ComparedFiles {
  readonly #decodeLayer: DecodeLayer;
  readonly #maxNodes: number;
  /** By pair, the one that was used last at the end. */
  readonly #kept = new Map<string, KeptFiles>();

  /** @param limit files and folders that are kept of all pairs but the last, at 150 bytes each */
  constructor(decodeLayer: DecodeLayer, limit = maxNodes) {
    this.#decodeLayer = decodeLayer;
    this.#maxNodes = limit;
  }

  /** The number of pairs whose files are kept. */
  get count(): number {
    return this.#kept.size;
  }

  /**
   * Reads the layers of a pair, unless they are kept, and compares their files.
   * @throws EngineError `too_large`, and those of the layers and stores
   */
  async compare(
    pair: ComparedPair,
    request: Omit<FilesRequest, "pool">,
    signal: AbortSignal,
  ): Promise<FileComparison> {
    const kept = this.#use(pair) ?? {
      ...pair,
      pool: new LayerPool(maxNodes, this.#decodeLayer),
      differences: undefined,
    };
    this.#kept.set(keyOf(pair), kept);
    try {
      const compared = await compareFiles({ ...request, pool: kept.pool }, signal);
      const { differences, ...summary } = compared;
      kept.differences = differences;
      return summary;
    } finally {
      // The layers that were read before a failure are kept too.
      this.#forgetOldest();
    }
  }

  /**
   * Returns a part of the differences of a pair that was compared.
   * @throws EngineError `files_gone`, and the signal's reason
   */
  async page(
    pair: ComparedPair,
    query: DifferenceQuery,
    signal: AbortSignal,
  ): Promise<DifferencePage> {
    const differences = this.#use(pair)?.differences;
    if (differences === undefined) {
      throw new EngineError("files_gone", "The files of these images are no longer kept.", {
        hint: "Compare them again.",
      });
    }
    return await differences.page(query, signal);
  }

  /** Forgets the files of a comparison. */
  release(comparisonId: string): void {
    for (const [key, kept] of this.#kept) {
      if (kept.comparisonId === comparisonId) {
        this.#kept.delete(key);
      }
    }
  }

  #use(pair: ComparedPair): KeptFiles | undefined {
    const key = keyOf(pair);
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
    }
    return kept;
  }

  #forgetOldest(): void {
    let left = this.#maxNodes;
    for (const [key, { pool, differences }] of [...this.#kept].toReversed()) {
      if (left <= 0) {
        this.#kept.delete(key);
      }
      left -= pool.nodes + (differences?.nodes ?? 0);
    }
  }
}

function keyOf({ comparisonId, pairId }: ComparedPair): string {
  return `${comparisonId} ${pairId}`;
}
