import type {
  EvidenceArtifact,
  EvidenceFact,
  EvidenceView,
  PredicateView,
  SignatureView,
} from "../../../shared/evidence.ts";
import { flattenFacts, parseObject } from "../inspect/evidence/looseJson.ts";

/** Most values of one document. */
const maxValues = 5000;
/** Most UTF-16 units of the texts that are joined under one name. */
const maxJoined = 8192;

/**
 * Returns what a document beside an image says as values by name: who signed it, its subjects and predicate type, and the
 * facts of its predicate. The packages of a bill of materials are compared as packages; here they are a number.
 */
export function statementValues(evidence: EvidenceView): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const { signature, statement } = evidence;
  for (const [name, value] of [
    ...(signature === undefined ? [] : signatureValues(signature)),
    ...(statement === undefined
      ? []
      : [
          ["predicate type", statement.predicateType] as const,
          ...artifacts("subject", statement.subjects),
          ...predicateValues(statement.predicate),
        ]),
    ["not decoded", evidence.notice] as const,
  ]) {
    const known = values.get(name);
    if (value !== undefined && value !== "" && (known !== undefined || values.size < maxValues)) {
      values.set(name, known === undefined ? value : `${known}\n${value}`.slice(0, maxJoined));
    }
  }
  return values;
}

type NamedValue = readonly [name: string, value: string | undefined];

function signatureValues(signature: SignatureView): readonly NamedValue[] {
  const { certificate, timestamps = [] } = signature;
  return [
    ["signature", signature.format],
    ["signed for", signature.reference],
    ...artifacts("signed", signature.signed),
    ["signed by", certificate?.identities.join("\n") || certificate?.subject],
    ["issuer", certificate?.issuer],
    ["key", signature.key],
    ["signed on", signature.signedOn],
    ["log index", signature.logIndex],
    ...timestamps.map(({ time, by }): NamedValue => [
      "timestamp",
      `${time ?? "unknown"} ${by ?? ""}`,
    ]),
    ...facts("attribute", signature.facts),
  ];
}

function predicateValues(predicate: PredicateView): readonly NamedValue[] {
  switch (predicate.kind) {
    case "provenance":
      return [
        ["builder", predicate.builder],
        ["builder version", predicate.builderVersion],
        ["build type", predicate.buildType],
        ...artifacts("source", predicate.source === undefined ? [] : [predicate.source]),
        ...artifacts("checkout", predicate.checkout === undefined ? [] : [predicate.checkout]),
        ["entry point", predicate.entryPoint],
        ["started", predicate.startedOn],
        ["finished", predicate.finishedOn],
        ...facts("parameter", predicate.parameters),
        ...predicate.steps.map(({ id, operation, detail }): NamedValue => [
          `build step ${id}`,
          `${operation} ${detail}`,
        ]),
        ...artifacts("material", predicate.materials),
        ...artifacts("builder dependency", predicate.builderDependencies),
        ...artifacts("byproduct", predicate.byproducts),
        ...facts("metadata", predicate.metadata),
      ];
    case "sbom":
      return [
        ["format", predicate.format],
        ["document", predicate.name],
        ["created", predicate.created],
        ["tools", predicate.tools.join(", ")],
        ["packages", String(predicate.packages.length)],
        ...predicate.vulnerabilities.map((found): NamedValue => [
          `${found.id} in ${found.package}`,
          [found.severity, found.status].filter(Boolean).join(", ") || "listed",
        ]),
      ];
    case "vex":
      return [
        ["format", predicate.format],
        ["author", predicate.author],
        ["document version", predicate.version],
        ["created", predicate.created],
        ["updated", predicate.updated],
        ...predicate.statements.map((statement): NamedValue => [
          `${statement.vulnerability} in ${statement.products.join(", ")}`,
          [statement.status, statement.justification, statement.note, statement.response]
            .filter(Boolean)
            .join(": "),
        ]),
      ];
    case "vulnerabilities":
      return [
        ["format", predicate.format],
        ["scanner", predicate.scanner],
        ["scanned", predicate.scanned],
        ["scanned on", predicate.scannedOn],
        ["database updated", predicate.databaseUpdated],
        ...predicate.vulnerabilities.map((found): NamedValue => [
          `${found.id} in ${found.package}`,
          [found.severity, found.version, found.fixedIn && `fixed in ${found.fixedIn}`]
            .filter(Boolean)
            .join(", ") || "listed",
        ]),
      ];
    case "other":
      return facts("field", flattenFacts(parseObject(predicate.text) ?? { value: predicate.text }));
  }
}

/** Artifacts by their names, with their digests. */
function artifacts(what: string, listed: readonly EvidenceArtifact[]): readonly NamedValue[] {
  return listed.map(({ name, digests }) => [
    name === "" ? what : `${what} ${name}`,
    digests.join(" ") || "without digest",
  ]);
}

function facts(what: string, listed: readonly EvidenceFact[]): readonly NamedValue[] {
  return listed.map(({ name, value }) => [`${what} ${name}`, value]);
}
