import { describe, expect, it } from "vitest";
import type { VulnerabilitiesView, Vulnerability } from "../../../../shared/evidence.ts";
import { statementOf } from "../../../testing/evidence.ts";
import {
  cycloneDxVulnerable,
  gitLabJson,
  grypeJson,
  harborJson,
  osvScannerJson,
  sarif,
  syftJson,
  trivyJson,
} from "../../../testing/scanReports.ts";
import { readEvidence } from "./readEvidence.ts";

const cosignType = "https://cosign.sigstore.dev/attestation/vuln/v1";

function predicateOf(document: object) {
  return readEvidence(JSON.stringify(document))?.statement?.predicate;
}

/** A report in short: a line for each finding. */
function report(document: object) {
  const { vulnerabilities, kind, ...about } = predicateOf(document) as VulnerabilitiesView;
  expect(kind).toBe("vulnerabilities");
  return { ...about, found: linesOf(vulnerabilities) };
}

function linesOf(vulnerabilities: readonly Vulnerability[]): readonly string[] {
  return vulnerabilities.map((found) =>
    [
      found.id,
      found.severity,
      found.package,
      found.version,
      found.fixedIn,
      found.status,
      found.title,
      found.url,
    ].join(" | "),
  );
}

const trivyFound = [
  "CVE-2026-11 | CRITICAL | libssl3 | 3.3.0-r2 | 3.3.1-r0 | fixed | openssl: overflow | https://avd.example/nvd/cve-2026-11",
  "private-key | HIGH | app/key.pem |  |  |  | Asymmetric Private Key | ",
  "CVE-2026-10 | LOW | busybox | 1.36.1-r28 |  | affected | busybox: use after free | https://avd.example/nvd/cve-2026-10",
];
const grypeFound = [
  "CVE-2026-12 | High | glibc | 2.36 |  | wont-fix |  | ",
  "GHSA-aaaa-bbbb-cccc | Medium | braces | 3.0.2 | 4.1.0, 3.9.9 | fixed | a parser recurses | https://advisories.example/GHSA-aaaa-bbbb-cccc",
];
const sarifFound = [
  "CVE-2026-13 | CRITICAL | zlib | 1.3 | 1.3.1 |  | zlib: heap overflow | https://avd.example/nvd/cve-2026-13",
  "CVE-2026-15 | medium | pkg:npm/left@1.0 | <2.0 | 2.0 |  | found | https://scout.example/v/CVE-2026-15",
  "CVE-2026-14 | low | curl | 8.0 | 8.1 |  | CVE-2026-14 low vulnerability for curl package | https://nvd.example/CVE-2026-14",
];

describe("a report that stands alone, the most severe finding first", () => {
  it("is read from Trivy, with findings about files", () => {
    expect(report(trivyJson)).toEqual({
      format: "Trivy",
      scanner: "Trivy 0.68.1",
      scannedOn: "2026-01-02T03:04:05Z",
      scanned: "ghcr.io/acme/app:1.4",
      found: trivyFound,
    });
  });

  it("is read from Trivy without findings", () => {
    expect(report({ SchemaVersion: 2, ArtifactName: "app" })).toEqual({
      format: "Trivy",
      scanned: "app",
      found: [],
    });
  });

  it("is read from Grype", () => {
    expect(report(grypeJson)).toEqual({
      format: "Grype",
      scanner: "grype 0.100.0",
      databaseUpdated: "2026-01-01T03:04:05Z",
      scannedOn: "2026-01-02T03:04:05Z",
      scanned: "ghcr.io/acme/app:1.4",
      found: grypeFound,
    });
  });

  it("is read from SARIF of Trivy, Grype and Docker Scout", () => {
    expect(report(sarif)).toEqual({
      format: "SARIF 2.1.0",
      scanner: "Trivy 0.68.1, Grype 0.100.0, docker scout",
      scanned: "ghcr.io/acme/app:1.4",
      found: sarifFound,
    });
  });

  it("is read from SARIF without rules", () => {
    const results = [
      {
        ruleId: "no-root",
        level: "warning",
        message: { text: "The image runs as root.\nMore." },
        locations: [{ physicalLocation: { artifactLocation: { uri: "Dockerfile" } } }],
      },
    ];
    expect(report({ version: "2.1.0", runs: [{ results }] }).found).toEqual([
      "no-root | warning | Dockerfile |  |  |  | The image runs as root. | ",
    ]);
  });

  it.each([
    [
      osvScannerJson,
      "GO-2026-1 | 7.5 | golang.org/x/net | 0.1.0 | 0.7.0 |  | hpack recursion | https://osv.dev/vulnerability/GO-2026-1",
    ],
    [
      gitLabJson,
      "CVE-2026-16 | Medium | tar | 1.34 | Upgrade tar to 1.35 |  | CVE-2026-16 in tar | https://nvd.example/CVE-2026-16",
    ],
    [
      harborJson,
      "CVE-2026-17 | High | perl | 5.36 | 5.38 |  | regex overflow | https://nvd.example/CVE-2026-17",
    ],
  ])("is read from other scanners", (document, line) => {
    expect(report(document).found).toEqual([line]);
  });

  it.each([
    [{ Results: [] }],
    [{ matches: [{}] }],
    [{ results: [{ name: "a test" }] }],
    [{ runs: [], version: "1.0.0" }],
    [{ vulnerabilities: [{ id: "x" }] }],
  ])("is not taken from another document", (document) => {
    expect(predicateOf(document)).toBeUndefined();
  });
});

describe("a report in a statement", () => {
  it.each([
    ["Trivy", trivyJson, trivyFound],
    ["Grype", grypeJson, grypeFound],
    ["SARIF", sarif, sarifFound],
  ])("is read in cosign's predicate and in any other: %s", (_, document, found) => {
    const scanner = { uri: "pkg:github/acme/scanner", version: "1", result: document };
    const metadata = { scanFinishedOn: "2026-02-03T04:05:06Z" };
    const cosign = statementOf(cosignType, { scanner, metadata });
    expect(report(cosign)).toMatchObject({
      scanner: "pkg:github/acme/scanner 1",
      scannedOn: "2026-02-03T04:05:06Z",
      found,
    });
    const asText = { scanner: { ...scanner, result: JSON.stringify(document) }, metadata };
    expect(report(statementOf(cosignType, asText)).found).toEqual(found);
    const custom = { Data: JSON.stringify(document), Timestamp: "" };
    const type = "https://cosign.sigstore.dev/attestation/v1";
    expect(report(statementOf(type, custom)).found).toEqual(found);
    expect(report(statementOf("https://acme.example/scan/v1", document)).found).toEqual(found);
  });

  it("is read from in-toto's own list, by score", () => {
    const result = [
      { id: "CVE-2026-1", severity: [{ method: "nvd", score: "5.0" }] },
      { id: "CVE-2026-2", severity: [{ method: "nvd", score: "9.8" }] },
    ];
    const type = "https://in-toto.io/attestation/vulns/v0.1";
    expect(report(statementOf(type, { scanner: { result } })).found).toEqual([
      "CVE-2026-2 | nvd 9.8 |  |  |  |  |  | ",
      "CVE-2026-1 | nvd 5.0 |  |  |  |  |  | ",
    ]);
  });
});

describe("vulnerabilities in CycloneDX", () => {
  const found = [
    "CVE-2026-19 | high | libssl3 | 3.3.0 | 3.3.1 |  | overflow | https://avd.example/CVE-2026-19",
    "CVE-2026-19 | high | elsewhere |  | 2 |  | overflow | https://avd.example/CVE-2026-19",
    "CVE-2026-18 | low | musl | 1.2.5 |  | not_affected: code_not_reachable | unused | https://nvd.example/CVE-2026-18",
  ];

  it("are read with the components that they affect", () => {
    const sbom = predicateOf(cycloneDxVulnerable);
    expect(sbom).toMatchObject({
      kind: "sbom",
      packages: [{ name: "libssl3" }, { name: "musl" }],
    });
    expect(linesOf(sbom?.kind === "sbom" ? sbom.vulnerabilities : [])).toEqual(found);
  });

  it("are a report if nothing is said of components or analysis", () => {
    const { vulnerabilities } = cycloneDxVulnerable as { vulnerabilities: readonly object[] };
    const document = {
      bomFormat: "CycloneDX",
      specVersion: "1.5",
      metadata: { tools: [{ name: "trivy" }], component: { name: "app" } },
      vulnerabilities: vulnerabilities.slice(1),
    };
    const { scanner, scanned, format, found: lines } = report(document);
    expect([format, scanner, scanned]).toEqual(["CycloneDX 1.5", "trivy", "app"]);
    expect(lines[1]).toBe(found[1]);
  });
});

it("reads the packages of Syft's own format", () => {
  expect(predicateOf(syftJson)).toEqual({
    kind: "sbom",
    format: "Syft 16.0.0",
    name: "ghcr.io/acme/app",
    tools: ["syft 1.38.0"],
    packages: [
      {
        name: "musl",
        version: "1.2.5-r0",
        license: "MIT",
        purl: "pkg:apk/alpine/musl@1.2.5-r0",
      },
    ],
    vulnerabilities: [],
  });
});

describe("a report that repeats a long text with each finding", () => {
  const long = "x".repeat(100_000);
  const many = <T>(item: T): readonly T[] => Array.from({ length: 100_000 }, () => item);

  it.each([
    [
      "SARIF",
      {
        version: "2.1.0",
        runs: [
          {
            tool: { driver: { rules: [{ id: long, shortDescription: { text: long } }] } },
            results: many({ ruleIndex: 0 }),
          },
        ],
      },
    ],
    [
      "CycloneDX",
      {
        bomFormat: "CycloneDX",
        components: [{ "bom-ref": "c", name: long, version: long }],
        vulnerabilities: [{ id: long, description: long, affects: many({ ref: "c" }) }],
      },
    ],
    [
      "SPDX 3",
      {
        "@context": "https://spdx.org/rdf/3.0.1/x",
        "@graph": [
          { type: "security_Vulnerability", spdxId: "v", name: long, summary: long },
          ...Array.from({ length: 50_000 }, (_, at) => ({
            relationshipType: "hasAssociatedVulnerability",
            from: `p${at}`,
            to: ["v"],
          })),
        ],
      },
    ],
    [
      "OSV-Scanner",
      {
        results: [{ packages: [{ package: { name: long }, vulnerabilities: many({ id: "a" }) }] }],
      },
    ],
  ])("stays small: %s", (_, document) => {
    const predicate = predicateOf(document);
    const found =
      predicate?.kind === "sbom" || predicate?.kind === "vulnerabilities"
        ? predicate.vulnerabilities
        : [];
    expect(found.length).toBeGreaterThan(40_000);
    const texts = found.flatMap((each) => Object.values(each) as readonly string[]);
    expect(texts.reduce((sum, text) => sum + text.length, 0)).toBeLessThan(12e6);
  });
});
