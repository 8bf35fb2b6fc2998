import type { EvidenceView, PredicateView, SignatureView } from "../../../../shared/evidence.ts";
import type { Annotations } from "../../../../shared/oci/descriptor.ts";
import { decodeJson } from "./base64Json.ts";
import { splitJsonLines } from "./jsonLines.ts";
import {
  asObject,
  asText,
  definedFields,
  listAt,
  type LooseObject,
  parseObject,
  textAt,
} from "./looseJson.ts";
import {
  isCosignPayload,
  isNotation,
  isSigstoreBundle,
  readCosignAnnotations,
  readCosignPayload,
  readNotation,
  readSigstoreBundle,
} from "./signature.ts";
import { isSpdxTagValue, readSpdxTagValue } from "./spdxTagValue.ts";
import { isStatement, readDocument, readStatement } from "./statement.ts";
import { describeUndecoded } from "./undecodedText.ts";

/**
 * Decodes a document beside an image for display: in-toto statements, DSSE envelopes, sigstore bundles, cosign and
 * notation signatures, bills of materials, VEX documents and reports of scanners. Nothing is verified, and fields of a wrong type are left out.
 *
 * @param text of the blob
 * @param annotations of its layer, where cosign puts the certificate of a signature or attestation
 * @returns undefined if the text is none of them
 */
export function readEvidence(
  text: string,
  annotations: Annotations = {},
): EvidenceView | undefined {
  const document = parseObject(text);
  if (document === undefined) {
    return isSpdxTagValue(text)
      ? standAlone(readSpdxTagValue(text))
      : (readFirstLine(text, annotations) ?? undecoded(text));
  }
  if (isSigstoreBundle(document)) {
    const signature = readSigstoreBundle(document);
    return document["dsseEnvelope"] === undefined
      ? { signature, notice: bareSignature }
      : withPayload(signature, asObject(document["dsseEnvelope"]));
  }
  if (isCosignPayload(document)) {
    return { signature: readCosignPayload(document, annotations) };
  }
  if (isNotation(document)) {
    return { signature: readNotation(document) };
  }
  if (textAt(document, "payloadType") !== undefined) {
    return withPayload(readEnvelope(document, annotations), document);
  }
  if (isStatement(document)) {
    return { statement: readStatement(document) };
  }
  const predicate = readDocument(document);
  return predicate && standAlone(predicate);
}

/** A document without a statement around it. */
function standAlone(predicate: PredicateView): EvidenceView {
  return { statement: { predicateType: "", subjects: [], predicate } };
}

/** A DSSE envelope, by `cosign attest` with annotations. Source: secure-systems-lab/dsse, envelope.md. */
function readEnvelope(document: LooseObject, annotations: Annotations): SignatureView {
  const keys = listAt(document, "signatures").flatMap(
    (item) => asText(asObject(item)["keyid"]) ?? [],
  );
  return {
    format: "DSSE",
    signed: [],
    ...definedFields({ key: keys.length === 0 ? undefined : keys.join(", ") }),
    ...readCosignAnnotations(annotations),
    facts: [],
  };
}

/** What a sigstore bundle without an envelope says. Source: sigstore/protobuf-specs, `MessageSignature`. */
const bareSignature =
  "It signs the bytes that have this digest, and no statement: it says who signed them, and nothing else about them.";

/** A signature with the statement that it signs: what is signed are the statement's subjects. */
function withPayload(signature: SignatureView, envelope: LooseObject): EvidenceView {
  const payload = decodeJson(envelope["payload"]);
  if (isStatement(payload)) {
    return { signature, statement: readStatement(payload) };
  }
  const type = (textAt(envelope, "payloadType") ?? "of no type").slice(0, 200);
  if (Object.keys(payload).length === 0) {
    const notice = `Its payload (${type}) is no in-toto statement, and no JSON: it is not decoded. Raw shows it in Base64.`;
    return { signature, notice };
  }
  const predicate = readDocument(payload) ?? {
    kind: "other",
    facts: [],
    text: JSON.stringify(payload),
  };
  return {
    ...standAlone(predicate),
    signature,
    notice: `Its payload (${type}) is no in-toto statement, so it names no image. It is shown as it is.`,
  };
}

/** The first of several JSON lines. @returns undefined if the text is something else */
function readFirstLine(text: string, annotations: Annotations): EvidenceView | undefined {
  const lines = splitJsonLines(text);
  const evidence = lines && readEvidence(lines.first, annotations);
  return evidence && { ...evidence, notice: lines.notice };
}

function undecoded(text: string): EvidenceView | undefined {
  const notice = describeUndecoded(text);
  return notice === undefined ? undefined : { notice };
}
