import { once } from "node:events";
import { Worker } from "node:worker_threads";
import pLimit from "p-limit";
import { type DecodedEvidence, decodeDocument, type DecodeEvidence } from "./decodeEvidence.ts";

/** UTF-16 units of a document that is decoded at once: it takes less time than to start a thread. */
const maxShortLength = 128 * 1024;
/** Threads at the same time: the memory of each is limited by the size of its document only. */
const maxThreads = 2;

/**
 * Returns a decoder that decodes each large document in a thread of its own: parsing megabytes of JSON would hold up the
 * main process, and with it the window. The thread ends with the document, or when the signal aborts.
 * @param program the path of `decodeThread` as JavaScript
 */
export function decodeInThread(program: string): DecodeEvidence {
  const limit = pLimit(maxThreads);
  return async (document, signal) => {
    if (document.text.length <= maxShortLength) {
      return decodeDocument(document);
    }
    return await limit(async () => {
      signal.throwIfAborted();
      // Without a limit of its heap: V8 ends the whole process when parsing exceeds that.
      const thread = new Worker(program, { workerData: document });
      // Once nothing waits for it any more, its failure would be an uncaught exception.
      thread.on("error", () => {});
      try {
        const [decoded] = (await once(thread, "message", { signal })) as [
          DecodedEvidence | undefined,
        ];
        return decoded;
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      } finally {
        await thread.terminate();
      }
    });
  };
}
