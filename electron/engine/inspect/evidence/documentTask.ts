import type { InspectionPart } from "../../../../shared/inspectionParts.ts";
import { collect, decodeBytes, type DecodedBlob, type DocumentBlob } from "./decodeEvidence.ts";

/** A document to decode in a thread. */
export interface DocumentTask extends Pick<DocumentBlob, "size" | "annotations" | "withText"> {
  readonly kind: "document";
}

/** Decodes a document once all of its content has arrived. Yields its parts. */
export async function* runDocumentTask(
  task: DocumentTask,
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<InspectionPart, DecodedBlob> {
  return yield* decodeBytes(await collect(content, task.size), task);
}
