import { expect, it } from "vitest";
import { digestOf } from "../../../testing/fixtures.ts";
import { predicateName } from "./predicateName.ts";
import { referrerName } from "./referrerName.ts";

const bundle = {
  mediaType: "application/vnd.oci.image.manifest.v1+json",
  digest: digestOf("01"),
  size: 1,
  artifactType: "application/vnd.dev.sigstore.bundle.v0.3+json",
};

it.each([
  [{}, "sigstore bundle"],
  [
    { "dev.sigstore.bundle.predicateType": "https://slsa.dev/provenance/v1" },
    "provenance (sigstore bundle)",
  ],
])("names a sigstore bundle by its predicate: %o", (annotations, name) => {
  expect(referrerName({ descriptor: { ...bundle, annotations } })).toBe(name);
});

it.each([
  ["application/sarif+json", "vulnerability report (SARIF)"],
  ["application/vnd.aquasec.trivy.report.sarif.v1", "vulnerability report (SARIF)"],
  ["application/vnd.aquasec.trivy.report", "vulnerability report (Trivy)"],
  ["application/vnd.security.vulnerability.report+json", "vulnerability report"],
  ["application/vnd.syft+json", "SBOM (Syft)"],
  ["application/vnd.cyclonedx+xml", "SBOM (CycloneDX)"],
  ["application/spdx+json", "SBOM (SPDX)"],
  ["text/spdx", "SBOM (SPDX)"],
])("names an artifact by its type: %s", (artifactType, name) => {
  expect(referrerName({ descriptor: { ...bundle, artifactType } })).toBe(name);
});

it.each([
  ["https://acme.example/own/v1", "acme.example/own/v1"],
  ["", "statement"],
  ["https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json", "VEX (CSAF)"],
  ["https://acme.example/\u202egnp", "acme.example/[U+202E]gnp"],
  [`https://acme.example/${"x".repeat(500)}`, `acme.example/${"x".repeat(11)}…${"x".repeat(23)}`],
])("names a predicate by its type: %s", (type, name) => {
  expect(predicateName(type)).toBe(name);
});
