import type { EvidenceView } from "../../../../shared/evidence.ts";
import { type EvidenceRecord, splitEvidence } from "../../../../shared/evidenceRecords.ts";
import type { Json } from "../../../../shared/ipc/json.ts";
import type { Annotations } from "../../../../shared/oci/descriptor.ts";
import { readEvidence } from "./readEvidence.ts";

/** Most records of a document that are kept; images have 20,000 packages at most. */
const maxRecords = 100_000;
/** Records of a page, and UTF-16 units of its JSON: few enough that a page is parsed within a frame. */
const maxPageRecords = 1000;
const maxPageLength = 128 * 1024;
/** UTF-16 units of a text in a record, and texts of a list in it. */
const maxTextLength = 4096;
const maxTexts = 1000;

/** The text of a blob, and the annotations of its layer, where cosign puts the certificate of a signature. */
export interface EvidenceDocument {
  readonly text: string;
  readonly annotations?: Annotations | undefined;
}

/** A decoded document, with what may be long in it as text that crosses to the window unparsed. */
export interface DecodedEvidence {
  /** Without records, and without the text of a predicate that is not decoded. */
  readonly view: EvidenceView;
  /** The records, a page after another. */
  readonly pages: readonly Json<readonly EvidenceRecord[]>[];
  /** The JSON of a predicate that is not decoded; else empty. */
  readonly text: string;
}

/**
 * Decodes a document. @returns undefined if it is none that the app knows
 * @throws the signal's reason when it aborts
 */
export type DecodeEvidence = (
  document: EvidenceDocument,
  signal: AbortSignal,
) => Promise<DecodedEvidence | undefined>;

/** Decodes a document in this thread. @returns undefined if it is none that the app knows */
export function decodeDocument({
  text,
  annotations,
}: EvidenceDocument): DecodedEvidence | undefined {
  const evidence = readEvidence(text, annotations);
  if (evidence === undefined) {
    return undefined;
  }
  const { view, records, text: predicate } = splitEvidence(evidence);
  const moreRecords = records.length - maxRecords;
  const { statement } = view;
  return {
    view:
      statement !== undefined && moreRecords > 0
        ? { ...view, statement: { ...statement, moreRecords } }
        : view,
    pages: pagesOf(records.slice(0, maxRecords)),
    text: predicate,
  };
}

/** Decodes documents in this thread. */
export const decodeHere: DecodeEvidence = async (document) => decodeDocument(document);

function pagesOf(records: readonly EvidenceRecord[]): readonly Json<readonly EvidenceRecord[]>[] {
  const pages: Json<readonly EvidenceRecord[]>[] = [];
  let page: EvidenceRecord[] = [];
  let length = 0;
  for (const record of records) {
    const short = shorten(record);
    page.push(short);
    length += lengthOf(short);
    if (page.length === maxPageRecords || length > maxPageLength) {
      pages.push(jsonOf(page));
      page = [];
      length = 0;
    }
  }
  return page.length === 0 ? pages : [...pages, jsonOf(page)];
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
