import pLimit from "p-limit";
import { inTurn } from "../thread/inTurn.ts";
import { runInThread } from "../thread/runInThread.ts";
import {
  type DecodedEntry,
  type DecodedLayer,
  type DecodeLayer,
  decodeLayerHere,
} from "./decodeLayer.ts";

/** Compressed bytes of a layer that is decoded at once: even a hostile one expands to 16 MB only. */
const maxShortBytes = 16 * 1024;
/** Threads at the same time. */
const maxThreads = 4;
/** Far more than decoding takes: entries do not stay in the thread, and the buffers of decompressors do not count. */
const maxHeapMb = 256;

/**
 * Returns a decoder that decodes each layer in a thread of its own: decompressing, hashing every file and parsing the
 * headers of a million entries would hold up the main process again and again.
 * @param program the path of `decodeThread` as JavaScript
 */
export function decodeLayerInThread(program: string): DecodeLayer {
  const limit = pLimit(maxThreads);
  return async (task, source, signal) => {
    if (task.size <= maxShortBytes) {
      return await decodeLayerHere(task, source, signal);
    }
    const { open, onEntries } = source;
    return await inTurn(limit, signal, async () => {
      const { result, isWhole } = await runInThread(
        {
          program,
          task,
          what: `the files of ${task.layer}`,
          maxHeapMb,
          open,
          onOutput: (entries) => onEntries(entries as readonly DecodedEntry[]),
        },
        signal,
      );
      return { ...(result as DecodedLayer), isWhole };
    });
  };
}
