import type { SignatureView, TimestampView } from "../../../../shared/evidence.ts";
import { certificateKey } from "../../../../shared/oci/cosignPayload.ts";
import type { Annotations } from "../../../../shared/oci/descriptor.ts";
import { decode, decodeJson } from "./base64Json.ts";
import { readCertificate } from "./certificate.ts";
import {
  asText,
  definedFields,
  flattenFacts,
  listAt,
  type LooseObject,
  objectAt,
  parseObject,
  textAt,
} from "./looseJson.ts";
import { readTimestamp } from "./timestampToken.ts";

/** Annotations of the layers of a cosign signature or attestation. Source: cosign, specs/SIGNATURE_SPEC.md. */
const cosignKeys = {
  certificate: certificateKey,
  bundle: "dev.sigstore.cosign/bundle",
  timestamp: "dev.sigstore.cosign/rfc3161timestamp",
} as const;

/** Whether a document is the payload of a cosign signature ("simple signing"). */
export function isCosignPayload(document: LooseObject): boolean {
  return textAt(document, "critical", "type") !== undefined;
}

/** Reads the payload of a cosign signature, with the certificate and log entry in its layer's annotations. */
export function readCosignPayload(document: LooseObject, annotations: Annotations): SignatureView {
  const digest = textAt(document, "critical", "image", "docker-manifest-digest");
  return {
    format: "cosign",
    signed: digest === undefined ? [] : [{ name: "", digests: [digest] }],
    ...definedFields({ reference: textAt(document, "critical", "identity", "docker-reference") }),
    ...readCosignAnnotations(annotations),
    facts: flattenFacts(document["optional"]),
  };
}

/** Reads the certificate and log entry of a signature or attestation of cosign from the annotations of its layer. */
export function readCosignAnnotations(
  annotations: Annotations,
): Pick<SignatureView, "certificate" | "logIndex" | "signedOn" | "timestamps"> {
  const certificate = annotations[cosignKeys.certificate];
  const entry = objectAt(parseObject(annotations[cosignKeys.bundle] ?? ""), "Payload");
  return definedFields({
    certificate: certificate === undefined ? undefined : readCertificate(certificate),
    logIndex: textAt(entry, "logIndex"),
    signedOn: toTime(textAt(entry, "integratedTime")),
    timestamps: readTimestamps([
      textAt(parseObject(annotations[cosignKeys.timestamp] ?? ""), "SignedRFC3161Timestamp"),
    ]),
  });
}

/** Whether a document is a sigstore bundle, by its media type. */
export function isSigstoreBundle(document: LooseObject): boolean {
  return (textAt(document, "mediaType") ?? "").startsWith("application/vnd.dev.sigstore.bundle");
}

/** Reads a sigstore bundle without the statement in it. Source: sigstore/protobuf-specs, sigstore_bundle.proto. */
export function readSigstoreBundle(document: LooseObject): SignatureView {
  const material = objectAt(document, "verificationMaterial");
  const [entry] = listAt(material, "tlogEntries");
  const [chained] = listAt(material, "x509CertificateChain", "certificates");
  const certificate = textAt(material, "certificate", "rawBytes") ?? textAt(chained, "rawBytes");
  const digest = textAt(document, "messageSignature", "messageDigest", "digest");
  const algorithm = textAt(document, "messageSignature", "messageDigest", "algorithm") ?? "";
  return {
    format: "sigstore bundle",
    signed:
      digest === undefined
        ? []
        : [{ name: "", digests: [`${algorithm.replace("SHA2_", "sha")}:${toHex(digest)}`] }],
    ...definedFields({
      certificate: certificate === undefined ? undefined : readCertificate(decode(certificate)),
      key: textAt(material, "publicKey", "hint"),
      logIndex: textAt(entry, "logIndex"),
      signedOn: toTime(textAt(entry, "integratedTime")),
      timestamps: readTimestamps(
        listAt(material, "timestampVerificationData", "rfc3161Timestamps").map((each) =>
          textAt(each, "signedTimestamp"),
        ),
      ),
    }),
    facts: [],
  };
}

/** The unsigned header of a notation signature with a timestamp, in both forms. */
export const notationTimestamp = "io.cncf.notary.timestampSignature";

/** Whether a document is a notation signature in JWS form. */
export function isNotation(document: LooseObject): boolean {
  return textAt(document, "payload") !== undefined && textAt(document, "protected") !== undefined;
}

/** Reads a notation signature. Source: notaryproject/specifications, signature-envelope-jws.md. */
export function readNotation(document: LooseObject): SignatureView {
  const payload = decodeJson(document["payload"]);
  const { "io.cncf.notary.signingTime": signedOn, ...attributes } = decodeJson(
    document["protected"],
  );
  const [certificate] = listAt(document, "header", "x5c").flatMap((item) => asText(item) ?? []);
  const digest = textAt(payload, "targetArtifact", "digest");
  return {
    format: "notation",
    signed: digest === undefined ? [] : [{ name: "", digests: [digest] }],
    ...definedFields({
      certificate: certificate === undefined ? undefined : readCertificate(decode(certificate)),
      signedOn: asText(signedOn),
      timestamps: readTimestamps([textAt(document, "header", notationTimestamp)]),
    }),
    facts: [
      ...flattenFacts(attributes),
      ...flattenFacts(objectAt(payload, "targetArtifact", "annotations")),
    ],
  };
}

/** Most timestamps of a signature that are read. */
const maxTimestamps = 8;

/** Reads timestamps in Base64. @returns undefined if there are none */
function readTimestamps(
  listed: readonly (string | undefined)[],
): readonly TimestampView[] | undefined {
  const found = listed.filter((each) => each !== undefined).slice(0, maxTimestamps);
  return found.length === 0 ? undefined : found.map((each) => readTimestamp(decode(each)));
}

function toHex(base64: string): string {
  return decode(base64).toString("hex");
}

/** Seconds since 1970 as ISO 8601. */
function toTime(seconds: string | undefined): string | undefined {
  const time = new Date(Number(seconds) * 1000);
  return seconds === undefined || Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
