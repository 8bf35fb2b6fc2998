import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { openDecompressedStream } from "../../stores/archive/decompress.ts";
import type { Store } from "../../stores/store.ts";
import type { FileTree } from "./fileTree.ts";
import { readTarLayer } from "./tarLayer.ts";
import { readTocLayer, type TocPlace } from "./tocLayer.ts";

interface LayerOptions {
  readonly store: Pick<Store, "openBlob">;
  /** The table of contents to read instead of the whole layer. */
  readonly toc: TocPlace | undefined;
  /** Maximum number of nodes in the tree. */
  readonly limit: number;
  /** Called with the number of bytes received. */
  readonly onBytes: (count: number) => void;
  /** Called after each entry of a table of contents. */
  readonly onEntry: () => void;
}

/** How a layer was read. */
interface LayerReading {
  /** Whether all entries were read, not only as many as the limit allows. */
  readonly isComplete: boolean;
  /** Whether the digest in the manifest vouches for them. */
  readonly isVerified: boolean;
  readonly via: "stream" | "toc";
}

/**
 * Reads the files of a layer into a tree: from the whole layer, or by its table of contents.
 * @throws EngineError `layout_invalid`, `too_large`, `digest_mismatch`, and those of the store; the tree has what was read
 */
export async function readLayer(
  descriptor: Descriptor,
  tree: FileTree,
  { toc, ...options }: LayerOptions,
  signal: AbortSignal,
): Promise<LayerReading> {
  return toc === undefined
    ? { ...(await readStream(descriptor, tree, options, signal)), via: "stream" }
    : { ...(await readTocLayer(toc, tree, { descriptor, ...options }, signal)), via: "toc" };
}

/** Reads a whole layer. Its digest is verified at its end, after the end of the archive in it. */
async function readStream(
  descriptor: Descriptor,
  tree: FileTree,
  { store, limit, onBytes }: Pick<LayerOptions, "store" | "limit" | "onBytes">,
  signal: AbortSignal,
): Promise<Omit<LayerReading, "via">> {
  const blob = await store.openBlob(descriptor, signal);
  let isVerified = false;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of blob) {
      onBytes(chunk.byteLength);
      yield chunk;
    }
    isVerified = true;
  };
  const { digest, size } = descriptor;
  const reader = await openDecompressedStream(counted(), { archive: digest, size, signal });
  try {
    const isComplete = await readTarLayer(reader, tree, limit);
    for (let left = isComplete ? 1 : 0; left > 0;) {
      left = (await reader.read(Number.MAX_SAFE_INTEGER)).byteLength;
    }
    return { isComplete, isVerified };
  } finally {
    await reader.close();
  }
}
