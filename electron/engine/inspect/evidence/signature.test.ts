import { describe, expect, it } from "vitest";
import type { EvidenceView } from "../../../../shared/evidence.ts";
import { coseSignature } from "../../../testing/coseEvidence.ts";
import {
  cosignAnnotations,
  cosignPayload,
  envelopeOf,
  notationSignature,
  sigstoreBundle,
  spdx2,
  statementOf,
} from "../../../testing/evidence.ts";
import { readCoseSignature } from "./coseSignature.ts";
import { readEvidence } from "./readEvidence.ts";

const image = `sha256:${"ab".repeat(32)}`;

function read(document: object, annotations?: Readonly<Record<string, string>>): EvidenceView {
  const evidence = readEvidence(JSON.stringify(document), annotations);
  if (evidence === undefined) {
    throw new Error("no evidence");
  }
  return evidence;
}

describe("signatures", () => {
  const certificate = {
    identities: ["https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1"],
    issuer: "https://token.actions.githubusercontent.com",
    validFrom: "2026-11-30T10:24:13.000Z",
    validTo: "2036-11-27T10:24:13.000Z",
  };

  it("reads cosign's payload, with the certificate in the layer's annotations", () => {
    expect(read(cosignPayload, cosignAnnotations)).toEqual({
      signature: {
        format: "cosign",
        signed: [{ name: "", digests: [image] }],
        reference: "ghcr.io/acme/app",
        certificate,
        logIndex: "12345",
        signedOn: "2026-01-02T03:04:05.000Z",
        facts: [{ name: "ref", value: "v1" }],
      },
    });
  });

  it("reads a sigstore bundle with the statement that it signs", () => {
    const { signature, statement } = read(sigstoreBundle);
    expect(signature).toEqual({
      format: "sigstore bundle",
      signed: [],
      certificate,
      logIndex: "77",
      signedOn: "2026-01-02T03:04:05.000Z",
      facts: [],
    });
    expect(statement?.subjects).toEqual([{ name: "pkg:docker/acme/app@1", digests: [image] }]);
    expect(statement?.predicate).toMatchObject({ kind: "provenance" });
  });

  it("reads a notation signature", () => {
    expect(read(notationSignature).signature).toMatchObject({
      format: "notation",
      signed: [{ name: "", digests: [image] }],
      certificate,
      signedOn: "2026-01-02T03:04:05Z",
    });
  });

  it("shows no header of a COSE signature that is bytes", () => {
    const bytes = Buffer.from(coseSignature);
    // The head of a byte string in place of that of a text.
    bytes[bytes.indexOf("notary.x509") - 1] = 0x4b;
    const names = readCoseSignature(bytes)?.facts.map(({ name }) => name);
    expect(names).toEqual(["alg", "build"]);
  });

  it("reads a notation signature in COSE form", () => {
    expect(readCoseSignature(coseSignature)).toEqual({
      format: "notation",
      signed: [{ name: "", digests: [image] }],
      certificate,
      signedOn: "2026-01-02T03:04:05.000Z",
      facts: [
        { name: "alg", value: "PS256" },
        { name: "io.cncf.notary.signingScheme", value: "notary.x509" },
        { name: "build", value: "7" },
      ],
    });
  });

  it.each([
    ["nothing", Buffer.alloc(0)],
    ["a part of one", coseSignature.subarray(0, -1)],
    ["one with bytes after it", Buffer.concat([coseSignature, Buffer.from([0])])],
    ["a list of indefinite length", Buffer.from([0x9f, 0xff])],
    ["deep nesting", Buffer.alloc(100_000, 0x81)],
    ["a list that says it is huge", Buffer.from("9bffffffffffffffff", "hex")],
    ["text that says it is huge", Buffer.from("7affffffff", "hex")],
    ["a number", Buffer.from([0x01])],
  ])("finds no COSE signature in %s", (_, bytes) => {
    expect(readCoseSignature(bytes)).toBeUndefined();
  });

  it("reads a DSSE envelope", () => {
    const evidence = read(envelopeOf(statementOf("https://spdx.dev/Document", spdx2)));
    expect(evidence.signature).toMatchObject({ format: "DSSE", key: "key-1" });
    expect(evidence.statement?.predicate).toMatchObject({ kind: "sbom" });
  });

  it("reads who signed an attestation of cosign", () => {
    const envelope = envelopeOf(statementOf("https://spdx.dev/Document", spdx2));
    expect(read(envelope, cosignAnnotations).signature).toMatchObject({
      format: "DSSE",
      certificate,
      logIndex: "12345",
      signedOn: "2026-01-02T03:04:05.000Z",
    });
  });
});
