import type { EvidenceLists, EvidenceView, PredicateView } from "./evidence.ts";
import type { Json } from "./ipc/json.ts";

/**
 * Largest document that is decoded, in bytes. Bills of materials of large images have 30 to 60 MB. Measured in Electron 33:
 * the thread takes 0.35 GB of memory for a bill of materials of this size, 0.75 GB if it is in an envelope, and 1.1 GB for
 * the document that is hardest to decode. It gives all of it back.
 */
export const maxDocumentBytes = 96 * 1024 * 1024;

/** The names of the long lists of a document, in the order in which they are sent. */
export const listNames = [
  "subjects",
  "steps",
  "materials",
  "packages",
  "statements",
  "vulnerabilities",
] as const satisfies readonly (keyof EvidenceLists)[];

export type ListName = keyof EvidenceLists;

/** A row of a long list. */
export type EvidenceRecord = EvidenceLists[ListName][number];

/** The next rows of a long list. */
export interface EvidencePage {
  readonly list: ListName;
  readonly records: Json<readonly EvidenceRecord[]>;
}

/** What a document says, apart from what may be long in it. */
export interface SplitEvidence {
  /** Without the records and the text. */
  readonly view: EvidenceView;
  /** Without those that are empty. */
  readonly lists: Partial<EvidenceLists>;
  /** The JSON of a predicate that is not decoded; else empty. */
  readonly text: string;
}

/** Takes what may be long out of decoded evidence; `joinEvidence` puts it back. */
export function splitEvidence(view: EvidenceView): SplitEvidence {
  const { statement } = view;
  const found: Partial<EvidenceLists> =
    statement === undefined
      ? {}
      : { subjects: statement.subjects, ...listsOf(statement.predicate) };
  const lists = Object.fromEntries(
    Object.entries(found).filter(([, records]: [string, readonly unknown[]]) => records.length > 0),
  );
  const text = statement?.predicate.kind === "other" ? statement.predicate.text : "";
  return { view: joinEvidence({ view, lists: {}, text: "" }), lists, text };
}

/** Puts records and text into decoded evidence, in place of those it has. */
export function joinEvidence({ view, lists, text }: SplitEvidence): EvidenceView {
  const { statement } = view;
  return statement === undefined
    ? view
    : {
        ...view,
        statement: {
          ...statement,
          subjects: lists.subjects ?? [],
          predicate: withLists(statement.predicate, lists, text),
        },
      };
}

function listsOf(predicate: PredicateView): Partial<EvidenceLists> {
  switch (predicate.kind) {
    case "provenance":
      return { steps: predicate.steps, materials: predicate.materials };
    case "sbom":
      return { packages: predicate.packages, vulnerabilities: predicate.vulnerabilities };
    case "vex":
      return { statements: predicate.statements };
    case "vulnerabilities":
      return { vulnerabilities: predicate.vulnerabilities };
    case "other":
      return {};
  }
}

function withLists(
  predicate: PredicateView,
  lists: Partial<EvidenceLists>,
  text: string,
): PredicateView {
  const { packages = [], statements = [], vulnerabilities = [] } = lists;
  switch (predicate.kind) {
    case "provenance":
      return { ...predicate, steps: lists.steps ?? [], materials: lists.materials ?? [] };
    case "sbom":
      return { ...predicate, packages, vulnerabilities };
    case "vex":
      return { ...predicate, statements };
    case "vulnerabilities":
      return { ...predicate, vulnerabilities };
    case "other":
      return { ...predicate, text };
  }
}

/** Collects the rows of long lists, a page after another. */
export class ListCollector {
  readonly #lists = new Map<ListName, EvidenceRecord[]>();

  add(list: ListName, records: readonly EvidenceRecord[]): void {
    const known = this.#lists.get(list) ?? [];
    this.#lists.set(list, known);
    // Not spread: a call has a limited number of arguments.
    records.forEach((record) => known.push(record));
  }

  /** What was collected. The records of a page are those of its list. */
  get lists(): Partial<EvidenceLists> {
    return Object.fromEntries(this.#lists);
  }
}
