import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import type { Store } from "../../stores/store.ts";
import { addEntry } from "./addEntry.ts";
import type { DecodedEntry, DecodeLayer, LayerTask, OpenContent } from "./decodeLayer.ts";
import { FileTree } from "./fileTree.ts";
import { locateToc, type TocPlace } from "./tocLayer.ts";

/** Extension headers for each entry that a layer may have before it is refused. */
const maxHeadersPerEntry = 4;

interface LayerOptions {
  readonly store: Pick<Store, "openBlob">;
  readonly decodeLayer: DecodeLayer;
  /** The table of contents to read instead of the whole layer. */
  readonly toc: TocPlace | undefined;
  /** Maximum number of nodes in the tree. */
  readonly limit: number;
  /** Called with the number of bytes received. */
  readonly onBytes: (count: number) => void;
  /** Called when entries were added. */
  readonly onEntries: () => void;
}

/** How a layer was read. */
interface LayerReading {
  /** Whether all entries were read, not only as many as the limit allows. */
  readonly isComplete: boolean;
  /** Whether the digest in the manifest vouches for them. */
  readonly isVerified: boolean;
  readonly via: "stream" | "toc";
}

/** Thrown to end the decoding of a layer that has more entries than the limit allows. */
class LimitReached extends Error {}

/**
 * Reads the files of a layer into a tree: from the whole layer, whose digest is verified at its end, or by its table of
 * contents, with requests for parts of the layer.
 * @throws EngineError `layout_invalid`, `too_large`, `digest_mismatch`, and those of the store; the tree has what was read
 */
export async function readLayer(
  descriptor: Descriptor,
  tree: FileTree,
  options: LayerOptions,
  signal: AbortSignal,
): Promise<LayerReading> {
  const { decodeLayer, toc, limit } = options;
  const via = toc === undefined ? "stream" : "toc";
  const { task, open } =
    toc === undefined
      ? wholeLayer(descriptor, options)
      : await locateToc(toc, { descriptor, ...options }, signal);
  const onEntries = (entries: readonly DecodedEntry[]): void => {
    for (const entry of entries) {
      if (tree.count >= limit) {
        throw new LimitReached();
      }
      addDecoded(tree, entry);
    }
    options.onEntries();
  };
  try {
    const { isVerified, isWhole } = await decodeLayer(task, { open, onEntries }, signal);
    return { isComplete: true, isVerified: toc === undefined ? isWhole : isVerified, via };
  } catch (error) {
    if (error instanceof LimitReached) {
      return { isComplete: false, isVerified: false, via };
    }
    throw error;
  }
}

function wholeLayer(
  descriptor: Descriptor,
  { store, limit, onBytes }: LayerOptions,
): { readonly task: LayerTask; readonly open: OpenContent } {
  const { digest, size } = descriptor;
  return {
    task: { kind: "tar", layer: digest, size, maxHeaders: limit * maxHeadersPerEntry },
    open: async (until) => counted(await store.openBlob(descriptor, until), onBytes),
  };
}

async function* counted(
  stream: AsyncIterable<Uint8Array>,
  onBytes: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    onBytes(chunk.byteLength);
    yield chunk;
  }
}

function addDecoded(tree: FileTree, { digest, ...entry }: DecodedEntry): void {
  const node = addEntry(tree, entry);
  const isFile = node !== undefined && node !== FileTree.root && tree.kind(node) === "file";
  if (isFile && digest !== undefined) {
    tree.setDigest(node, Buffer.from(digest, "hex"));
  }
}
