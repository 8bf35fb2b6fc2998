/** Documents beside images, as their tools write them. */

/** A certificate as Fulcio issues them, for a workflow of acme/app. */
export const keylessCertificate = `-----BEGIN CERTIFICATE-----
MIICCTCCAa+gAwIBAgIURVN2oaR9aL1J4EPyxo7YKiGWsWYwCgYIKoZIzj0EAwIw
FzEVMBMGA1UECgwMc2lnc3RvcmUuZGV2MB4XDTI2MTEzMDEwMjQxM1oXDTM2MTEy
NzEwMjQxM1owFzEVMBMGA1UECgwMc2lnc3RvcmUuZGV2MFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAEddUJQdTVa+SMaIE8VuCxLvTOUyC/VpLPW7W2OGxLvvSJsXfc
a0fetIES1nQ2wV8M7d5eA9O4BBYB4Whr7gOQKaOB2DCB1TBUBgNVHREBAf8ESjBI
hkZodHRwczovL2dpdGh1Yi5jb20vYWNtZS9hcHAvLmdpdGh1Yi93b3JrZmxvd3Mv
cmVsZWFzZS55bWxAcmVmcy90YWdzL3YxMCEGCisGAQQBg78wAQEEE2h0dHBzOi8v
b2xkLmV4YW1wbGUwOwYKKwYBBAGDvzABCAQtDCtodHRwczovL3Rva2VuLmFjdGlv
bnMuZ2l0aHVidXNlcmNvbnRlbnQuY29tMB0GA1UdDgQWBBQI4v+/eI9oVkXSvhQN
hMAtd/SxHjAKBggqhkjOPQQDAgNIADBFAiAfXhSycA2ysB23VI+GLn1ZuL2aZ30Z
l4u/j4oCCVikPAIhAMO0vi2jGgLjSpgJYgErO6saqhXmbyCGnNkZcCd3zFMM
-----END CERTIFICATE-----
`;

/** What the samples are about, which no image is. */
export const sampleHex = "ab".repeat(32);

const subject = [{ name: "pkg:docker/acme/app@1", digest: { sha256: sampleHex } }];

/** Wraps a predicate in an in-toto statement. */
export function statementOf(predicateType: string, predicate: unknown): object {
  return { _type: "https://in-toto.io/Statement/v0.1", predicateType, subject, predicate };
}

/** Wraps a document in a DSSE envelope. */
export function envelopeOf(document: object): object {
  return {
    payloadType: "application/vnd.in-toto+json",
    payload: Buffer.from(JSON.stringify(document)).toString("base64"),
    signatures: [{ keyid: "key-1", sig: "c2ln" }],
  };
}

/** BuildKit, before 0.32, with `--provenance=mode=max`. */
export const buildkitProvenance02: object = statementOf("https://slsa.dev/provenance/v0.2", {
  builder: { id: "https://github.com/acme/app/actions/runs/1" },
  buildType: "https://mobyproject.org/buildkit@v1",
  materials: [
    { uri: "pkg:docker/alpine@3.20?platform=linux%2Famd64", digest: { sha256: "cd".repeat(32) } },
    { uri: "https://github.com/acme/app.git", digest: { sha1: "12".repeat(20) } },
  ],
  invocation: {
    configSource: {
      uri: "https://github.com/acme/app.git#refs/heads/main",
      digest: { sha1: "12".repeat(20) },
      entryPoint: "Dockerfile",
    },
    parameters: { frontend: "dockerfile.v0", args: { "build-arg:VERSION": "1.4" } },
    environment: { platform: "linux/amd64" },
  },
  metadata: {
    buildStartedOn: "2026-01-02T03:04:05Z",
    buildFinishedOn: "2026-01-02T03:05:05Z",
    reproducible: false,
    "https://mobyproject.org/buildkit@v1#metadata": {
      vcs: { source: "https://github.com/acme/app", revision: "3".repeat(40) },
      layers: { step0: [[{ mediaType: "x" }]] },
    },
  },
});

/** BuildKit since 0.32. */
export const buildkitProvenance1: object = statementOf("https://slsa.dev/provenance/v1", {
  buildDefinition: {
    buildType: "https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md",
    externalParameters: {
      configSource: { path: "Dockerfile" },
      request: { frontend: "dockerfile.v0", args: { target: "release" } },
    },
    internalParameters: { builderPlatform: "linux/amd64" },
    resolvedDependencies: [
      { uri: "pkg:docker/ghcr.io/acme/base@2", digest: { sha256: "ef".repeat(32) } },
    ],
  },
  runDetails: {
    builder: { id: "" },
    metadata: {
      invocationId: "abc",
      startedOn: "2026-01-02T03:04:05Z",
      finishedOn: "2026-01-02T03:05:05Z",
      buildkit_metadata: {
        vcs: { source: "https://github.com/acme/app", revision: "4".repeat(40) },
        layers: {},
      },
    },
  },
});

/** actions/attest-build-provenance. */
export const workflowProvenance: object = statementOf("https://slsa.dev/provenance/v1", {
  buildDefinition: {
    buildType: "https://actions.github.io/buildtypes/workflow/v1",
    externalParameters: {
      workflow: {
        ref: "refs/tags/v1",
        repository: "https://github.com/acme/app",
        path: ".github/workflows/release.yml",
      },
    },
    resolvedDependencies: [
      {
        uri: "git+https://github.com/acme/app@refs/tags/v1",
        digest: { gitCommit: "5".repeat(40) },
      },
    ],
  },
  runDetails: { builder: { id: "https://github.com/actions/runner/github-hosted" } },
});

export const spdx2: object = {
  spdxVersion: "SPDX-2.3",
  name: "app",
  creationInfo: { created: "2026-01-02T03:04:05Z", creators: ["Tool: syft-1.2.3"] },
  packages: [
    {
      name: "musl",
      versionInfo: "1.2.5-r0",
      licenseConcluded: "NOASSERTION",
      licenseDeclared: "MIT",
      externalRefs: [
        { referenceType: "cpe23Type", referenceLocator: "cpe:2.3:a:musl" },
        { referenceType: "purl", referenceLocator: "pkg:apk/alpine/musl@1.2.5-r0" },
      ],
    },
    { name: "nameless" },
  ],
};

export const spdx3: object = {
  "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
  "@graph": [
    { type: "CreationInfo", specVersion: "3.0.1", created: "2026-01-02T03:04:05Z" },
    { type: "SpdxDocument", name: "app" },
    { type: "Tool", name: "builder 3" },
    {
      type: "software_Package",
      spdxId: "urn:p1",
      name: "musl",
      software_packageVersion: "1.2.5-r0",
      software_packageUrl: "pkg:apk/alpine/musl@1.2.5-r0",
    },
    {
      type: "simplelicensing_LicenseExpression",
      spdxId: "urn:l1",
      simplelicensing_licenseExpression: "MIT",
    },
    {
      type: "Relationship",
      relationshipType: "hasDeclaredLicense",
      from: "urn:p1",
      to: ["urn:l1"],
    },
    {
      type: "security_Vulnerability",
      spdxId: "urn:v1",
      summary: "overflow",
      externalIdentifier: [
        {
          externalIdentifierType: "cve",
          identifier: "CVE-2026-20",
          identifierLocator: ["https://nvd.example/CVE-2026-20"],
        },
      ],
    },
    {
      type: "security_CvssV3VulnAssessmentRelationship",
      relationshipType: "hasAssessmentFor",
      from: "urn:v1",
      to: ["urn:p1"],
      security_score: 7.5,
      security_severity: "high",
    },
    {
      type: "security_VexNotAffectedVulnAssessmentRelationship",
      relationshipType: "doesNotAffect",
      from: "urn:v1",
      to: ["urn:p1"],
      security_justificationType: "componentNotPresent",
    },
  ],
};

export const cycloneDx: object = {
  bomFormat: "CycloneDX",
  specVersion: "1.6",
  metadata: {
    timestamp: "2026-01-02T03:04:05Z",
    component: { name: "app" },
    tools: { components: [{ name: "trivy", version: "0.60" }] },
  },
  components: [
    {
      group: "org.acme",
      name: "lib",
      version: "2",
      purl: "pkg:maven/org.acme/lib@2",
      licenses: [{ license: { id: "Apache-2.0" } }, { license: { name: "Own" } }],
      components: [{ name: "inner", version: "3", licenses: [{ expression: "MIT OR ISC" }] }],
    },
  ],
};

export const cycloneDxVex: object = {
  bomFormat: "CycloneDX",
  specVersion: "1.5",
  vulnerabilities: [
    {
      id: "CVE-2026-1",
      analysis: { state: "not_affected", justification: "code_not_present", detail: "not built" },
      affects: [{ ref: "pkg:apk/alpine/musl" }],
    },
  ],
};

export const openVex: object = {
  "@context": "https://openvex.dev/ns/v0.2.0",
  author: "Acme",
  statements: [
    {
      vulnerability: { name: "CVE-2026-2" },
      products: [{ "@id": "pkg:oci/app" }],
      status: "fixed",
    },
    { vulnerability: "CVE-2026-3", products: ["pkg:oci/old"], status: "affected" },
  ],
};

/** Source: CSAF 2.0, profile VEX. */
export const csafVex: object = {
  document: {
    category: "csaf_vex",
    csaf_version: "2.0",
    publisher: { category: "vendor", name: "Acme" },
  },
  product_tree: {
    branches: [
      {
        category: "vendor",
        name: "Acme",
        branches: [
          {
            category: "product_version",
            name: "1.4",
            product: {
              product_id: "app",
              name: "app 1.4",
              product_identification_helper: { purl: "pkg:oci/app@1.4" },
            },
          },
        ],
      },
    ],
    full_product_names: [{ product_id: "old", name: "app 1.3" }],
    product_groups: [{ group_id: "all", product_ids: ["app", "app:musl"] }],
    relationships: [
      {
        category: "default_component_of",
        product_reference: "musl",
        relates_to_product_reference: "app",
        full_product_name: { product_id: "app:musl", name: "musl in app 1.4" },
      },
    ],
  },
  vulnerabilities: [
    {
      cve: "CVE-2026-5",
      product_status: {
        known_not_affected: ["app", "app:musl", "unnamed"],
        known_affected: ["old"],
      },
      flags: [{ label: "vulnerable_code_not_present", group_ids: ["all"] }],
      threats: [
        { category: "exploit_status", details: "none known", product_ids: ["unnamed"] },
        { category: "impact", details: "not reachable", product_ids: ["unnamed"] },
      ],
      remediations: [{ category: "vendor_fix", details: "use 1.4", product_ids: ["old"] }],
    },
    { ids: [{ system_name: "Acme", text: "ACME-1" }], product_status: { fixed: ["app"] } },
  ],
};

/** `cosign attest --type vuln` with a report of Trivy. */
export const trivyReport: object = statementOf("https://cosign.sigstore.dev/attestation/vuln/v1", {
  scanner: {
    uri: "pkg:github/aquasecurity/trivy",
    version: "0.60",
    result: {
      Results: [
        {
          Vulnerabilities: [
            {
              VulnerabilityID: "CVE-2026-4",
              PkgName: "openssl",
              InstalledVersion: "3.0",
              FixedVersion: "3.1",
              Severity: "HIGH",
            },
          ],
        },
      ],
    },
  },
  metadata: { scanFinishedOn: "2026-01-02T03:04:05Z" },
});

/** A predicate that has no view of its own. */
export const testResult: object = statementOf("https://in-toto.io/attestation/test-result/v0.1", {
  result: "FAILED",
  url: "https://ci.example/runs/7",
  configuration: [{ name: ".github/workflows/test.yml", digest: { gitBlob: "6".repeat(40) } }],
  failedTests: ["window", "menu"],
  passedTests: ["engine"],
});

export const cosignPayload: object = {
  critical: {
    identity: { "docker-reference": "ghcr.io/acme/app" },
    image: { "docker-manifest-digest": `sha256:${sampleHex}` },
    type: "cosign container image signature",
  },
  optional: { ref: "v1" },
};

/** The annotations of the layer of a keyless cosign signature. */
export const cosignAnnotations: Readonly<Record<string, string>> = {
  "dev.cosignproject.cosign/signature": "c2ln",
  "dev.sigstore.cosign/certificate": keylessCertificate,
  "dev.sigstore.cosign/bundle": JSON.stringify({
    SignedEntryTimestamp: "c2ln",
    Payload: { logIndex: 12_345, integratedTime: 1_767_323_045 },
  }),
};

/** `cosign sign --new-bundle-format`, GitHub's artifact attestations. */
export const sigstoreBundle: object = {
  mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
  verificationMaterial: {
    certificate: { rawBytes: keylessCertificate.replaceAll(/-----.*-----|\n/g, "") },
    tlogEntries: [{ logIndex: "77", integratedTime: "1767323045" }],
  },
  dsseEnvelope: envelopeOf(workflowProvenance),
};

/** `notation sign`, JWS. @param hex of the digest of the signed image */
export const notationSignatureOf = (hex: string): object => ({
  payload: Buffer.from(
    JSON.stringify({ targetArtifact: { digest: `sha256:${hex}`, size: 1 } }),
  ).toString("base64url"),
  protected: Buffer.from(
    JSON.stringify({
      alg: "PS256",
      "io.cncf.notary.signingScheme": "notary.x509",
      "io.cncf.notary.signingTime": "2026-01-02T03:04:05Z",
    }),
  ).toString("base64url"),
  header: { x5c: [keylessCertificate.replaceAll(/-----.*-----|\n/g, "")] },
  signature: "c2ln",
});

export const notationSignature: object = notationSignatureOf(sampleHex);

/** The predicate type of an SPDX document in an attestation, as BuildKit writes it. */
export const spdxPredicateType = "https://spdx.dev/Document";

/** An SPDX document with packages by their purls: `pkg:deb/debian/openssl@3.0.11`. */
export function spdxOf(purls: readonly string[]): object {
  return {
    spdxVersion: "SPDX-2.3",
    name: "app",
    packages: purls.map((purl) => ({
      name: purl.replace(/^.*\/|@.*$/g, ""),
      externalRefs: [{ referenceType: "purl", referenceLocator: purl }],
    })),
  };
}
