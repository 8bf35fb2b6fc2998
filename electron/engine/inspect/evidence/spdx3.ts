import type { SbomPackage, SbomView } from "../../../../shared/evidence.ts";
import {
  asList,
  asObject,
  asText,
  definedFields,
  listAt,
  type LooseObject,
  textAt,
} from "./looseJson.ts";
import { idOf, readSpdx3Vulnerabilities } from "./spdx3Vulnerabilities.ts";

/** Whether a document is SPDX 3, by its JSON-LD context, which may be one of several. */
export function isSpdx3(document: LooseObject): boolean {
  const context = document["@context"];
  return [context, ...asList(context)].some((each) =>
    (asText(each) ?? "").includes("spdx.org/rdf/3"),
  );
}

/** Reads an SPDX 3 document. Source: SPDX 3.0.1, "JSON-LD", with the names of its context. */
export function readSpdx3(document: LooseObject): SbomView {
  // A document of one element has no graph.
  const graph = Array.isArray(document["@graph"]) ? document["@graph"] : [document];
  const elements = graph.map(asObject);
  const types = elements.map(typeOf);
  const ofType = (...wanted: readonly string[]): readonly LooseObject[] =>
    elements.filter((_, at) => wanted.includes(types[at] ?? ""));
  const [about] = ofType("SpdxDocument");
  const [bom] = ofType("software_Sbom", "Bom");
  const [info] = ofType("CreationInfo");
  const licenses = licensesById(elements);
  const packages = ofType("software_Package", "ai_AIPackage", "dataset_DatasetPackage");
  return {
    kind: "sbom",
    format: `SPDX ${textAt(info, "specVersion") ?? "3"}`,
    ...definedFields({
      name: textAt(about, "name") ?? textAt(bom, "name"),
      created: textAt(info, "created"),
    }),
    tools: ofType("Tool", "SoftwareAgent").flatMap((tool) => textAt(tool, "name") ?? []),
    packages: packages.map((item) => readPackage(item, licenses)),
    vulnerabilities: readSpdx3Vulnerabilities(
      elements.map((element, at) => ({ element, type: types[at] ?? "" })),
    ),
  };
}

/** The type of an element, as the context names it, also if it is written as an IRI: `software_Package`. */
function typeOf(element: LooseObject): string {
  const type =
    textAt(element, "type") ??
    textAt(element, "@type") ??
    asText(listAt(element, "@type")[0]) ??
    "";
  return type
    .slice(0, 200)
    .replace(
      /^https:\/\/spdx\.org\/rdf\/3[^/]*\/terms\/(\w+)\/(\w+)$/,
      (_, profile: string, name: string) =>
        profile === "Core" ? name : `${profile[0]?.toLowerCase()}${profile.slice(1)}_${name}`,
    );
}

function readPackage(item: LooseObject, licenses: ReadonlyMap<string, string>): SbomPackage {
  const purl = listAt(item, "externalIdentifier").find((each) =>
    /^package_?url$/i.test(textAt(each, "externalIdentifierType") ?? ""),
  );
  return {
    name: textAt(item, "name") ?? "",
    version: textAt(item, "software_packageVersion") ?? "",
    license: licenses.get(idOf(item) ?? "") ?? "",
    purl: textAt(item, "software_packageUrl") ?? textAt(purl, "identifier") ?? "",
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
      const id = idOf(element);
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
    const texts = [...ids]
      .slice(0, maxLicenses)
      .flatMap((id) => expressions.get(id) ?? listedLicense(id) ?? []);
    // What was concluded of a package counts more than what it declares.
    const isConcluded = textAt(element, "relationshipType") === "hasConcludedLicense";
    if (texts.length > 0 && (isConcluded || !found.has(from))) {
      found.set(from, texts.join(" AND ").slice(0, maxLicenseLength));
    }
  }
  return found;
}

/** The id of a license of the SPDX list, which need not be in the graph. */
function listedLicense(id: string): string | undefined {
  return /^https?:\/\/spdx\.org\/licenses\/([\w.+-]{1,100})$/.exec(id)?.[1];
}
