import type { VulnerabilitiesView, Vulnerability } from "../../../../shared/evidence.ts";
import { definedFields, listAt, objectAt, textAt } from "./looseJson.ts";

/**
 * Reads a scan: cosign's vulnerability predicate with a report of Trivy or Grype, or in-toto's "vulns" v0.1.
 * Source: cosign, specs/COSIGN_VULN_ATTESTATION_SPEC.md; in-toto attestation, spec/predicates/vuln.md.
 */
export function readVulnerabilities(predicate: unknown): VulnerabilitiesView {
  const scanner = objectAt(predicate, "scanner");
  return {
    kind: "vulnerabilities",
    ...definedFields({
      scanner:
        [textAt(scanner, "uri"), textAt(scanner, "version")].filter(Boolean).join(" ") || undefined,
      scannedOn:
        textAt(predicate, "metadata", "scanFinishedOn") ??
        textAt(predicate, "metadata", "scanStartedOn"),
    }),
    found: readFound(scanner["result"]),
  };
}

function readFound(result: unknown): readonly Vulnerability[] {
  const trivy = listAt(result, "Results").flatMap((target) =>
    listAt(target, "Vulnerabilities").map((item) => ({
      id: textAt(item, "VulnerabilityID") ?? "",
      severity: textAt(item, "Severity") ?? "",
      package: textAt(item, "PkgName") ?? "",
      version: textAt(item, "InstalledVersion") ?? "",
      fixedIn: textAt(item, "FixedVersion") ?? "",
    })),
  );
  const grype = listAt(result, "matches").map((item) => ({
    id: textAt(item, "vulnerability", "id") ?? "",
    severity: textAt(item, "vulnerability", "severity") ?? "",
    package: textAt(item, "artifact", "name") ?? "",
    version: textAt(item, "artifact", "version") ?? "",
    fixedIn: listAt(item, "vulnerability", "fix", "versions").join(", "),
  }));
  const inToto = (Array.isArray(result) ? result : []).map((item: unknown) => ({
    id: textAt(item, "id") ?? "",
    severity: listAt(item, "severity")
      .map((rating) => `${textAt(rating, "method") ?? ""} ${textAt(rating, "score") ?? ""}`.trim())
      .join(", "),
    package: "",
    version: "",
    fixedIn: "",
  }));
  return [...trivy, ...grype, ...inToto];
}
