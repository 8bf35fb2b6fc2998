import { describe, expect, it } from "vitest";
import type { EvidenceView } from "../../../../shared/evidence.ts";
import {
  buildkitProvenance02,
  buildkitProvenance1,
  cycloneDx,
  csafVex,
  cycloneDxVex,
  openVex,
  spdx2,
  spdx3,
  statementOf,
  trivyReport,
  workflowProvenance,
} from "../../../testing/evidence.ts";
import { readEvidence } from "./readEvidence.ts";

const image = `sha256:${"ab".repeat(32)}`;

function read(document: object, annotations?: Readonly<Record<string, string>>): EvidenceView {
  const evidence = readEvidence(JSON.stringify(document), annotations);
  if (evidence === undefined) {
    throw new Error("no evidence");
  }
  return evidence;
}

function predicateOf(document: object): unknown {
  return read(document).statement?.predicate;
}

describe("provenance", () => {
  it("reads version 0.2 of BuildKit", () => {
    expect(read(buildkitProvenance02).statement).toEqual({
      predicateType: "https://slsa.dev/provenance/v0.2",
      subjects: [{ name: "pkg:docker/acme/app@1", digests: [image] }],
      predicate: {
        kind: "provenance",
        version: "0.2",
        builder: "https://github.com/acme/app/actions/runs/1",
        buildType: "https://mobyproject.org/buildkit@v1",
        source: {
          name: "https://github.com/acme/app.git#refs/heads/main",
          digests: [`sha1:${"12".repeat(20)}`],
        },
        checkout: {
          name: "https://github.com/acme/app",
          digests: [`gitCommit:${"3".repeat(40)}`],
        },
        entryPoint: "Dockerfile",
        startedOn: "2026-01-02T03:04:05Z",
        finishedOn: "2026-01-02T03:05:05Z",
        parameters: [
          { name: "frontend", value: "dockerfile.v0" },
          { name: "args.build-arg:VERSION", value: "1.4" },
          { name: "environment.platform", value: "linux/amd64" },
        ],
        materials: [
          {
            name: "pkg:docker/alpine@3.20?platform=linux%2Famd64",
            digests: [`sha256:${"cd".repeat(32)}`],
          },
          { name: "https://github.com/acme/app.git", digests: [`sha1:${"12".repeat(20)}`] },
        ],
        steps: [],
        builderDependencies: [],
        byproducts: [],
        metadata: [
          { name: "reproducible", value: "false" },
          { name: "steps with layers", value: "1" },
        ],
      },
    });
  });

  it("reads version 1 of BuildKit, with the commit that it found", () => {
    expect(predicateOf(buildkitProvenance1)).toMatchObject({
      version: "1",
      source: {
        name: "https://github.com/acme/app",
        digests: [`gitCommit:${"4".repeat(40)}`],
      },
      entryPoint: "Dockerfile",
      parameters: [
        { name: "frontend", value: "dockerfile.v0" },
        { name: "args.target", value: "release" },
        { name: "internal.builderPlatform", value: "linux/amd64" },
      ],
      startedOn: "2026-01-02T03:04:05Z",
    });
    expect(predicateOf(buildkitProvenance1)).not.toHaveProperty("builder");
  });

  it("reads that of a workflow", () => {
    expect(predicateOf(workflowProvenance)).toMatchObject({
      source: { name: "git+https://github.com/acme/app@refs/tags/v1" },
      entryPoint: ".github/workflows/release.yml",
      builder: "https://github.com/actions/runner/github-hosted",
    });
  });
});

describe("bills of materials", () => {
  const musl = {
    name: "musl",
    version: "1.2.5-r0",
    license: "MIT",
    purl: "pkg:apk/alpine/musl@1.2.5-r0",
  };

  it("reads SPDX 2 in a statement and alone", () => {
    const sbom = {
      kind: "sbom",
      format: "SPDX 2.3",
      name: "app",
      created: "2026-01-02T03:04:05Z",
      tools: ["Tool: syft-1.2.3"],
      packages: [musl, { name: "nameless", version: "", license: "", purl: "" }],
      vulnerabilities: [],
    };
    expect(predicateOf(statementOf("https://spdx.dev/Document", spdx2))).toEqual(sbom);
    expect(predicateOf(spdx2)).toEqual(sbom);
  });

  it("reads SPDX 3, with licenses that relationships tie to packages", () => {
    expect(predicateOf(spdx3)).toEqual({
      kind: "sbom",
      format: "SPDX 3.0.1",
      name: "app",
      created: "2026-01-02T03:04:05Z",
      tools: ["builder 3"],
      packages: [musl],
      vulnerabilities: [
        {
          id: "CVE-2026-20",
          severity: "high",
          package: "musl",
          version: "1.2.5-r0",
          fixedIn: "",
          status: "not affected: componentNotPresent",
          title: "overflow",
          url: "https://nvd.example/CVE-2026-20",
        },
      ],
    });
  });

  it("reads CycloneDX with components inside components, also in cosign's wrapper", () => {
    const sbom = {
      kind: "sbom",
      format: "CycloneDX 1.6",
      name: "app",
      created: "2026-01-02T03:04:05Z",
      tools: ["trivy 0.60"],
      packages: [
        {
          name: "org.acme/lib",
          version: "2",
          license: "Apache-2.0, Own",
          purl: "pkg:maven/org.acme/lib@2",
        },
        { name: "inner", version: "3", license: "MIT OR ISC", purl: "" },
      ],
      vulnerabilities: [],
    };
    expect(predicateOf(statementOf("https://cyclonedx.org/bom", cycloneDx))).toEqual(sbom);
    expect(
      predicateOf(statementOf("https://cyclonedx.org/bom", { Data: cycloneDx, Timestamp: "x" })),
    ).toEqual(sbom);
  });
});

describe("vulnerabilities", () => {
  it("reads OpenVEX, old and new", () => {
    expect(predicateOf(openVex)).toEqual({
      kind: "vex",
      format: "OpenVEX 0.2.0",
      author: "Acme",
      statements: [
        { vulnerability: "CVE-2026-2", status: "fixed", products: ["pkg:oci/app"] },
        { vulnerability: "CVE-2026-3", status: "affected", products: ["pkg:oci/old"] },
      ],
    });
  });

  it("reads CycloneDX VEX", () => {
    expect(predicateOf(cycloneDxVex)).toEqual({
      kind: "vex",
      format: "CycloneDX 1.5",
      statements: [
        {
          vulnerability: "CVE-2026-1",
          status: "not_affected",
          products: ["pkg:apk/alpine/musl"],
          justification: "code_not_present",
          note: "not built",
        },
      ],
    });
  });

  it("reads CSAF by status and reason, with the names of its products", () => {
    const type = "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json";
    expect(predicateOf(statementOf(type, csafVex))).toEqual({
      kind: "vex",
      format: "CSAF 2.0",
      author: "Acme",
      statements: [
        {
          vulnerability: "CVE-2026-5",
          status: "known_not_affected",
          products: ["pkg:oci/app@1.4", "musl in app 1.4"],
          justification: "vulnerable_code_not_present",
        },
        {
          vulnerability: "CVE-2026-5",
          status: "known_not_affected",
          products: ["unnamed"],
          note: "not reachable",
        },
        {
          vulnerability: "CVE-2026-5",
          status: "known_affected",
          products: ["app 1.3"],
          note: "use 1.4",
        },
        { vulnerability: "ACME-1", status: "fixed", products: ["pkg:oci/app@1.4"] },
      ],
    });
  });

  it("repeats the names of a CSAF document up to a limit", () => {
    const name = "n".repeat(10_000);
    const document = {
      document: { csaf_version: "2.0" },
      product_tree: { full_product_names: [{ product_id: "p", name }] },
      vulnerabilities: [
        { cve: "CVE-2026-6", product_status: { fixed: Array.from({ length: 20_000 }, () => "p") } },
      ],
    };
    const predicate = read(document).statement?.predicate;
    const products = predicate?.kind === "vex" ? (predicate.statements[0]?.products ?? []) : [];
    expect(products).toHaveLength(20_000);
    expect(products[0]).toBe("n".repeat(500));
    expect(products.at(-1)).toBe("p");
    expect(products.join("").length).toBeLessThan(4.3e6);
  });

  it("reads a report of Trivy", () => {
    expect(predicateOf(trivyReport)).toEqual({
      kind: "vulnerabilities",
      scanner: "pkg:github/aquasecurity/trivy 0.60",
      scannedOn: "2026-01-02T03:04:05Z",
      format: "Trivy",
      vulnerabilities: [
        {
          id: "CVE-2026-4",
          severity: "HIGH",
          package: "openssl",
          version: "3.0",
          fixedIn: "3.1",
          status: "",
          title: "",
          url: "",
        },
      ],
    });
  });
});

it.each([
  ["text", JSON.stringify(spdx2)],
  ["text in cosign's own type", { Data: JSON.stringify(spdx2), Timestamp: "" }],
  ["an object in cosign's own type", { Data: spdx2, Timestamp: "" }],
])("reads a bill of materials that is %s", (_, predicate) => {
  expect(predicateOf(statementOf("https://spdx.dev/Document", predicate))).toMatchObject({
    kind: "sbom",
    format: "SPDX 2.3",
  });
});

it("shows an unknown predicate as JSON", () => {
  expect(predicateOf(statementOf("https://example.org/own/v1", { a: [1] }))).toEqual({
    kind: "other",
    facts: [],
    text: JSON.stringify({ a: [1] }),
  });
});

it.each(["", "[]", "{}", "not JSON", '{"architecture":"amd64"}', '{"a":', "null"])(
  "finds no evidence in %j",
  (text) => {
    expect(readEvidence(text)).toBeUndefined();
  },
);

describe("documents that multiply their size", () => {
  /** Most characters of a view for each character of the document. */
  const maxGrowth = 20;

  function growth(document: object): number {
    const text = JSON.stringify(document);
    return JSON.stringify(readEvidence(text) ?? {}).length / text.length;
  }

  it("lists a license that belongs to many packages, many times, in short", () => {
    const license = {
      type: "simplelicensing_LicenseExpression",
      spdxId: "l",
      simplelicensing_licenseExpression: "x".repeat(100_000),
    };
    const packages = Array.from({ length: 500 }, () => ({ type: "software_Package", spdxId: "p" }));
    const relationships = Array.from({ length: 40 }, () => ({
      relationshipType: "hasDeclaredLicense",
      from: "p",
      to: Array.from({ length: 700 }, () => "l"),
    }));
    const graph = [license, ...packages, ...relationships];
    expect(growth({ "@context": "https://spdx.org/rdf/3.0.1/x", "@graph": graph })).toBeLessThan(
      maxGrowth,
    );
  });

  it("cuts off a long key above many values", () => {
    const args = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [at, "1"]));
    const parameters = { ["k".repeat(100_000)]: args };
    const document = statementOf("https://slsa.dev/provenance/v0.2", {
      invocation: { parameters },
    });
    expect(growth(document)).toBeLessThan(maxGrowth);
  });

  it("does not read a document that is nested too deep", () => {
    const deep = `${"[".repeat(5000)}${"]".repeat(5000)}`;
    const text = `{"_type":"https://in-toto.io/Statement/v1","predicateType":"x","predicate":${deep}}`;
    expect(readEvidence(text)).toBeUndefined();
  });
});
