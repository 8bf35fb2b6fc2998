import type { VexView } from "../../../../shared/evidence.ts";
import { asText, definedFields, listAt, type LooseObject, textAt } from "./looseJson.ts";

/** Whether a document is OpenVEX, by its context. */
export function isOpenVex(document: LooseObject): boolean {
  return (textAt(document, "@context") ?? "").startsWith("https://openvex.dev/");
}

/** Reads an OpenVEX document. Source: OpenVEX specification 0.2. */
export function readOpenVex(document: LooseObject): VexView {
  return {
    kind: "vex",
    ...definedFields({ author: textAt(document, "author") }),
    statements: listAt(document, "statements").map((statement) => ({
      // Before 0.2, a vulnerability and a product were plain text.
      vulnerability:
        textAt(statement, "vulnerability", "name") ?? textAt(statement, "vulnerability") ?? "",
      status: textAt(statement, "status") ?? "",
      products: listAt(statement, "products").flatMap(
        (product) => asText(product) ?? textAt(product, "@id") ?? [],
      ),
      ...definedFields({
        justification: textAt(statement, "justification"),
        note: textAt(statement, "impact_statement") ?? textAt(statement, "action_statement"),
      }),
    })),
  };
}
