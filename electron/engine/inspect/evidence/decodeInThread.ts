import pLimit from "p-limit";
import type { InspectionPart } from "../../../../shared/inspectionParts.ts";
import { inTurn } from "../thread/inTurn.ts";
import { runInThread } from "../thread/runInThread.ts";
import { type DecodedBlob, type DecodeEvidence, decodeHere } from "./decodeEvidence.ts";
import type { DocumentTask } from "./documentTask.ts";

/** Bytes of a document that is decoded at once: it takes less time than to start a thread. */
const maxShortBytes = 128 * 1024;
/** Threads at the same time. */
const maxThreads = 2;
/**
 * Twice what the hardest document takes (see `maxDocumentBytes`). `isBoundedJson` sees to it that parsing does not exceed
 * it: that would end the whole process, while a program that does only ends its thread.
 */
const maxHeapMb = 2048;

/**
 * Returns a decoder that decodes each large document in a thread of its own: parsing megabytes of JSON would hold up the
 * main process, and with it the window. The thread ends with the document, or when the signal aborts.
 * @param program the path of `decodeThread` as JavaScript
 */
export function decodeInThread(program: string): DecodeEvidence {
  const limit = pLimit(maxThreads);
  return async (blob, send, signal) => {
    const { open, digest, size, annotations, withText } = blob;
    if (size <= maxShortBytes) {
      return await decodeHere(blob, send, signal);
    }
    const task: DocumentTask = { kind: "document", size, annotations, withText };
    return await inTurn(limit, signal, async () => {
      const { result } = await runInThread(
        {
          program,
          task,
          what: `the document ${digest}`,
          maxHeapMb,
          open,
          onOutput: (part) => send(part as InspectionPart),
        },
        signal,
      );
      return result as DecodedBlob;
    });
  };
}
