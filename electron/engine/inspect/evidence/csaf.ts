import type { VexStatement, VexView } from "../../../../shared/evidence.ts";
import { asText, definedFields, listAt, type LooseObject, objectAt, textAt } from "./looseJson.ts";
import { limitTexts, shortenText, type TextLimit } from "./textLimit.ts";

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
  // Since CSAF 2.1.
  "unknown",
] as const;

/** Most products that flags, threats, remediations and groups list, all together: one group may be named very often. */
const maxListed = 1_000_000;

/** Whether a document is CSAF, by its version. */
export function isCsaf(document: LooseObject): boolean {
  return textAt(document, "document", "csaf_version") !== undefined;
}

/**
 * Reads a CSAF document: a statement for each vulnerability, status and reason, with the products by purl or name.
 * Source: CSAF 2.0, §3.2.2 and §3.2.3.
 */
export function readCsaf(document: LooseObject): VexView {
  const tree = objectAt(document, "product_tree");
  const tracking = objectAt(document, "document", "tracking");
  const products = new Products(tree);
  const limit = limitTexts();
  return {
    kind: "vex",
    format: `CSAF ${textAt(document, "document", "csaf_version") ?? ""}`.trim(),
    ...definedFields({
      author: textAt(document, "document", "publisher", "name"),
      version: textAt(tracking, "version"),
      created: textAt(tracking, "initial_release_date"),
      updated: textAt(tracking, "current_release_date"),
    }),
    statements: listAt(document, "vulnerabilities").flatMap((vulnerability) =>
      readStatements(vulnerability, products, limit),
    ),
  };
}

function readStatements(
  vulnerability: unknown,
  products: Products,
  limit: TextLimit,
): readonly VexStatement[] {
  const id =
    textAt(vulnerability, "cve") ??
    textAt(listAt(vulnerability, "ids")[0], "text") ??
    textAt(vulnerability, "title") ??
    "";
  const flags = products.textsOf(listAt(vulnerability, "flags"), "label");
  const isImpact = (threat: unknown): boolean => textAt(threat, "category") === "impact";
  const impacts = products.textsOf(listAt(vulnerability, "threats").filter(isImpact), "details");
  const remedies = products.textsOf(listAt(vulnerability, "remediations"), "details");
  return statuses.flatMap((status) => {
    const statements = new Map<string, VexStatement & { readonly products: string[] }>();
    for (const product of textsAt(vulnerability, "product_status", status)) {
      const justification = flags.get(product);
      const note = impacts.get(product) ?? remedies.get(product);
      const key = JSON.stringify([justification, note]);
      let statement = statements.get(key);
      if (statement === undefined) {
        statement = {
          vulnerability: limit(shortenText(id)),
          status,
          products: [],
          ...definedFields({
            justification: justification === undefined ? undefined : limit(justification),
            note: note === undefined ? undefined : limit(note),
          }),
        };
        statements.set(key, statement);
      }
      statement.products.push(limit(products.nameOf(product), shortenText(product)));
    }
    return [...statements.values()];
  });
}

type ByProduct = ReadonlyMap<string, string>;

/** The products of a tree and their groups. Source: CSAF 2.0, §3.2.2. */
class Products {
  readonly #names: ByProduct;
  readonly #groups: ReadonlyMap<string, readonly string[]>;
  #left = maxListed;

  constructor(tree: LooseObject) {
    this.#names = nameProducts(tree);
    this.#groups = new Map(
      listAt(tree, "product_groups").map((group) => [
        textAt(group, "group_id") ?? "",
        textsAt(group, "product_ids"),
      ]),
    );
  }

  /** The purl of a product, or its name; else its id. */
  nameOf(id: string): string {
    return this.#names.get(id) ?? id;
  }

  /** What flags, threats or remediations say of each product, by itself or by its group; the first one counts. */
  textsOf(items: readonly unknown[], field: string): ByProduct {
    const found = new Map<string, string>();
    for (const item of items) {
      const text = textAt(item, field);
      const ids = text === undefined ? [] : this.#productsOf(item);
      for (const product of ids) {
        if (text !== undefined && !found.has(product)) {
          found.set(product, shortenText(text));
        }
      }
    }
    return found;
  }

  /** The products that an item names, as long as there are not too many. */
  #productsOf(item: unknown): readonly string[] {
    const named: (readonly string[])[] = [textsAt(item, "product_ids")];
    for (const group of textsAt(item, "group_ids")) {
      named.push(this.#groups.get(group) ?? []);
    }
    return named.flatMap((ids) => {
      const listed = ids.slice(0, Math.max(0, this.#left));
      // A group without products counts as well.
      this.#left -= ids.length + 1;
      return listed;
    });
  }
}

/**
 * The purls, or else the names, of the products of a tree, by their ids. A relationship makes a product of two others:
 * its name says both. A branch that is nested in others is named by all of them if its product has no name of its own.
 */
function nameProducts(tree: LooseObject): ByProduct {
  const names = new Map<string, string>();
  const add = (product: LooseObject, otherName?: string): void => {
    const id = textAt(product, "product_id");
    const name =
      textAt(product, "product_identification_helper", "purl") ??
      // Since CSAF 2.1, a product may have several.
      textsAt(product, "product_identification_helper", "purls")[0] ??
      textAt(product, "name") ??
      otherName;
    if (id !== undefined && name !== undefined && !names.has(id)) {
      names.set(id, shortenText(name));
    }
  };
  for (const product of listAt(tree, "full_product_names")) {
    add(objectAt(product));
  }
  const branches = listAt(tree, "branches").map((branch) => ({ branch, above: "" }));
  for (let at = 0; at < branches.length; at += 1) {
    const { branch, above = "" } = branches[at] ?? {};
    const path = shortenText([above, textAt(branch, "name")].filter(Boolean).join(" "));
    add(objectAt(branch, "product"), path || undefined);
    for (const inner of listAt(branch, "branches")) {
      branches.push({ branch: inner, above: path });
    }
  }
  for (const relationship of listAt(tree, "relationships")) {
    const parts = ["product_reference", "relates_to_product_reference"].map((field) => {
      const id = textAt(relationship, field) ?? "";
      return names.get(id) ?? id;
    });
    const category = (textAt(relationship, "category") ?? "").replaceAll("_", " ");
    add(objectAt(relationship, "full_product_name"), parts.join(` ${category} `));
  }
  return names;
}

function textsAt(value: unknown, ...path: readonly string[]): readonly string[] {
  return listAt(value, ...path).flatMap((item) => asText(item) ?? []);
}
