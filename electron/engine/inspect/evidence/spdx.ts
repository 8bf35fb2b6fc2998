import type { SbomPackage, SbomView } from "../../../../shared/evidence.ts";
import { asText, definedFields, listAt, type LooseObject, asObject, textAt } from "./looseJson.ts";

/** Whether a document is SPDX, by its fields. */
export function isSpdx(document: LooseObject): boolean {
  return typeof document["spdxVersion"] === "string" || isSpdx3(document);
}

function isSpdx3(document: LooseObject): boolean {
  return (textAt(document, "@context") ?? "").includes("spdx.org/rdf/3");
}

/** Reads an SPDX document. Source: SPDX 2.3, "JSON", and SPDX 3.0, "JSON-LD". */
export function readSpdx(document: LooseObject): SbomView {
  return isSpdx3(document) ? readSpdx3(document) : readSpdx2(document);
}

function readSpdx2(document: LooseObject): SbomView {
  return {
    kind: "sbom",
    format: (textAt(document, "spdxVersion") ?? "SPDX").replace("-", " "),
    ...definedFields({
      name: textAt(document, "name"),
      created: textAt(document, "creationInfo", "created"),
    }),
    tools: listAt(document, "creationInfo", "creators").flatMap((creator) => asText(creator) ?? []),
    packages: listAt(document, "packages").map(readPackage2),
  };
}

function readPackage2(item: unknown): SbomPackage {
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

function readSpdx3(document: LooseObject): SbomView {
  const elements = listAt(document, "@graph").map(asObject);
  const ofType = (type: string): readonly LooseObject[] =>
    elements.filter((element) => (textAt(element, "type") ?? textAt(element, "@type")) === type);
  const [about] = ofType("SpdxDocument");
  const [info] = ofType("CreationInfo");
  const licenses = licensesById(elements);
  return {
    kind: "sbom",
    format: `SPDX ${textAt(info, "specVersion") ?? "3"}`,
    ...definedFields({ name: textAt(about, "name"), created: textAt(info, "created") }),
    tools: ofType("Tool").flatMap((tool) => textAt(tool, "name") ?? []),
    packages: ofType("software_Package").map((item) => ({
      name: textAt(item, "name") ?? "",
      version: textAt(item, "software_packageVersion") ?? "",
      license: licenses.get(textAt(item, "spdxId") ?? "") ?? "",
      purl: textAt(item, "software_packageUrl") ?? "",
    })),
  };
}

/** Most licenses of a package, and UTF-16 units of them: one license may belong to every package. */
const maxLicenses = 20;
const maxLicenseLength = 200;

/** Licenses by the ids of their packages, which relationships tie together. */
function licensesById(elements: readonly LooseObject[]): ReadonlyMap<string, string> {
  const expressions = new Map(
    elements.flatMap((element) => {
      const text = textAt(element, "simplelicensing_licenseExpression");
      const id = textAt(element, "spdxId");
      return text === undefined || id === undefined
        ? []
        : [[id, text.slice(0, maxLicenseLength)] as const];
    }),
  );
  const found = new Map<string, string>();
  for (const element of elements) {
    const from = textAt(element, "from");
    if (from === undefined || !/license/i.test(textAt(element, "relationshipType") ?? "")) {
      continue;
    }
    const ids = new Set(listAt(element, "to").map((id) => asText(id) ?? ""));
    const texts = [...ids].slice(0, maxLicenses).flatMap((id) => expressions.get(id) ?? []);
    if (texts.length > 0) {
      found.set(from, texts.join(" AND ").slice(0, maxLicenseLength));
    }
  }
  return found;
}
