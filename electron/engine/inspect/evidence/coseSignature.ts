import type { SignatureView } from "../../../../shared/evidence.ts";
import { readCertificate } from "./certificate.ts";
import { decodeCbor, type CborValue } from "./cbor.ts";
import { asText, definedFields, flattenFacts, objectAt, parseObject, textAt } from "./looseJson.ts";
import { notationTimestamp } from "./signature.ts";
import { readTimestamp } from "./timestampToken.ts";

/** Largest signature that is decoded, in bytes. */
const maxBytes = 4 * 1024 * 1024;

/** Labels of COSE headers. Source: RFC 9052, section 3.1, and RFC 9360, section 2. */
const labels = { algorithm: 1, certificates: 33 } as const;

/** Source: RFC 9053, section 2.1, and RFC 8230, section 2. */
const algorithms: ReadonlyMap<CborValue | undefined, string> = new Map([
  [-7, "ES256"],
  [-35, "ES384"],
  [-36, "ES512"],
  [-37, "PS256"],
  [-38, "PS384"],
  [-39, "PS512"],
]);

/**
 * Reads a notation signature in COSE form. Nothing of it is checked.
 * Source: notaryproject/specifications, signature-envelope-cose.md.
 * @returns undefined if the bytes are none
 */
export function readCoseSignature(bytes: Uint8Array): SignatureView | undefined {
  const envelope = bytes.byteLength > maxBytes ? undefined : decodeCbor(bytes);
  if (!Array.isArray(envelope) || envelope.length !== 4) {
    return undefined;
  }
  const [encoded, unprotectedHeaders, payload] = envelope as readonly CborValue[];
  const headers = encoded instanceof Uint8Array ? decodeCbor(encoded) : undefined;
  const target = payload instanceof Uint8Array ? decodeTarget(payload) : {};
  const digest = textAt(target, "digest");
  if (!(headers instanceof Map) || digest === undefined) {
    return undefined;
  }
  const certificate = firstCertificate(unprotectedHeaders);
  const timestamp = headerOf(unprotectedHeaders, notationTimestamp);
  return {
    format: "notation",
    signed: [{ name: "", digests: [digest] }],
    ...definedFields({
      certificate: certificate === undefined ? undefined : readCertificate(certificate),
      signedOn: toTime(headers.get("io.cncf.notary.signingTime")),
      timestamps:
        timestamp instanceof Uint8Array ? [readTimestamp(Buffer.from(timestamp))] : undefined,
    }),
    facts: [
      // Not lists and bytes, which may be long.
      ...flattenFacts({
        alg: algorithms.get(headers.get(labels.algorithm)) ?? asText(headers.get(labels.algorithm)),
        "io.cncf.notary.signingScheme": asText(headers.get("io.cncf.notary.signingScheme")),
        "io.cncf.notary.expiry": toTime(headers.get("io.cncf.notary.expiry")),
      }),
      ...flattenFacts(objectAt(target, "annotations")),
    ],
  };
}

/** The artifact in the payload, which is the same JSON as in the JWS form. */
function decodeTarget(payload: Uint8Array): Readonly<Record<string, unknown>> {
  return objectAt(parseObject(new TextDecoder().decode(payload)), "targetArtifact");
}

/** The certificate of the signer: the first of a chain, or the only one. */
function firstCertificate(headers: CborValue | undefined): Uint8Array | undefined {
  const found = headerOf(headers, labels.certificates);
  const first: unknown = Array.isArray(found) ? found[0] : found;
  return first instanceof Uint8Array ? first : undefined;
}

function headerOf(headers: CborValue | undefined, label: CborValue): unknown {
  return headers instanceof Map ? headers.get(label) : undefined;
}

/** Seconds since 1970 as ISO 8601. */
function toTime(seconds: CborValue | undefined): string | undefined {
  const time = new Date(typeof seconds === "number" ? seconds * 1000 : Number.NaN);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
