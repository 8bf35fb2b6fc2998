import type { SbomPackage, SbomView } from "../../../../shared/evidence.ts";
import { asText, definedFields, listAt, type LooseObject, textAt } from "./looseJson.ts";

/** Whether a document is SPDX 2, by its fields. */
export function isSpdx(document: LooseObject): boolean {
  return typeof document["spdxVersion"] === "string";
}

/** Reads an SPDX 2 document. Source: SPDX 2.3, "JSON". */
export function readSpdx(document: LooseObject): SbomView {
  return {
    kind: "sbom",
    format: (textAt(document, "spdxVersion") ?? "SPDX").replace("-", " "),
    ...definedFields({
      name: textAt(document, "name"),
      created: textAt(document, "creationInfo", "created"),
    }),
    tools: listAt(document, "creationInfo", "creators").flatMap((creator) => asText(creator) ?? []),
    packages: listAt(document, "packages").map(readPackage),
    vulnerabilities: [],
  };
}

function readPackage(item: unknown): SbomPackage {
  const licenses = ["licenseConcluded", "licenseDeclared"].map((name) => textAt(item, name));
  const purl = listAt(item, "externalRefs").find((ref) => textAt(ref, "referenceType") === "purl");
  return {
    name: textAt(item, "name") ?? "",
    version: textAt(item, "versionInfo") ?? "",
    license: licenses.find((license) => license !== undefined && !isUnknown(license)) ?? "",
    purl: textAt(purl, "referenceLocator") ?? "",
  };
}

/** What SPDX writes where a license is unknown. */
function isUnknown(license: string): boolean {
  return license === "NOASSERTION" || license === "NONE";
}
