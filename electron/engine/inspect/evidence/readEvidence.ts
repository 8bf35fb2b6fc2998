import type { EvidenceView, PredicateView, SignatureView } from "../../../../shared/evidence.ts";
import type { Annotations } from "../../../../shared/oci/descriptor.ts";
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
  decodeJson,
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
    return isSpdxTagValue(text) ? standAlone(readSpdxTagValue(text)) : undefined;
  }
  if (isSigstoreBundle(document)) {
    const envelope = asObject(document["dsseEnvelope"]);
    return withStatement(readSigstoreBundle(document), decodeJson(envelope["payload"]));
  }
  if (isCosignPayload(document)) {
    return { signature: readCosignPayload(document, annotations) };
  }
  if (isNotation(document)) {
    return { signature: readNotation(document) };
  }
  if (textAt(document, "payloadType") !== undefined) {
    return withStatement(readEnvelope(document, annotations), decodeJson(document["payload"]));
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

/** A signature with the statement that it signs: what is signed are the statement's subjects. */
function withStatement(signature: SignatureView, payload: LooseObject): EvidenceView {
  return isStatement(payload) ? { signature, statement: readStatement(payload) } : { signature };
}
