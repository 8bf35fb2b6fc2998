import type { EvidenceView, PredicateView } from "../../../../shared/evidence.ts";
import { readArtifacts } from "./artifacts.ts";
import { isCsaf, readCsaf } from "./csaf.ts";
import { isCycloneDx, readCycloneDx } from "./cycloneDx.ts";
import { asObject, listAt, type LooseObject, parseObject, textAt } from "./looseJson.ts";
import { readProvenance } from "./provenance.ts";
import { isSpdx, readSpdx } from "./spdx.ts";
import { isOpenVex, readOpenVex } from "./vex.ts";
import { readVulnerabilities } from "./vulnerabilities.ts";

/** Whether a document is an in-toto statement. Source: in-toto attestation, "Statement" v0.1 and v1. */
export function isStatement(document: LooseObject): boolean {
  return (textAt(document, "_type") ?? "").startsWith("https://in-toto.io/Statement/");
}

/** Reads an in-toto statement: what it is about, and what it says. */
export function readStatement(document: LooseObject): NonNullable<EvidenceView["statement"]> {
  const predicateType = textAt(document, "predicateType") ?? "";
  return {
    predicateType,
    subjects: readArtifacts(listAt(document, "subject")),
    predicate: readPredicate(predicateType, document["predicate"]),
  };
}

/** Reads a predicate by its type; a bill of materials is known by its fields as well. */
function readPredicate(predicateType: string, predicate: unknown): PredicateView {
  if (predicateType.startsWith("https://slsa.dev/provenance/")) {
    return readProvenance(predicateType, predicate);
  }
  if (/\/attestation\/vuln\/|\/attestation\/vulns\//.test(predicateType)) {
    return readVulnerabilities(predicate);
  }
  return (
    readDocument(documentIn(predicate)) ??
    // cosign wraps a document of its own type in `Data`.
    readDocument(documentIn(asObject(predicate)["Data"])) ?? {
      kind: "other",
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

/** Reads a bill of materials or a VEX document, which may also stand alone. */
export function readDocument(document: LooseObject): PredicateView | undefined {
  if (isSpdx(document)) {
    return readSpdx(document);
  }
  if (isCycloneDx(document)) {
    return readCycloneDx(document);
  }
  if (isCsaf(document)) {
    return readCsaf(document);
  }
  return isOpenVex(document) ? readOpenVex(document) : undefined;
}
