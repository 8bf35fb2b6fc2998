import { envelopeOf, spdxPredicateType, statementOf } from "../../electron/testing/evidence.ts";
import { largeSpdx } from "./largeSpdx.ts";

/** A document whose opening is measured. */
export interface LargeDocument {
  readonly name: string;
  readonly document: object;
  /** What the window shows of it, as a selector. */
  readonly shows: string;
}

const packages = 78_000;
const rows = 100_000;
const table = (label: string): string => `[role='table'][aria-label='${label}'] [role='cell']`;

/** A document of every kind that is decoded, each among the largest that tools write. */
export function largeDocuments(): readonly LargeDocument[] {
  const spdx = largeSpdx(packages);
  const numbers = Array.from({ length: rows }, (_, at) => at);
  return [
    { name: "SPDX", document: spdx, shows: table("Packages") },
    {
      name: "DSSE envelope with SPDX",
      document: envelopeOf(statementOf(spdxPredicateType, spdx)),
      shows: table("Packages"),
    },
    {
      name: "CycloneDX",
      document: {
        bomFormat: "CycloneDX",
        specVersion: "1.6",
        components: numbers.map((at) => ({
          type: "library",
          "bom-ref": `pkg:npm/lib-${at}@1.0.${at % 9}?package-id=${at.toString(16).padStart(16, "0")}`,
          name: `lib-${at}`,
          version: `1.0.${at % 9}`,
          licenses: [{ license: { id: "MIT" } }],
          purl: `pkg:npm/lib-${at}@1.0.${at % 9}`,
          properties: Array.from({ length: 4 }, (_, property) => ({
            name: `syft:location:${property}:path`,
            value: `/usr/lib/node_modules/lib-${at}/package.json`,
          })),
        })),
      },
      shows: table("Packages"),
    },
    {
      name: "OpenVEX",
      document: {
        "@context": "https://openvex.dev/ns/v0.2.0",
        author: "Acme",
        statements: numbers.map((at) => ({
          vulnerability: { name: `CVE-2026-${at}` },
          products: [{ "@id": `pkg:oci/app-${at % 50}` }],
          status: "not_affected",
          justification: "vulnerable_code_not_present",
        })),
      },
      shows: table("Vulnerabilities"),
    },
    {
      name: "vulnerability report",
      document: statementOf("https://cosign.sigstore.dev/attestation/vuln/v1", {
        scanner: {
          uri: "pkg:github/aquasecurity/trivy",
          result: {
            Results: [
              {
                Vulnerabilities: numbers.map((at) => ({
                  VulnerabilityID: `CVE-2026-${at}`,
                  PkgName: `lib-${at % 900}`,
                  InstalledVersion: "3.0",
                  FixedVersion: "3.1",
                  Severity: "HIGH",
                  Description:
                    "A flaw was found in the way that the library parses its input. ".repeat(6),
                })),
              },
            ],
          },
        },
      }),
      shows: table("Vulnerabilities"),
    },
    {
      name: "provenance",
      document: statementOf("https://slsa.dev/provenance/v1", {
        buildDefinition: {
          buildType: "https://example.org/build",
          resolvedDependencies: numbers.map((at) => ({
            uri: `pkg:npm/lib-${at}@1.0.0`,
            digest: { sha256: at.toString(16).padStart(64, "0") },
          })),
        },
        runDetails: { builder: { id: "https://example.org/builder" } },
      }),
      shows: "[role='tabpanel'] dl li",
    },
    {
      name: "statement of an unknown type",
      document: statementOf("https://example.org/coverage/v1", {
        lines: numbers.map((at) => ({
          file: `src/module-${at}.ts`,
          hits: at % 7,
          isCovered: true,
        })),
      }),
      shows: ".cm-content[aria-label='Predicate'] .cm-line:nth-child(10)",
    },
  ];
}
