import type { SbomView } from "../../../../shared/evidence.ts";
import { asText, definedFields, listAt, type LooseObject, textAt } from "./looseJson.ts";

/** Whether a document is Syft's own JSON, by its fields. */
export function isSyft(document: LooseObject): boolean {
  return Array.isArray(document["artifacts"]) && textAt(document, "descriptor", "name") === "syft";
}

/** Reads a bill of materials in Syft's own format. Source: Syft `syft/format/syftjson/model`. */
export function readSyft(document: LooseObject): SbomView {
  return {
    kind: "sbom",
    format: `Syft ${textAt(document, "schema", "version") ?? ""}`.trim(),
    ...definedFields({
      name: textAt(document, "source", "name") ?? textAt(document, "source", "target", "userInput"),
    }),
    tools: [`syft ${textAt(document, "descriptor", "version") ?? ""}`.trim()],
    packages: listAt(document, "artifacts").map((item) => ({
      name: textAt(item, "name") ?? "",
      version: textAt(item, "version") ?? "",
      license: listAt(item, "licenses")
        .flatMap((license) => asText(license) ?? textAt(license, "value") ?? [])
        .join(", "),
      purl: textAt(item, "purl") ?? "",
    })),
    vulnerabilities: [],
  };
}
