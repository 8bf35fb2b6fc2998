import type { LayerEntry } from "./addEntry.ts";
import { readTarLayer, type TarTask } from "./tarLayer.ts";
import { readTocDocument, type TocTask } from "./tocDocument.ts";

/** An entry of a layer, as it is read. */
export interface DecodedEntry extends LayerEntry {
  /** SHA-256 of the content of a file in hexadecimal digits, if it is known. */
  readonly digest?: string;
}

/** What to read the files of a layer from: the layer as an archive, or its table of contents. */
export type LayerTask = TarTask | TocTask;

/** What is known of a layer when all of its entries are read. */
export interface DecodedLayer {
  /** Whether a digest in the manifest vouches for them, apart from that of the whole content. */
  readonly isVerified: boolean;
}

/** The content of a layer, or of the part that its task is about. */
export type OpenContent = (signal: AbortSignal) => Promise<AsyncIterable<Uint8Array>>;

/**
 * Decodes the files of a layer.
 * @param onEntries receives them, few at a time; an error ends the decoding
 * @returns also whether all of the content was read, which is then verified
 * @throws EngineError `layout_invalid`, `too_large`, `digest_mismatch`, and those of the content
 * @throws the signal's reason when it aborts
 */
export type DecodeLayer = (
  task: LayerTask,
  source: {
    readonly open: OpenContent;
    readonly onEntries: (entries: readonly DecodedEntry[]) => void;
  },
  signal: AbortSignal,
) => Promise<DecodedLayer & { readonly isWhole: boolean }>;

/** Reads the entries of a layer from its content, few at a time. */
export function runLayerTask(
  task: LayerTask,
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly DecodedEntry[], DecodedLayer> {
  return task.kind === "tar" ? readTarLayer(task, content) : readTocDocument(task, content);
}

/** Decodes layers in this thread. */
export const decodeLayerHere: DecodeLayer = async (task, { open, onEntries }, signal) => {
  const content = await open(signal);
  let isWhole = false;
  const watched = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of content) {
      signal.throwIfAborted();
      yield chunk;
    }
    isWhole = true;
  };
  const entries = runLayerTask(task, watched());
  try {
    for (;;) {
      const next = await entries.next();
      signal.throwIfAborted();
      if (next.done === true) {
        return { ...next.value, isWhole };
      }
      onEntries(next.value);
    }
  } finally {
    await entries.return({ isVerified: false });
  }
};
