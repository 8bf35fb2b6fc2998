import type { VulnerabilitiesView, Vulnerability } from "../../../../shared/evidence.ts";
import {
  asList,
  asObject,
  definedFields,
  listAt,
  type LooseObject,
  objectAt,
  parseObject,
  textAt,
} from "./looseJson.ts";
import { readScannerReport } from "./scannerReports.ts";
import { sortBySeverity } from "./severity.ts";

/**
 * Reads a scan: cosign's vulnerability predicate with the report of any scanner that is known, also as text, or in-toto's
 * "vulns" v0.1. Source: cosign, specs/COSIGN_VULN_ATTESTATION_SPEC.md; in-toto attestation, spec/predicates/vuln.md.
 */
export function readVulnerabilities(predicate: unknown): VulnerabilitiesView {
  const scanner = objectAt(predicate, "scanner");
  const { result } = scanner;
  const report = readScannerReport(documentIn(result));
  const stated = definedFields({
    scanner:
      [textAt(scanner, "uri"), textAt(scanner, "version")].filter(Boolean).join(" ") || undefined,
    scannedOn:
      textAt(predicate, "metadata", "scanFinishedOn") ??
      textAt(predicate, "metadata", "scanStartedOn"),
    databaseUpdated: textAt(scanner, "db", "lastUpdate"),
  });
  return {
    kind: "vulnerabilities",
    ...report,
    ...stated,
    vulnerabilities: report?.vulnerabilities ?? sortBySeverity(asList(result).map(readInToto)),
  };
}

function documentIn(result: unknown): LooseObject {
  return typeof result === "string" ? (parseObject(result) ?? {}) : asObject(result);
}

/** The example of the specification has the fields of a finding directly, its list of fields below `vulnerability`. */
function readInToto(finding: unknown): Vulnerability {
  const inner = objectAt(finding, "vulnerability");
  const item = Object.keys(inner).length === 0 ? finding : inner;
  const severity = listAt(item, "severity")
    .map((rating) => `${textAt(rating, "method") ?? ""} ${textAt(rating, "score") ?? ""}`.trim())
    .join(", ");
  return {
    ...noVulnerability,
    id: textAt(item, "id") ?? textAt(finding, "vulnerability") ?? "",
    severity: severity || (textAt(item, "severity") ?? ""),
  };
}

const noVulnerability = {
  package: "",
  version: "",
  fixedIn: "",
  status: "",
  title: "",
  url: "",
} as const;
