import type { EvidenceView } from "../../../../shared/evidence.ts";
import {
  type EvidencePage,
  type EvidenceRecord,
  type ListName,
  listNames,
  splitEvidence,
} from "../../../../shared/evidenceRecords.ts";
import type { InspectionPart } from "../../../../shared/inspectionParts.ts";
import type { Json } from "../../../../shared/ipc/json.ts";
import type { Annotations } from "../../../../shared/oci/descriptor.ts";
import { decodeText, isText } from "../../oci/decodeText.ts";
import type { SendPart } from "../sendParts.ts";
import { piecesOf } from "../textPieces.ts";
import { boundView } from "./boundView.ts";
import { readCoseSignature } from "./coseSignature.ts";
import { readEvidence } from "./readEvidence.ts";

/** Most records of a list that are kept; images have 20,000 packages at most. */
const maxRecords = 100_000;
/** Records of a page, and UTF-16 units of its JSON: few enough that a page is parsed within a frame. */
const maxPageRecords = 1000;
const maxPageLength = 128 * 1024;
/** UTF-16 units of a text in a record, and texts of a list in it. */
const maxTextLength = 4096;
const maxTexts = 1000;

/** UTF-16 units of the exact text, or of a predicate that is not decoded, beyond which it is not sent: the window keeps it. */
const maxSentText = 16 * 1024 * 1024;
/** The text of a blob, and the annotations of its layer, where cosign puts the certificate of a signature. */
export interface EvidenceDocument {
  readonly text: string;
  readonly annotations?: Annotations | undefined;
}

/** A decoded document, with what may be long in it as text that crosses to the window unparsed. */
export interface DecodedEvidence {
  /** Without records, and without the text of a predicate that is not decoded. */
  readonly view: EvidenceView;
  /** The records of its lists, a page after another. */
  readonly pages: readonly EvidencePage[];
  /** The JSON of a predicate that is not decoded; else empty. */
  readonly text: string;
}

/** A blob that may be a document beside an image. */
export interface DocumentBlob {
  readonly digest: string;
  /** In bytes, at most `maxDocumentBytes`. */
  readonly size: number;
  readonly annotations?: Annotations | undefined;
  /** Whether the exact text is wanted. */
  readonly withText: boolean;
  /** Opens its bytes, which are verified at their end. */
  readonly open: (signal: AbortSignal) => Promise<AsyncIterable<Uint8Array>>;
}

/** What a document is, apart from its parts. */
export interface DecodedBlob {
  readonly isText: boolean;
  /** Whether its text was wanted and sent: it is not too long for the window. */
  readonly isSent: boolean;
  /** Undefined if it is no document that the app knows. */
  readonly view: EvidenceView | undefined;
}

/**
 * Decodes a document, and sends what may be long in it in parts: its text, its records, and a predicate that is not
 * decoded. Nothing is sent before all of its bytes are verified.
 * @throws EngineError of the blob; `too_large` if it cannot be decoded in memory
 * @throws the signal's reason when it aborts
 */
export type DecodeEvidence = (
  blob: DocumentBlob,
  send: SendPart,
  signal: AbortSignal,
) => Promise<DecodedBlob>;

/** Decodes documents in this thread. */
export const decodeHere: DecodeEvidence = async (blob, send, signal) => {
  const bytes = await collect(await blob.open(signal), blob.size);
  const parts = decodeBytes(bytes, blob);
  for (;;) {
    const next = parts.next();
    if (next.done === true) {
      return next.value;
    }
    await send(next.value);
  }
};

/** Puts content together, whose stream has as many bytes as it says. */
export async function collect(
  content: AsyncIterable<Uint8Array>,
  size: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  let at = 0;
  for await (const chunk of content) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

/** Decodes the bytes of a blob. Yields its parts: the text first, then what the document says. */
export function* decodeBytes(
  bytes: Uint8Array,
  { annotations, withText }: Pick<DocumentBlob, "annotations" | "withText">,
): Generator<InspectionPart, DecodedBlob> {
  if (!isText(bytes)) {
    const signature = readCoseSignature(bytes);
    return { isText: false, isSent: false, view: signature && { signature } };
  }
  const text = decodeText(bytes);
  const isSent = withText && text.length <= maxSentText;
  if (isSent) {
    yield* piecesOf(text, "bytes");
  }
  const decoded = withoutLongText(decodeDocument({ text, annotations }));
  for (const page of decoded?.pages ?? []) {
    yield { kind: "records", ...page };
  }
  yield* piecesOf(decoded?.text ?? "", "predicate");
  return { isText: true, isSent, view: decoded?.view };
}

/** A predicate that is not decoded, and that the window could not lay out, is not sent. */
function withoutLongText(decoded: DecodedEvidence | undefined): DecodedEvidence | undefined {
  const statement = decoded?.view.statement;
  if (statement?.predicate.kind !== "other" || (decoded?.text.length ?? 0) <= maxSentText) {
    return decoded;
  }
  const predicate = { ...statement.predicate, isTooLong: true } as const;
  return {
    pages: decoded?.pages ?? [],
    text: "",
    view: { ...decoded?.view, statement: { ...statement, predicate } },
  };
}

/** Decodes a document in this thread. @returns undefined if it is none that the app knows */
export function decodeDocument({
  text,
  annotations,
}: EvidenceDocument): DecodedEvidence | undefined {
  const evidence = readEvidence(text, annotations);
  if (evidence === undefined) {
    return undefined;
  }
  const { lists, text: predicate, ...split } = splitEvidence(evidence);
  const view = boundView(split.view);
  const { statement } = view;
  const more = Object.fromEntries(
    listNames.flatMap((name) => {
      const rest = (lists[name]?.length ?? 0) - maxRecords;
      return rest > 0 ? [[name, rest]] : [];
    }),
  );
  return {
    view:
      statement !== undefined && Object.keys(more).length > 0
        ? { ...view, statement: { ...statement, more } }
        : view,
    pages: listNames.flatMap((name) => pagesOf(name, lists[name]?.slice(0, maxRecords) ?? [])),
    text: predicate,
  };
}

function pagesOf(list: ListName, records: readonly EvidenceRecord[]): readonly EvidencePage[] {
  const pages: EvidencePage[] = [];
  let page: EvidenceRecord[] = [];
  let length = 0;
  for (const record of records) {
    const short = shorten(record);
    page.push(short);
    length += lengthOf(short);
    if (page.length === maxPageRecords || length > maxPageLength) {
      pages.push({ list, records: jsonOf(page) });
      page = [];
      length = 0;
    }
  }
  return page.length === 0 ? pages : [...pages, { list, records: jsonOf(page) }];
}

/** The app loads nothing at its start that it shares with the thread: so this is not the function of `json.ts`. */
function jsonOf(page: readonly EvidenceRecord[]): Json<readonly EvidenceRecord[]> {
  return JSON.stringify(page) as Json<readonly EvidenceRecord[]>;
}

/** Shortens the texts of a record that are longer than any real one. */
function shorten(record: EvidenceRecord): EvidenceRecord {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]: [string, string | readonly string[]]) => [
      name,
      typeof value === "string"
        ? value.slice(0, maxTextLength)
        : value.slice(0, maxTexts).map((text) => text.slice(0, maxTextLength)),
    ]),
  ) as unknown as EvidenceRecord;
}

function lengthOf(record: EvidenceRecord): number {
  return Object.values(record).reduce<number>(
    (sum, value: string | readonly string[]) =>
      sum + (typeof value === "string" ? value.length : value.join().length),
    0,
  );
}
