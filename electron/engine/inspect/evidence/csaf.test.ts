import { expect, it } from "vitest";
import type { VexView } from "../../../../shared/evidence.ts";
import { readEvidence } from "./readEvidence.ts";

function statementsOf(tree: object, vulnerability: object) {
  const document = {
    document: { csaf_version: "2.0" },
    product_tree: tree,
    vulnerabilities: [{ cve: "CVE-2026-6", ...vulnerability }],
  };
  const predicate = readEvidence(JSON.stringify(document))?.statement?.predicate;
  return (predicate as VexView).statements;
}

it("gives the products of a group what is said of the group", () => {
  const tree = {
    full_product_names: ["a", "b", "c"].map((id) => ({ product_id: id, name: `app ${id}` })),
    product_groups: [{ group_id: "g", product_ids: ["a", "b"] }, { group_id: "empty" }],
  };
  const statements = statementsOf(tree, {
    product_status: { known_affected: ["a", "b", "c"] },
    remediations: [
      { category: "vendor_fix", details: "own fix", product_ids: ["b"] },
      { category: "vendor_fix", details: "fix of the group", group_ids: ["none", "empty", "g"] },
    ],
  });
  expect(statements.map(({ products, note }) => [products, note])).toEqual([
    [["app a"], "fix of the group"],
    [["app b"], "own fix"],
    [["app c"], undefined],
  ]);
});

it("names products that only their branches or their relationship name", () => {
  const tree = {
    branches: [
      {
        category: "vendor",
        name: "Acme",
        branches: [
          {
            category: "product_name",
            name: "app",
            branches: [
              { category: "product_version", name: "1.4", product: { product_id: "app" } },
              {
                category: "product_version",
                name: "1.5",
                product: {
                  product_id: "next",
                  product_identification_helper: { purls: ["pkg:oci/app@1.5"] },
                },
              },
            ],
          },
        ],
      },
    ],
    relationships: [
      {
        category: "default_component_of",
        product_reference: "musl",
        relates_to_product_reference: "app",
        full_product_name: { product_id: "both" },
      },
    ],
  };
  const [statement] = statementsOf(tree, { product_status: { unknown: ["app", "next", "both"] } });
  expect(statement?.status).toBe("unknown");
  expect(statement?.products).toEqual([
    "Acme app 1.4",
    "pkg:oci/app@1.5",
    "musl default component of Acme app 1.4",
  ]);
});

it("stops resolving groups that are named again and again", () => {
  const products = Array.from({ length: 20_000 }, (_, at) => `p${at}`);
  const tree = { product_groups: [{ group_id: "g", product_ids: products }] };
  const flags = Array.from({ length: 20_000 }, () => ({ label: "x", group_ids: ["g"] }));
  // Without a limit, 400 million products would be looked at.
  const statements = statementsOf(tree, { product_status: { fixed: products }, flags });
  expect(statements).toMatchObject([{ justification: "x" }]);
});
