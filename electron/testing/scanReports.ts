/** Reports of vulnerability scanners, and bills of materials with vulnerabilities, as their tools write them. */

/** `trivy image --format json`. */
export const trivyJson: object = {
  SchemaVersion: 2,
  Trivy: { Version: "0.68.1" },
  CreatedAt: "2026-01-02T03:04:05Z",
  ArtifactName: "ghcr.io/acme/app:1.4",
  ArtifactType: "container_image",
  Metadata: { RepoDigests: [`ghcr.io/acme/app@sha256:${"ab".repeat(32)}`] },
  Results: [
    {
      Target: "ghcr.io/acme/app:1.4 (alpine 3.20)",
      Class: "os-pkgs",
      Vulnerabilities: [
        {
          VulnerabilityID: "CVE-2026-10",
          PkgName: "busybox",
          InstalledVersion: "1.36.1-r28",
          Status: "affected",
          PrimaryURL: "https://avd.example/nvd/cve-2026-10",
          Title: "busybox: use after free",
          Severity: "LOW",
        },
        {
          VulnerabilityID: "CVE-2026-11",
          PkgName: "libssl3",
          InstalledVersion: "3.3.0-r2",
          FixedVersion: "3.3.1-r0",
          Status: "fixed",
          PrimaryURL: "https://avd.example/nvd/cve-2026-11",
          Title: "openssl: overflow",
          Severity: "CRITICAL",
        },
      ],
    },
    {
      Target: "app/key.pem",
      Class: "secret",
      Secrets: [{ RuleID: "private-key", Severity: "HIGH", Title: "Asymmetric Private Key" }],
    },
  ],
};

/** `grype -o json`. */
export const grypeJson: object = {
  matches: [
    {
      vulnerability: {
        id: "GHSA-aaaa-bbbb-cccc",
        dataSource: "https://advisories.example/GHSA-aaaa-bbbb-cccc",
        severity: "Medium",
        fix: { versions: ["4.1.0", "3.9.9"], state: "fixed" },
        description: "a parser recurses",
      },
      artifact: { name: "braces", version: "3.0.2", type: "npm" },
    },
    {
      vulnerability: {
        id: "CVE-2026-12",
        severity: "High",
        fix: { versions: [], state: "wont-fix" },
      },
      artifact: { name: "glibc", version: "2.36", type: "deb" },
    },
  ],
  source: { type: "image", target: { userInput: "ghcr.io/acme/app:1.4" } },
  descriptor: {
    name: "grype",
    version: "0.100.0",
    timestamp: "2026-01-02T03:04:05Z",
    db: { status: { built: "2026-01-01T03:04:05Z" } },
  },
};

/** `trivy image --format sarif`, with a second run as Grype writes it, and a third as Docker Scout does. */
export const sarif: object = {
  $schema: "https://json.schemastore.org/sarif-2.1.0.json",
  version: "2.1.0",
  runs: [
    {
      tool: {
        driver: {
          name: "Trivy",
          version: "0.68.1",
          rules: [
            {
              id: "CVE-2026-13",
              shortDescription: { text: "zlib: heap overflow" },
              helpUri: "https://avd.example/nvd/cve-2026-13",
              properties: { "security-severity": "9.8" },
            },
          ],
        },
      },
      properties: { imageName: "ghcr.io/acme/app:1.4" },
      results: [
        {
          ruleId: "CVE-2026-13",
          ruleIndex: 0,
          level: "error",
          message: {
            text: "Package: zlib\nInstalled Version: 1.3\nVulnerability CVE-2026-13\nSeverity: CRITICAL\nFixed Version: 1.3.1\nLink: [CVE-2026-13](https://avd.example/nvd/cve-2026-13)",
          },
        },
      ],
    },
    {
      tool: {
        driver: {
          name: "Grype",
          version: "0.100.0",
          rules: [
            {
              id: "CVE-2026-14-curl",
              shortDescription: { text: "CVE-2026-14 low vulnerability for curl package" },
              help: {
                text: "Vulnerability CVE-2026-14\nSeverity: low\nPackage: curl\nVersion: 8.0\nFix Version: 8.1\nType: deb\nLink: [CVE-2026-14](https://nvd.example/CVE-2026-14)",
              },
              properties: { "security-severity": "3.1" },
            },
          ],
        },
      },
      results: [
        {
          ruleId: "CVE-2026-14-curl",
          message: { text: "A low vulnerability in deb package: curl, version 8.0 was found" },
        },
      ],
    },
    {
      tool: {
        driver: {
          name: "docker scout",
          rules: [
            {
              id: "CVE-2026-15",
              helpUri: "https://scout.example/v/CVE-2026-15",
              properties: {
                affected_version: "<2.0",
                fixed_version: "2.0",
                purls: ["pkg:npm/left@1.0"],
                "security-severity": "5.5",
              },
            },
          ],
        },
      },
      results: [{ ruleIndex: 0, message: { text: "found" } }],
    },
  ],
};

/** `osv-scanner --format json`. */
export const osvScannerJson: object = {
  results: [
    {
      source: { path: "/image", type: "docker" },
      packages: [
        {
          package: { name: "golang.org/x/net", version: "0.1.0", ecosystem: "Go" },
          vulnerabilities: [
            {
              id: "GO-2026-1",
              summary: "hpack recursion",
              affected: [{ ranges: [{ events: [{ introduced: "0" }, { fixed: "0.7.0" }] }] }],
            },
          ],
          groups: [{ ids: ["GO-2026-1"], max_severity: "7.5" }],
        },
      ],
    },
  ],
};

/** The container scanning report of GitLab. */
export const gitLabJson: object = {
  version: "15.0.7",
  scan: { scanner: { name: "Trivy", version: "0.68.1" }, end_time: "2026-01-02T03:04:05" },
  vulnerabilities: [
    {
      id: "1",
      name: "CVE-2026-16 in tar",
      severity: "Medium",
      solution: "Upgrade tar to 1.35",
      location: { dependency: { package: { name: "tar" }, version: "1.34" }, image: "app:1.4" },
      identifiers: [{ name: "CVE-2026-16", url: "https://nvd.example/CVE-2026-16" }],
    },
  ],
};

/** The report that scanners write for Harbor. */
export const harborJson: object = {
  generated_at: "2026-01-02T03:04:05Z",
  artifact: { repository: "acme/app", digest: `sha256:${"ab".repeat(32)}` },
  scanner: { name: "Trivy", vendor: "Aqua Security", version: "0.68.1" },
  severity: "High",
  vulnerabilities: [
    {
      id: "CVE-2026-17",
      package: "perl",
      version: "5.36",
      fix_version: "5.38",
      severity: "High",
      description: "regex overflow",
      links: ["https://nvd.example/CVE-2026-17"],
    },
  ],
};

/** A bill of materials with what is known of its components: `trivy image --format cyclonedx --scanners vuln`. */
export const cycloneDxVulnerable: object = {
  bomFormat: "CycloneDX",
  specVersion: "1.6",
  metadata: { component: { "bom-ref": "root", name: "app" } },
  components: [
    { "bom-ref": "pkg:apk/alpine/libssl3@3.3.0", name: "libssl3", version: "3.3.0" },
    { "bom-ref": "c2", name: "musl", version: "1.2.5" },
  ],
  vulnerabilities: [
    {
      id: "CVE-2026-18",
      source: { name: "nvd", url: "https://nvd.example/CVE-2026-18" },
      ratings: [{ score: 3.1 }],
      affects: [{ ref: "c2" }],
      analysis: { state: "not_affected", justification: "code_not_reachable", detail: "unused" },
    },
    {
      id: "CVE-2026-19",
      ratings: [{ severity: "high" }],
      description: "overflow",
      recommendation: "Upgrade libcrypto3 to version 3.3.2; Upgrade libssl3 to version 3.3.1",
      advisories: [{ url: "https://avd.example/CVE-2026-19" }],
      affects: [
        {
          ref: "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg:apk%2Falpine%2Flibssl3@3.3.0",
          versions: [{ version: "3.3.0", status: "affected" }],
        },
        { ref: "elsewhere", versions: [{ version: "2", status: "unaffected" }] },
      ],
    },
  ],
};

/** `syft -o json`. */
export const syftJson: object = {
  artifacts: [
    {
      name: "musl",
      version: "1.2.5-r0",
      licenses: [{ value: "MIT" }],
      purl: "pkg:apk/alpine/musl@1.2.5-r0",
    },
  ],
  source: { name: "ghcr.io/acme/app" },
  descriptor: { name: "syft", version: "1.38.0" },
  schema: { version: "16.0.0" },
};

/** `syft -o spdx`, which `cosign attach sbom` stores as it is. */
export const spdxTagValue = `# A comment.
SPDXVersion: SPDX-2.3
DocumentName: app
Creator: Tool: syft-1.38.0
Created: 2026-01-02T03:04:05Z

PackageName: musl
SPDXID: SPDXRef-1
PackageVersion: 1.2.5-r0
PackageLicenseConcluded: NOASSERTION
PackageLicenseDeclared: MIT
PackageComment: <text>one
PackageVersion: not this one
</text>
ExternalRef: SECURITY cpe23Type cpe:2.3:a:musl
ExternalRef: PACKAGE-MANAGER purl pkg:apk/alpine/musl@1.2.5-r0

PackageName: zlib
PackageLicenseConcluded: Zlib

FileName: ./lib/libz.so
PackageVersion: not of a package
`;
