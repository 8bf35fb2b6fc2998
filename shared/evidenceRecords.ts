import type {
  EvidenceView,
  SbomPackage,
  PredicateView,
  VexStatement,
  Vulnerability,
} from "./evidence.ts";

/** A row of the long list in a predicate. */
export type EvidenceRecord = SbomPackage | VexStatement | Vulnerability;

/** What a document says, apart from what may be long in it. */
export interface SplitEvidence {
  /** Without the records and the text. */
  readonly view: EvidenceView;
  readonly records: readonly EvidenceRecord[];
  /** The JSON of a predicate that is not decoded; else empty. */
  readonly text: string;
}

/** Takes what may be long out of decoded evidence; `joinEvidence` puts it back. */
export function splitEvidence(view: EvidenceView): SplitEvidence {
  const predicate = view.statement?.predicate;
  const records = predicate === undefined ? [] : recordsOf(predicate);
  const text = predicate?.kind === "other" ? predicate.text : "";
  return { view: joinEvidence({ view, records: [], text: "" }), records, text };
}

/** Puts records and text into decoded evidence, in place of those it has. */
export function joinEvidence({ view, records, text }: SplitEvidence): EvidenceView {
  const { statement } = view;
  return statement === undefined
    ? view
    : {
        ...view,
        statement: { ...statement, predicate: withRecords(statement.predicate, { records, text }) },
      };
}

function recordsOf(predicate: PredicateView): readonly EvidenceRecord[] {
  switch (predicate.kind) {
    case "sbom":
      return predicate.packages;
    case "vex":
      return predicate.statements;
    case "vulnerabilities":
      return predicate.found;
    case "provenance":
    case "other":
      return [];
  }
}

function withRecords(
  predicate: PredicateView,
  { records, text }: Pick<SplitEvidence, "records" | "text">,
): PredicateView {
  // Records are those of a predicate of the same kind.
  switch (predicate.kind) {
    case "sbom":
      return { ...predicate, packages: records as readonly SbomPackage[] };
    case "vex":
      return { ...predicate, statements: records as readonly VexStatement[] };
    case "vulnerabilities":
      return { ...predicate, found: records as readonly Vulnerability[] };
    case "provenance":
      return predicate;
    case "other":
      return { ...predicate, text };
  }
}
