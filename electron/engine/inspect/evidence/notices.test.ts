import { describe, expect, it } from "vitest";
import {
  cosignAnnotations,
  envelopeOf,
  notationSignature,
  openVex,
  sigstoreBundle,
  spdx2,
  statementOf,
  testResult,
  workflowProvenance,
} from "../../../testing/evidence.ts";
import { timestampResponse, timestampToken } from "../../../testing/timestamps.ts";
import { readEvidence } from "./readEvidence.ts";

const made = { time: "2026-12-01T12:55:28Z", by: "Acme Timestamp Authority" };
const { verificationMaterial, ...bundle } = sigstoreBundle as Record<string, object>;

function read(document: object, annotations = {}) {
  return readEvidence(JSON.stringify(document), annotations);
}

describe("timestamps", () => {
  it("are read of a sigstore bundle, also such that cannot be decoded", () => {
    const rfc3161Timestamps = [{ signedTimestamp: timestampResponse }, { signedTimestamp: "eA==" }];
    const material = { ...verificationMaterial, timestampVerificationData: { rfc3161Timestamps } };
    const { signature } = read({ ...bundle, verificationMaterial: material }) ?? {};
    expect(signature?.timestamps).toEqual([made, {}]);
  });

  it("are read of cosign", () => {
    const timestamp = JSON.stringify({ SignedRFC3161Timestamp: timestampResponse });
    const annotations = { ...cosignAnnotations, "dev.sigstore.cosign/rfc3161timestamp": timestamp };
    expect(read(envelopeOf(testResult), annotations)?.signature?.timestamps).toEqual([made]);
  });

  it("are read of notation", () => {
    const header = { "io.cncf.notary.timestampSignature": timestampToken };
    expect(read({ ...notationSignature, header })?.signature?.timestamps).toEqual([made]);
  });
});

describe("a payload that is no statement", () => {
  it("is absent of a signature of bytes", () => {
    const messageDigest = { algorithm: "SHA2_256", digest: "q6s=" };
    const { dsseEnvelope: _, ...rest } = sigstoreBundle as { readonly dsseEnvelope: object };
    expect(read({ ...rest, messageSignature: { messageDigest } })).toMatchObject({
      signature: { signed: [{ name: "", digests: ["sha256:abab"] }] },
      notice: expect.stringMatching(/^It signs the bytes that have this digest/),
    });
  });

  it.each([
    ["a known document", spdx2, "sbom"],
    ["another document", { a: 1 }, "other"],
  ])("is shown: %s", (_, payload, kind) => {
    for (const document of [
      envelopeOf(payload),
      { ...sigstoreBundle, dsseEnvelope: envelopeOf(payload) },
    ]) {
      expect(read(document)).toMatchObject({
        statement: { subjects: [], predicate: { kind } },
        notice: expect.stringContaining("(application/vnd.in-toto+json) is no in-toto statement"),
      });
    }
  });

  it("is named if it is no JSON", () => {
    const { statement, notice } =
      read({ payloadType: "text/plain", payload: "eA==", signatures: [] }) ?? {};
    expect(statement).toBeUndefined();
    expect(notice).toContain("(text/plain) is no in-toto statement, and no JSON");
  });
});

describe("JSON lines", () => {
  const lines = [testResult, envelopeOf(workflowProvenance), sigstoreBundle, { a: 1 }];

  it("are read of their first line, and name the others", () => {
    const text = lines.map((line) => `${JSON.stringify(line)}\r\n\n`).join("");
    const { statement, notice } = readEvidence(text) ?? {};
    expect(statement?.predicateType).toBe("https://in-toto.io/attestation/test-result/v0.1");
    expect(notice).toBe(
      "This is a file of 4 JSON lines, each a document of its own. The first line is shown here. The other lines: https://slsa.dev/provenance/v1, https://slsa.dev/provenance/v1, another document. Raw shows all of them.",
    );
  });

  it("name the first of many", () => {
    const line = JSON.stringify(statementOf("x", openVex));
    const { notice } = readEvidence(Array.from({ length: 3000 }, () => line).join("\n")) ?? {};
    expect(notice).toMatch(/of 3,000 JSON lines.* x, x, and 2,980 more\. Raw/);
  });

  it.each(["{\n}\n{", '{"a":1}\n{"b":2}', `x\n${JSON.stringify(testResult)}`])(
    "are not found in %j",
    (text) => {
      expect(readEvidence(text)).toBeUndefined();
    },
  );
});

it.each([
  [
    '<?xml version="1.0"?>\n<!-- x -->\n<bom version="1" xmlns="http://cyclonedx.org/schema/bom/1.5">',
    /^This is a bill of materials as XML \(CycloneDX 1\.5\)\. The app decodes CycloneDX as JSON only\./,
  ],
  ['<b:bom xmlns:b="http://cyclonedx.org/schema/bom/1.6">', /\(CycloneDX 1\.6\)/],
  ['<rdf:RDF xmlns:spdx="http://spdx.org/rdf/terms#">', /as XML \(SPDX, RDF\)/],
  ['name: x\nspdxVersion: "SPDX-2.3"\n', /as YAML \(SPDX 2\.3\)/],
])("says of %j that it is not decoded", (text, notice) => {
  expect(readEvidence(text)).toEqual({ notice: expect.stringMatching(notice) });
});

it.each(["<bom>", "<svg xmlns='x'/>", "text about spdxVersion: SPDX-2.3"])(
  "says nothing of %j",
  (text) => {
    expect(readEvidence(text)).toBeUndefined();
  },
);
