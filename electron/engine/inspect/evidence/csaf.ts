import type { VexStatement, VexView } from "../../../../shared/evidence.ts";
import { asText, definedFields, listAt, type LooseObject, objectAt, textAt } from "./looseJson.ts";

/** UTF-16 units of a text. */
const maxTextLength = 500;
/** UTF-16 units of all texts together: a document may refer to one text very often, with a short id. */
const maxTextsLength = 4 * 1024 * 1024;

/** Source: CSAF 2.0, §3.2.3.9. */
const statuses = [
  "known_not_affected",
  "known_affected",
  "first_affected",
  "last_affected",
  "under_investigation",
  "fixed",
  "first_fixed",
  "recommended",
] as const;

/** Whether a document is CSAF, by its version. */
export function isCsaf(document: LooseObject): boolean {
  return textAt(document, "document", "csaf_version") !== undefined;
}

/**
 * Reads a CSAF document: a statement for each vulnerability, status and reason, with the products by purl or name.
 * Groups of products are not resolved. Source: CSAF 2.0, §3.2.2 and §3.2.3.
 */
export function readCsaf(document: LooseObject): VexView {
  const names = nameProducts(objectAt(document, "product_tree"));
  let left = maxTextsLength;
  const limit: Limit = (text, short = "") => {
    left -= text.length;
    return left < 0 ? short : text;
  };
  return {
    kind: "vex",
    ...definedFields({ author: textAt(document, "document", "publisher", "name") }),
    statements: listAt(document, "vulnerabilities").flatMap((vulnerability) =>
      readStatements(vulnerability, names, limit),
    ),
  };
}

/** Returns a text as long as there are not too many; then the short one. */
type Limit = (text: string, short?: string) => string;
type ByProduct = ReadonlyMap<string, string>;

function readStatements(
  vulnerability: unknown,
  names: ByProduct,
  limit: Limit,
): readonly VexStatement[] {
  const id =
    textAt(vulnerability, "cve") ??
    textAt(listAt(vulnerability, "ids")[0], "text") ??
    textAt(vulnerability, "title") ??
    "";
  const flags = textsByProduct(listAt(vulnerability, "flags"), "label");
  const isImpact = (threat: unknown): boolean => textAt(threat, "category") === "impact";
  const impacts = textsByProduct(listAt(vulnerability, "threats").filter(isImpact), "details");
  const remedies = textsByProduct(listAt(vulnerability, "remediations"), "details");
  return statuses.flatMap((status) => {
    const statements = new Map<string, VexStatement & { readonly products: string[] }>();
    for (const product of textsAt(vulnerability, "product_status", status)) {
      const justification = flags.get(product);
      const note = impacts.get(product) ?? remedies.get(product);
      const key = JSON.stringify([justification, note]);
      let statement = statements.get(key);
      if (statement === undefined) {
        statement = {
          vulnerability: limit(shorten(id)),
          status,
          products: [],
          ...definedFields({
            justification: justification === undefined ? undefined : limit(justification),
            note: note === undefined ? undefined : limit(note),
          }),
        };
        statements.set(key, statement);
      }
      statement.products.push(limit(names.get(product) ?? product, shorten(product)));
    }
    return [...statements.values()];
  });
}

/** What flags, threats or remediations say of each product; the first one counts. */
function textsByProduct(items: readonly unknown[], field: string): ByProduct {
  const found = new Map<string, string>();
  for (const item of items) {
    const text = textAt(item, field);
    for (const product of text === undefined ? [] : textsAt(item, "product_ids")) {
      if (text !== undefined && !found.has(product)) {
        found.set(product, shorten(text));
      }
    }
  }
  return found;
}

/** The purls, or else the names, of the products of a tree, by their ids. */
function nameProducts(tree: LooseObject): ByProduct {
  const names = new Map<string, string>();
  const add = (product: LooseObject): void => {
    const id = textAt(product, "product_id");
    const name =
      textAt(product, "product_identification_helper", "purl") ?? textAt(product, "name");
    if (id !== undefined && name !== undefined) {
      names.set(id, shorten(name));
    }
  };
  for (const product of listAt(tree, "full_product_names")) {
    add(objectAt(product));
  }
  for (const relationship of listAt(tree, "relationships")) {
    add(objectAt(relationship, "full_product_name"));
  }
  const branches = [...listAt(tree, "branches")];
  for (let at = 0; at < branches.length; at += 1) {
    add(objectAt(branches[at], "product"));
    for (const inner of listAt(branches[at], "branches")) {
      branches.push(inner);
    }
  }
  return names;
}

function textsAt(value: unknown, ...path: readonly string[]): readonly string[] {
  return listAt(value, ...path).flatMap((item) => asText(item) ?? []);
}

function shorten(text: string): string {
  return text.slice(0, maxTextLength);
}
