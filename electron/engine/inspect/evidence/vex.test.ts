import { expect, it } from "vitest";
import { csafVex, cycloneDxVex, openVex, statementOf } from "../../../testing/evidence.ts";
import { readEvidence } from "./readEvidence.ts";

function predicateOf(document: object) {
  return readEvidence(JSON.stringify(document))?.statement?.predicate;
}

it("reads who wrote OpenVEX, when and with what, the aliases, and all reasons", () => {
  const statement = {
    vulnerability: {
      "@id": "https://nvd.example/CVE-2026-2",
      description: "Reads too far",
      aliases: ["GHSA-1", "", "DSA-2"],
    },
    supplier: "Acme Tools",
    products: [],
    status: "affected",
    impact_statement: "none",
    action_statement: "update",
    action_statement_timestamp: "2026-01-05T00:00:00Z",
    status_notes: "checked",
    timestamp: "2026-01-01T00:00:00Z",
    last_updated: "2026-01-03T00:00:00Z",
  };
  const document = {
    ...openVex,
    role: "Vendor",
    version: 3,
    timestamp: "2026-01-02T03:04:05Z",
    last_updated: "2026-01-04T03:04:05Z",
    tooling: "vexctl/0.3",
    statements: [statement],
  };
  expect(predicateOf(document)).toEqual({
    kind: "vex",
    format: "OpenVEX 0.2.0",
    author: "Acme",
    role: "Vendor",
    version: "3",
    created: "2026-01-02T03:04:05Z",
    updated: "2026-01-04T03:04:05Z",
    tools: ["vexctl/0.3"],
    statements: [
      {
        vulnerability: "https://nvd.example/CVE-2026-2",
        aliases: ["GHSA-1", "DSA-2"],
        status: "affected",
        products: [],
        note: "none; update; checked",
        description: "Reads too far",
        supplier: "Acme Tools",
        actionOn: "2026-01-05T00:00:00Z",
        changed: "2026-01-03T00:00:00Z",
      },
    ],
  });
});

it.each([
  [
    "authors",
    { authors: [{ name: "Ada" }, { email: "bob@acme.example" }] },
    "Ada, bob@acme.example",
  ],
  ["a manufacturer", { manufacturer: { name: "Acme" } }, "Acme"],
  ["a manufacturer of version 1.5", { manufacture: { name: "Acme" } }, "Acme"],
  ["a supplier", { supplier: { name: "Acme" } }, "Acme"],
])("reads CycloneDX VEX of %s, with severity and response", (_, by, author) => {
  const vulnerability = {
    id: "CVE-2026-1",
    ratings: [{ score: 9.8, severity: "critical" }],
    analysis: { state: "exploitable", response: ["update", "rollback"], lastUpdated: "2026-01-03" },
  };
  const tools = { components: [{ name: "vexer", version: "1" }] };
  const metadata = { ...by, timestamp: "2026-01-02", tools };
  expect(
    predicateOf({ ...cycloneDxVex, version: 2, metadata, vulnerabilities: [vulnerability] }),
  ).toEqual({
    kind: "vex",
    format: "CycloneDX 1.5",
    author,
    version: "2",
    created: "2026-01-02",
    tools: ["vexer 1"],
    statements: [
      {
        vulnerability: "CVE-2026-1",
        severity: "critical",
        status: "exploitable",
        products: [],
        response: "update, rollback",
        changed: "2026-01-03",
      },
    ],
  });
});

it("reads the version and dates of CSAF", () => {
  const tracking = {
    version: "2",
    initial_release_date: "2026-01-02",
    current_release_date: "2026-01-03",
  };
  const document = { csaf_version: "2.0", tracking };
  expect(predicateOf({ ...csafVex, document })).toMatchObject({
    format: "CSAF 2.0",
    version: "2",
    created: "2026-01-02",
    updated: "2026-01-03",
  });
});

it.each([
  ["its example", { id: "CVE-2026-4", severity: [{ method: "nvd", score: "9.8" }] }, "nvd 9.8"],
  [
    "its list of fields",
    { vulnerability: { id: "CVE-2026-4", severity: [{ method: "nvd", score: 9.8 }] } },
    "nvd 9.8",
  ],
  ["plain texts", { vulnerability: "CVE-2026-4", severity: "high" }, "high"],
])("reads a scan of in-toto as %s has it, with the date of the database", (_, result, severity) => {
  const scanner = {
    uri: "pkg:github/acme/scan",
    db: { lastUpdate: "2026-01-01T00:00:00Z" },
    result: [result],
  };
  expect(
    predicateOf(statementOf("https://in-toto.io/attestation/vulns/v0.1", { scanner })),
  ).toEqual({
    kind: "vulnerabilities",
    scanner: "pkg:github/acme/scan",
    databaseUpdated: "2026-01-01T00:00:00Z",
    vulnerabilities: [
      {
        id: "CVE-2026-4",
        severity,
        package: "",
        version: "",
        fixedIn: "",
        status: "",
        title: "",
        url: "",
      },
    ],
  });
});
