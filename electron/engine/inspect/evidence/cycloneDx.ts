import type {
  SbomPackage,
  SbomView,
  VexStatement,
  VexView,
  VulnerabilitiesView,
} from "../../../../shared/evidence.ts";
import { readCycloneDxVulnerabilities, severityOf } from "./cycloneDxVulnerabilities.ts";
import {
  asList,
  asObject,
  asText,
  definedFields,
  listAt,
  type LooseObject,
  objectAt,
  textAt,
} from "./looseJson.ts";

/** Whether a document is CycloneDX, by its fields. */
export function isCycloneDx(document: LooseObject): boolean {
  return document["bomFormat"] === "CycloneDX";
}

/**
 * Reads a CycloneDX document: its components, with the vulnerabilities of them. One without components is a VEX document
 * if it analyses vulnerabilities, else a report of them. Source: CycloneDX 1.6.
 */
export function readCycloneDx(document: LooseObject): SbomView | VexView | VulnerabilitiesView {
  const listed = listAt(document, "vulnerabilities");
  const components = componentsIn(listAt(document, "components"));
  const format = `CycloneDX ${textAt(document, "specVersion") ?? ""}`.trim();
  const created = textAt(document, "metadata", "timestamp");
  const name = textAt(document, "metadata", "component", "name");
  const tools = readTools(document);
  if (listed.length > 0 && components.length === 0 && listed.some(isAnalysed)) {
    return {
      kind: "vex",
      format,
      ...definedFields({
        author: authorOf(document),
        version: textAt(document, "version"),
        created,
        tools: tools.length === 0 ? undefined : tools,
      }),
      statements: listed.map(readAnalysis),
    };
  }
  const about = [objectAt(document, "metadata", "component"), ...components];
  const vulnerabilities = readCycloneDxVulnerabilities(listed, about);
  if (components.length === 0 && vulnerabilities.length > 0) {
    const scanner = tools.join(", ") || undefined;
    return {
      kind: "vulnerabilities",
      format,
      ...definedFields({ scanner, scannedOn: created, scanned: name }),
      vulnerabilities,
    };
  }
  return {
    kind: "sbom",
    format,
    ...definedFields({ name, created }),
    tools,
    packages: components.map(readComponent),
    vulnerabilities,
  };
}

/** Components and those inside them. */
function componentsIn(components: readonly unknown[]): readonly unknown[] {
  const found = [...components];
  for (let at = 0; at < found.length; at += 1) {
    for (const inner of listAt(found[at], "components")) {
      found.push(inner);
    }
  }
  return found;
}

function readComponent(component: unknown): SbomPackage {
  const group = textAt(component, "group");
  const name = textAt(component, "name") ?? "";
  return {
    name: group === undefined ? name : `${group}/${name}`,
    version: textAt(component, "version") ?? "",
    license: readLicenses(listAt(component, "licenses")),
    purl: textAt(component, "purl") ?? "",
  };
}

function readLicenses(licenses: readonly unknown[]): string {
  return licenses
    .flatMap(
      (item) =>
        textAt(item, "expression") ??
        textAt(item, "license", "id") ??
        textAt(item, "license", "name") ??
        [],
    )
    .join(", ");
}

/** The tools: a list before version 1.5, an object with components since. */
function readTools(document: LooseObject): readonly string[] {
  const { tools } = asObject(document["metadata"]);
  const list = Array.isArray(tools) ? asList(tools) : listAt(tools, "components");
  return list.map((tool) =>
    [textAt(tool, "vendor"), textAt(tool, "name"), textAt(tool, "version")]
      .filter(Boolean)
      .join(" "),
  );
}

function isAnalysed(item: unknown): boolean {
  return Object.keys(objectAt(item, "analysis")).length > 0;
}

/** Who wrote a document: its authors, or else the organization that did. */
function authorOf(document: LooseObject): string | undefined {
  const { metadata } = document;
  const authors = listAt(metadata, "authors").flatMap(
    (author) => textAt(author, "name") ?? textAt(author, "email") ?? [],
  );
  return authors.length > 0
    ? authors.join(", ")
    : (textAt(metadata, "manufacturer", "name") ??
        textAt(metadata, "manufacture", "name") ??
        textAt(metadata, "supplier", "name"));
}

function readAnalysis(item: unknown): VexStatement {
  const severity = severityOf(listAt(item, "ratings"));
  const responses = listAt(item, "analysis", "response").flatMap((each) => asText(each) ?? []);
  return {
    vulnerability: textAt(item, "id") ?? "",
    status: textAt(item, "analysis", "state") ?? "",
    products: listAt(item, "affects").flatMap((product) => asText(asObject(product)["ref"]) ?? []),
    ...definedFields({
      severity: severity === "" ? undefined : severity,
      justification: textAt(item, "analysis", "justification"),
      note: textAt(item, "analysis", "detail"),
      response: responses.join(", ") || undefined,
      changed: textAt(item, "analysis", "lastUpdated") ?? textAt(item, "analysis", "firstIssued"),
    }),
  };
}
