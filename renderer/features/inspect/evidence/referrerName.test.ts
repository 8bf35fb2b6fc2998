import { expect, it } from "vitest";
import type { EntryDetails, ReferrerRow } from "../../../../shared/inspection.ts";
import { attestationArtifactType } from "../../../../shared/oci/attestation.ts";
import type { Annotations } from "../../../../shared/oci/descriptor.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import { digestOf } from "../../../testing/fixtures.ts";
import { predicateName } from "./predicateName.ts";
import { evidenceKind, referrerName } from "./referrerName.ts";

const plain = { mediaType: mediaTypes.ociManifest, digest: digestOf("01"), size: 1 };
const bundleType = "application/vnd.dev.sigstore.bundle.v0.3+json";
const simpleSigning = "application/vnd.dev.cosign.simplesigning.v1+json";
const dsse = "application/vnd.dsse.envelope.v1+json";
const hex = "c8".repeat(32);

function named(artifactType: string, annotations: Annotations, details?: EntryDetails): string {
  const descriptor = { ...plain, artifactType, annotations };
  return referrerName({ descriptor, ...(details === undefined ? {} : { details }) });
}

/** Details with a layer of a type for each predicate. */
function layersOf(mediaType: string, ...predicateTypes: readonly string[]): EntryDetails {
  const statements = predicateTypes.map((predicateType, at) => ({
    descriptor: { mediaType, digest: digestOf(`5${at}`), size: 9 },
    predicateType,
  }));
  return { kind: "read", layers: [], statements, problems: [] };
}

it.each([
  ["in-toto.io/predicate-type", "https://slsa.dev/provenance/v1", "provenance"],
  ["in-toto.io/predicate-type", "https://spdx.dev/Document", "SBOM (SPDX)"],
  ["in-toto.io/predicate-type", "https://openvex.dev/ns/v0.2.0", "VEX"],
  ["in-toto.io/predicate-type", "https://scout.docker.com/health/v0.1", "Docker Scout health"],
  ["predicateType", "https://cyclonedx.org/bom", "SBOM (CycloneDX)"],
])("names an in-toto referrer by its annotation %s: %s", (key, type, name) => {
  expect(named(mediaTypes.inToto, { [key]: type })).toBe(name);
});

it.each([
  [{}, "sigstore bundle"],
  [
    { "dev.sigstore.bundle.predicateType": "https://slsa.dev/provenance/v1" },
    "provenance (sigstore bundle)",
  ],
])("names a sigstore bundle by its predicate: %o", (annotations, name) => {
  expect(named(bundleType, annotations)).toBe(name);
});

it("names a referrer by its type, if nothing tells its predicate", () => {
  expect(named(dsse, {})).toBe("attestation (DSSE)");
  expect(named("application/vnd.dev.cosign.artifact.sbom.v1+json", {})).toBe("SBOM (cosign)");
  expect(named("application/vnd.acme.own", {})).toBe("vnd.acme.own");
  expect(named("", { "vnd.docker.reference.type": "attestation-manifest" })).toBe(
    "attestation (BuildKit)",
  );
  expect(referrerName({ descriptor: plain })).toBe("OCI manifest");
});

it("names a referrer by what its manifest says, once it is read", () => {
  const collection = "https://witness.testifysec.com/attestation-collection/v0.1";
  expect(named(dsse, {}, layersOf(dsse, collection))).toBe("attestations (witness)");
  expect(named("", {}, layersOf("application/spdx+json", ""))).toBe("SBOM (SPDX)");
  const two = layersOf(
    mediaTypes.inToto,
    "https://slsa.dev/provenance/v1",
    "https://spdx.dev/Document",
  );
  expect(named(attestationArtifactType, {}, two)).toBe("provenance, SBOM (SPDX)");
});

it.each<[string, EntryDetails | undefined, string]>([
  [`sha256-${hex}.sig`, undefined, "signature (cosign tag)"],
  [`sha256-${hex}.sig`, layersOf(simpleSigning, ""), "signature (cosign tag)"],
  [`sha256-${hex}.sig`, layersOf(simpleSigning, "", "", ""), "3 signatures (cosign tag)"],
  [`sha256-${hex}.att`, undefined, "attestation (cosign tag)"],
  [
    `sha256-${hex}.att`,
    layersOf(dsse, "https://slsa.dev/provenance/v1", "https://spdx.dev/Document"),
    "provenance, SBOM (SPDX) (cosign tag)",
  ],
  [`sha256-${hex}.sbom`, layersOf("text/spdx+json", ""), "SBOM (SPDX) (cosign tag)"],
  [`sha256-${hex}`, undefined, "list of referrers (fallback tag)"],
])("names the tag %s by what it holds", (tag, details, name) => {
  const row: ReferrerRow = { descriptor: plain, tag };
  expect(referrerName(details === undefined ? row : { ...row, details })).toBe(name);
});

it.each([
  ["3 signatures (cosign tag)", "signature"],
  ["notation signature", "signature"],
  ["SBOM (SPDX) (cosign tag)", "SBOM"],
  ["provenance (sigstore bundle)", "provenance"],
  ["VEX (OpenVEX)", "VEX"],
  ["vnd.acme.own", "vnd.acme.own"],
])("counts %s as %s", (name, kind) => {
  expect(evidenceKind(name)).toBe(kind);
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
  expect(named(artifactType, {})).toBe(name);
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
