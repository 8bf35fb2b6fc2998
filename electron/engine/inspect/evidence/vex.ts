import type { VexStatement, VexView } from "../../../../shared/evidence.ts";
import { asText, definedFields, listAt, type LooseObject, textAt } from "./looseJson.ts";

/** Whether a document is OpenVEX, by its context. */
export function isOpenVex(document: LooseObject): boolean {
  return (textAt(document, "@context") ?? "").startsWith("https://openvex.dev/");
}

/** Reads an OpenVEX document. Source: OpenVEX specification 0.2. */
export function readOpenVex(document: LooseObject): VexView {
  return {
    kind: "vex",
    format:
      `OpenVEX ${/\/v(\d[\w.]{0,20})/.exec(textAt(document, "@context") ?? "")?.[1] ?? ""}`.trim(),
    ...definedFields({
      author: textAt(document, "author"),
      role: textAt(document, "role"),
      version: textAt(document, "version"),
      created: textAt(document, "timestamp"),
      updated: textAt(document, "last_updated"),
      tools: toolsIn(document),
    }),
    statements: listAt(document, "statements").map((statement) => ({
      // Before 0.2, a vulnerability and a product were plain text.
      vulnerability:
        textAt(statement, "vulnerability", "name") ??
        textAt(statement, "vulnerability", "@id") ??
        textAt(statement, "vulnerability") ??
        "",
      status: textAt(statement, "status") ?? "",
      ...aliasesOf(statement),
      products: listAt(statement, "products").flatMap((product) => {
        const name = nameOf(product);
        const parts = listAt(product, "subcomponents").flatMap((part) => nameOf(part) ?? []);
        return name === undefined
          ? parts
          : parts.length === 0
            ? [name]
            : parts.map((part) => `${part} in ${name.slice(0, 500)}`);
      }),
      ...definedFields({
        justification: textAt(statement, "justification"),
        note:
          ["impact_statement", "action_statement", "status_notes"]
            .flatMap((field) => textAt(statement, field) ?? [])
            .join("; ") || undefined,
        description: textAt(statement, "vulnerability", "description"),
        supplier: textAt(statement, "supplier"),
        actionOn: textAt(statement, "action_statement_timestamp"),
        changed: textAt(statement, "last_updated") ?? textAt(statement, "timestamp"),
      }),
    })),
  };
}

function toolsIn(document: LooseObject): readonly string[] | undefined {
  const tool = textAt(document, "tooling");
  return tool === undefined ? undefined : [tool];
}

function aliasesOf(statement: unknown): Pick<VexStatement, "aliases"> {
  const aliases = listAt(statement, "vulnerability", "aliases").flatMap(
    (alias) => asText(alias) ?? [],
  );
  return aliases.length === 0 ? {} : { aliases };
}

/** The name of a product or component: its id, or else its purl. */
function nameOf(component: unknown): string | undefined {
  return (
    asText(component) ??
    textAt(component, "@id") ??
    textAt(component, "identifiers", "purl") ??
    textAt(component, "identifiers", "cpe23")
  );
}
