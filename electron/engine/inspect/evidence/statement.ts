import type { PredicateView, StatementView } from "../../../../shared/evidence.ts";
import { readArtifacts } from "./artifacts.ts";
import { isCsaf, readCsaf } from "./csaf.ts";
import { isCycloneDx, readCycloneDx } from "./cycloneDx.ts";
import { readKnownPredicate } from "./knownPredicate.ts";
import { asObject, listAt, type LooseObject, parseObject, textAt } from "./looseJson.ts";
import { readProvenance } from "./provenance.ts";
import { isSpdx, readSpdx } from "./spdx.ts";
import { isSpdx3, readSpdx3 } from "./spdx3.ts";
import { readScannerReport } from "./scannerReports.ts";
import { isSyft, readSyft } from "./syft.ts";
import { isOpenVex, readOpenVex } from "./vex.ts";
import { readVulnerabilities } from "./vulnerabilities.ts";

/** Whether a document is an in-toto statement. Source: in-toto attestation, "Statement" v0.1 and v1. */
export function isStatement(document: LooseObject): boolean {
  return (textAt(document, "_type") ?? "").startsWith("https://in-toto.io/Statement/");
}

/** Reads an in-toto statement: what it is about, and what it says. */
export function readStatement(document: LooseObject): StatementView {
  // Without a type, it would pass for a document without a statement around it, which names no subject by its nature.
  const predicateType = textAt(document, "predicateType") ?? "no predicate type";
  return {
    predicateType,
    subjects: readArtifacts(listAt(document, "subject")),
    predicate: readPredicate(predicateType, document["predicate"]),
  };
}

/** Reads a predicate by its type; bills of materials, VEX documents and reports are known by their fields as well. */
function readPredicate(predicateType: string, predicate: unknown): PredicateView {
  if (predicateType.startsWith("https://slsa.dev/provenance/")) {
    return readProvenance(predicateType, predicate);
  }
  if (/\/attestation\/vulns?\//.test(predicateType)) {
    return readVulnerabilities(predicate);
  }
  return (
    readDocument(documentIn(predicate)) ??
    // cosign wraps a document of its own type in `Data`.
    readDocument(documentIn(asObject(predicate)["Data"])) ?? {
      kind: "other",
      facts: readKnownPredicate(predicateType, predicate),
      // Not indented: indentation of deep documents multiplies their size.
      text: JSON.stringify(predicate) ?? "",
    }
  );
}

/**
 * The document in a predicate, which may be text: `cosign attest --type spdx` and `--type custom` do not parse it.
 * Source: cosign `pkg/cosign/attestation/attestation.go`.
 */
function documentIn(predicate: unknown): LooseObject {
  return typeof predicate === "string" ? (parseObject(predicate) ?? {}) : asObject(predicate);
}

/** Reads a bill of materials, a VEX document or the report of a scanner, which may also stand alone. */
export function readDocument(document: LooseObject): PredicateView | undefined {
  if (isSpdx(document)) {
    return readSpdx(document);
  }
  if (isSpdx3(document)) {
    return readSpdx3(document);
  }
  if (isCycloneDx(document)) {
    return readCycloneDx(document);
  }
  if (isCsaf(document)) {
    return readCsaf(document);
  }
  if (isOpenVex(document)) {
    return readOpenVex(document);
  }
  return isSyft(document) ? readSyft(document) : readScannerReport(document);
}
