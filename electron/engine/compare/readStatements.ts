import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import type { EvidenceView } from "../../../shared/evidence.ts";
import { joinEvidence, ListCollector } from "../../../shared/evidenceRecords.ts";
import type { InspectionPart } from "../../../shared/inspectionParts.ts";
import { fromJson } from "../../../shared/ipc/json.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { EngineError } from "../errors.ts";
import type { DecodeEvidence } from "../inspect/evidence/decodeEvidence.ts";
import { attempt, type ReadImage, type ReadProgress } from "./readImage.ts";
import { statementValues } from "./statementValues.ts";

/** Most documents of an artifact that are compared, and the largest of them, in bytes. */
const maxDocuments = 8;
const maxBytes = 16 * 1024 * 1024;

/** Media types of documents. */
const documentType = /json|cose|in-toto|spdx|cyclonedx|sarif|vex|report|vulnerabilit/;

interface StatementOptions {
  readonly decodeEvidence: DecodeEvidence;
  readonly progress: ReadProgress;
}

/**
 * Reads the documents of an artifact beside an image, such as an attestation or a signature, as values by name.
 * @returns undefined without documents, as for an image; a document that cannot be read is a value that says why
 * @throws the signal's reason, and nothing else of the stores
 */
export async function readStatements(
  image: ReadImage,
  options: StatementOptions,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string> | undefined> {
  const { manifest, blobs } = image;
  const layers = manifest?.layers ?? [];
  const documents = layers.filter(({ mediaType }) => documentType.test(mediaType));
  if (blobs === undefined || documents.length === 0) {
    return undefined;
  }
  const values = new Map<string, string>();
  for (const [at, layer] of documents.slice(0, maxDocuments).entries()) {
    const prefix = documents.length === 1 ? "" : `document ${at + 1}: `;
    const read = await readDocument(layer, { ...options, blobs }, signal);
    for (const [name, value] of read) {
      values.set(`${prefix}${name}`, value);
    }
  }
  return values;
}

async function readDocument(
  layer: Descriptor,
  {
    blobs,
    decodeEvidence,
    progress,
  }: StatementOptions & { readonly blobs: NonNullable<ReadImage["blobs"]> },
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const { digest, size, annotations } = layer;
  if (size > maxBytes) {
    return new Map([["not compared", `${size} bytes are too many`]]);
  }
  const collected = new ListCollector();
  let text = "";
  const keep = async (part: InspectionPart): Promise<void> => {
    if (part.kind === "records") {
      collected.add(part.list, fromJson(part.records));
    } else {
      text += part.text;
    }
    // Between two parts, other tasks run.
    await yieldToEventLoop();
  };
  const open = async (until: AbortSignal): Promise<AsyncIterable<Uint8Array>> =>
    await blobs.openBlob(layer, until);
  const decoded = await attempt(signal, progress, () =>
    decodeEvidence({ digest, size, annotations, withText: false, open }, keep, signal),
  );
  if (decoded instanceof EngineError) {
    return new Map([["not read", decoded.message]]);
  }
  const view: EvidenceView | undefined = decoded.view;
  return view === undefined
    ? new Map()
    : statementValues(joinEvidence({ view, lists: collected.lists, text }));
}
