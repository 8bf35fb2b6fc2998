import type { FileComparison } from "../../../../shared/fileComparison.ts";
import type { FileTree } from "../../inspect/files/fileTree.ts";
import { emptyImage, type MergedFiles, mergeLayer } from "../../inspect/files/mergeLayer.ts";
import { findToc } from "../../inspect/files/tocLayer.ts";
import { compareTrees } from "./compareTrees.ts";
import { DifferenceList } from "./differenceList.ts";
import { countShared } from "./filesCost.ts";
import type { LayerPool, PooledFiles, PooledLayer } from "./layerPool.ts";

/** How far the layers of two images are read. */
export interface FilesProgress {
  /** The layer that is being read, from 1. */
  readonly layer: number;
  readonly layers: number;
  /** Bytes of the layers that are read whole, and how many there are. */
  readonly received: number;
  readonly total: number;
}

export interface FilesRequest {
  /** The layers of both images, from the lowest. */
  readonly before: readonly PooledLayer[];
  readonly after: readonly PooledLayer[];
  readonly pool: LayerPool;
  /** Also read the layers that both images have at the bottom. */
  readonly withShared: boolean;
  /** Read whole layers, although they have tables of contents. */
  readonly whole: boolean;
  readonly onProgress: (progress: FilesProgress) => void;
}

/** The files of two images, with all differences. */
export interface ComparedTrees extends FileComparison {
  readonly differences: DifferenceList;
}

/**
 * Reads the layers of two images and compares their files. The layers that both have at the bottom are left out if they
 * are not asked for: what is above them says how the files differ, except for those that only one image writes.
 * @throws EngineError `too_large`, and those of the layers and stores
 */
export async function compareFiles(
  request: FilesRequest,
  signal: AbortSignal,
): Promise<ComparedTrees> {
  const { withShared } = request;
  const shared = countShared(descriptorsOf(request.before), descriptorsOf(request.after));
  const unread = withShared ? 0 : shared;
  const [old, now] = [request.before.slice(unread), request.after.slice(unread)];
  const read = await readLayers(request, [...old, ...now], signal);
  const treesOf = (layers: readonly PooledLayer[]): readonly FileTree[] =>
    layers.flatMap(({ descriptor }) => read.get(descriptor.digest)?.tree ?? []);
  const isAboveOthers = unread > 0;
  const before = await merge(treesOf(old), isAboveOthers, signal);
  const after = await merge(treesOf(now), isAboveOthers, signal);
  const found = new DifferenceList({ before, after });
  await compareTrees({ before, after }, found, signal);
  const files = [...read.values()];
  return {
    differences: found,
    counts: found.counts,
    uncertain: found.uncertain,
    unread,
    tocs: files.filter(({ via }) => via === "toc").length,
    isVerified: files.every(({ isVerified }) => isVerified),
  };
}

function descriptorsOf(layers: readonly PooledLayer[]) {
  return layers.map(({ descriptor }) => descriptor);
}

/** Reads layers one after another, each digest once. @returns their files by digest */
async function readLayers(
  { pool, whole, onProgress }: FilesRequest,
  layers: readonly PooledLayer[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, PooledFiles>> {
  const wanted = [...new Map(layers.map((layer) => [layer.descriptor.digest, layer])).values()];
  const unread = wanted.filter(({ descriptor }) => !pool.has(descriptor, { whole }));
  const isWhole = ({ descriptor }: PooledLayer): boolean =>
    whole || findToc(descriptor) === undefined;
  const total = unread.filter(isWhole).reduce((sum, { descriptor }) => sum + descriptor.size, 0);
  let received = 0;
  for (const [at, layer] of unread.entries()) {
    signal.throwIfAborted();
    const report = (): void =>
      onProgress({ layer: at + 1, layers: unread.length, received, total });
    report();
    const onBytes = (count: number): void => {
      received += isWhole(layer) ? count : 0;
      report();
    };
    await pool.get(layer, { whole, onBytes }, signal);
  }
  const read = new Map<string, PooledFiles>();
  for (const layer of wanted) {
    read.set(layer.descriptor.digest, await pool.get(layer, { whole, onBytes: () => {} }, signal));
  }
  return read;
}

async function merge(
  layers: readonly FileTree[],
  isAboveOthers: boolean,
  signal: AbortSignal,
): Promise<MergedFiles> {
  const image = emptyImage({ isAboveOthers });
  for (const layer of layers) {
    signal.throwIfAborted();
    await mergeLayer(image, layer);
  }
  return image;
}
