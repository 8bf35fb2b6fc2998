import { describe, expect, it } from "vitest";
import { openVex, statementOf, testResult } from "../../../testing/evidence.ts";
import { readEvidence } from "./readEvidence.ts";

function predicateOf(document: object) {
  return readEvidence(JSON.stringify(document))?.statement?.predicate;
}

function factsOf(predicateType: string, predicate: object): readonly string[] {
  const read = predicateOf(statementOf(predicateType, predicate));
  return read?.kind === "other" ? read.facts.map(({ name, value }) => `${name} = ${value}`) : [];
}

describe("the facts of a predicate whose type is known", () => {
  it("are those of a test result", () => {
    expect(predicateOf(testResult)).toMatchObject({
      kind: "other",
      facts: [
        { name: "result", value: "FAILED" },
        { name: "url", value: "https://ci.example/runs/7" },
        { name: "failedTests", value: "window, menu" },
        { name: "passedTests", value: "engine" },
        { name: "configuration.0.name", value: ".github/workflows/test.yml" },
        { name: "configuration.0.digest.gitBlob", value: "6".repeat(40) },
      ],
    });
  });

  it("are those of a verification summary", () => {
    const predicate = {
      verifier: { id: "https://acme.example/verifier" },
      verificationResult: "PASSED",
      verifiedLevels: ["SLSA_BUILD_LEVEL_3", "FEDRAMP"],
      policy: { uri: "https://acme.example/policy" },
    };
    expect(factsOf("https://slsa.dev/verification_summary/v1", predicate)).toEqual([
      "verificationResult = PASSED",
      "verifiedLevels = SLSA_BUILD_LEVEL_3, FEDRAMP",
      "verifier.id = https://acme.example/verifier",
      "policy.uri = https://acme.example/policy",
    ]);
  });

  it.each([
    [
      "https://in-toto.io/Link/v1",
      { name: "build", command: ["make", "all"] },
      "command = make, all",
    ],
    [
      "https://in-toto.io/attestation/link/v0.3",
      { byproducts: { "return-value": 0 } },
      "byproducts.return-value = 0",
    ],
    ["https://in-toto.io/attestation/release/v0.1", { purl: "pkg:oci/app" }, "purl = pkg:oci/app"],
    [
      "https://in-toto.io/attestation/scai/attribute-report/v0.3",
      { attributes: [{ attribute: "SAFE" }] },
      "attributes.0.attribute = SAFE",
    ],
    [
      "https://witness.testifysec.com/attestation-collection/v0.1",
      { name: "build", attestations: [{ type: "git" }] },
      "attestations.0.type = git",
    ],
  ])("are those of %s", (type, predicate, fact) => {
    expect(factsOf(type, predicate)).toContain(fact);
  });

  it("are few, however many there are", () => {
    const failedTests = Array.from({ length: 50_000 }, (_, at) => ({ [at]: "x" }));
    const type = "https://in-toto.io/attestation/test-result/v0.1";
    expect(factsOf(type, { failedTests })).toHaveLength(60);
  });
});

it("reads provenance 0.1, whose recipe is the invocation of later versions", () => {
  const predicate = {
    builder: { id: "https://acme.example/builder" },
    recipe: {
      type: "https://acme.example/make",
      entryPoint: "release",
      arguments: { CFLAGS: "-O3" },
      environment: { runner: "linux" },
    },
    metadata: { buildStartedOn: "2026-01-02T03:04:05Z" },
    materials: [{ uri: "git+https://git.example/app", digest: { sha1: "1" } }],
  };
  expect(predicateOf(statementOf("https://slsa.dev/provenance/v0.1", predicate))).toMatchObject({
    kind: "provenance",
    version: "0.2",
    builder: "https://acme.example/builder",
    buildType: "https://acme.example/make",
    entryPoint: "release",
    parameters: [
      { name: "CFLAGS", value: "-O3" },
      { name: "environment.runner", value: "linux" },
    ],
    materials: [{ name: "git+https://git.example/app", digests: ["sha1:1"] }],
    startedOn: "2026-01-02T03:04:05Z",
  });
});

it.each([
  [500, undefined],
  [501, { name: "…", value: "more in Raw" }],
])("lists up to 500 parameters of a build, and says if there are more: %i", (length, more) => {
  const args = Object.fromEntries(Array.from({ length }, (_, at) => [`a${at}`, "1"]));
  const definition = { externalParameters: args, internalParameters: {} };
  const predicate = { buildDefinition: definition };
  const read = predicateOf(statementOf("https://slsa.dev/provenance/v1", predicate));
  const parameters = read?.kind === "provenance" ? read.parameters : [];
  expect(parameters.find(({ name }) => name === "…")).toEqual(more);
  expect(parameters.filter(({ name }) => name !== "…")).toHaveLength(500);
});

it("names the products of OpenVEX by their parts and their purls", () => {
  const statements = [
    {
      vulnerability: { "@id": "https://nvd.example/CVE-2026-2" },
      products: [
        { "@id": "pkg:oci/app", subcomponents: [{ "@id": "pkg:apk/musl" }, "pkg:apk/zlib"] },
        { identifiers: { purl: "pkg:oci/other" } },
        { subcomponents: [{ identifiers: { cpe23: "cpe:2.3:a:acme" } }] },
      ],
      status: "not_affected",
      status_notes: "checked",
    },
  ];
  expect(predicateOf({ ...openVex, statements })).toMatchObject({
    statements: [
      {
        vulnerability: "https://nvd.example/CVE-2026-2",
        products: [
          "pkg:apk/musl in pkg:oci/app",
          "pkg:apk/zlib in pkg:oci/app",
          "pkg:oci/other",
          "cpe:2.3:a:acme",
        ],
        note: "checked",
      },
    ],
  });
});

it("reads SPDX 3 with several contexts, types as IRIs, purls as identifiers and licenses of the list", () => {
  const document = {
    "@context": [{ "@vocab": "x" }, "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"],
    "@graph": [
      { "@type": "https://spdx.org/rdf/3.0.1/terms/Software/Sbom", name: "app" },
      {
        "@type": ["https://spdx.org/rdf/3.0.1/terms/Software/Package"],
        "@id": "urn:p1",
        name: "musl",
        externalIdentifier: [
          { externalIdentifierType: "packageUrl", identifier: "pkg:apk/alpine/musl" },
        ],
      },
      {
        relationshipType: "hasConcludedLicense",
        from: "urn:p1",
        to: ["https://spdx.org/licenses/MIT"],
      },
      {
        relationshipType: "hasDeclaredLicense",
        from: "urn:p1",
        to: ["https://spdx.org/licenses/ISC"],
      },
    ],
  };
  expect(predicateOf(document)).toMatchObject({
    kind: "sbom",
    name: "app",
    packages: [{ name: "musl", version: "", license: "MIT", purl: "pkg:apk/alpine/musl" }],
    vulnerabilities: [],
  });
});
