import type { SbomPackage, SbomView, VexStatement, VexView } from "../../../../shared/evidence.ts";
import {
  asList,
  asObject,
  asText,
  definedFields,
  listAt,
  type LooseObject,
  textAt,
} from "./looseJson.ts";

/** Whether a document is CycloneDX, by its fields. */
export function isCycloneDx(document: LooseObject): boolean {
  return document["bomFormat"] === "CycloneDX";
}

/** Reads a CycloneDX document; one with vulnerabilities and no components is a VEX document. Source: CycloneDX 1.6. */
export function readCycloneDx(document: LooseObject): SbomView | VexView {
  const vulnerabilities = listAt(document, "vulnerabilities");
  if (vulnerabilities.length > 0 && listAt(document, "components").length === 0) {
    return { kind: "vex", statements: vulnerabilities.map(readAnalysis) };
  }
  const packages: SbomPackage[] = [];
  collectComponents(listAt(document, "components"), packages);
  return {
    kind: "sbom",
    format: `CycloneDX ${textAt(document, "specVersion") ?? ""}`.trim(),
    ...definedFields({
      name: textAt(document, "metadata", "component", "name"),
      created: textAt(document, "metadata", "timestamp"),
    }),
    tools: readTools(document),
    packages,
  };
}

/** Collects components and those inside them. */
function collectComponents(components: readonly unknown[], packages: SbomPackage[]): void {
  const pending = [...components];
  for (let at = 0; at < pending.length; at += 1) {
    const component = pending[at];
    const group = textAt(component, "group");
    const name = textAt(component, "name") ?? "";
    packages.push({
      name: group === undefined ? name : `${group}/${name}`,
      version: textAt(component, "version") ?? "",
      license: readLicenses(listAt(component, "licenses")),
      purl: textAt(component, "purl") ?? "",
    });
    for (const inner of listAt(component, "components")) {
      pending.push(inner);
    }
  }
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

function readAnalysis(item: unknown): VexStatement {
  return {
    vulnerability: textAt(item, "id") ?? "",
    status: textAt(item, "analysis", "state") ?? "",
    products: listAt(item, "affects").flatMap((product) => asText(asObject(product)["ref"]) ?? []),
    ...definedFields({
      justification: textAt(item, "analysis", "justification"),
      note: textAt(item, "analysis", "detail"),
    }),
  };
}
