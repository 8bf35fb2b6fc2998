import pLimit from "p-limit";
import type { LayerRow, SignatureHint, SignerHint } from "../../../shared/inspection.ts";
import type { Annotations, Descriptor } from "../../../shared/oci/descriptor.ts";
import { cosignPayloadType } from "../../../shared/oci/cosignPayload.ts";
import { isDigest } from "../oci/digest.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import { EngineError } from "../errors.ts";
import type { Store } from "../stores/store.ts";
import { parseObject, textAt } from "./evidence/looseJson.ts";
import { readCosignAnnotations } from "./evidence/signature.ts";

/** Longest identity that is kept. */
const maxIdentity = 512;

/** Reads who says to have made a cosign signature from the annotations of its layer. Nothing of it is verified. */
export function readSigner(annotations: Annotations): SignerHint {
  const { certificate } = readCosignAnnotations(annotations);
  const identity = certificate?.identities[0] ?? certificate?.subject;
  return identity === undefined ? {} : { identity: identity.slice(0, maxIdentity) };
}

/** Most payloads that are read to tell signatures apart, and how many at once. */
const maxPayloads = 32;
const maxReads = 4;

/** Bytes of the largest payload that is read: cosign's have a few hundred. */
const maxPayloadBytes = 16 * 1024;

/**
 * Adds to the payloads of cosign signatures among layers who made them and which digest they sign. A payload that
 * cannot be read has no digest: its own view says why.
 */
export async function withSignatures(
  layers: readonly LayerRow[],
  store: Store,
  signal: AbortSignal,
): Promise<readonly LayerRow[]> {
  const limit = pLimit(maxReads);
  const first = new Set(layers.filter(isPayload).slice(0, maxPayloads));
  return await allOrAbort(layers, signal, async (layer, until) => {
    const { descriptor } = layer;
    if (!isPayload(layer)) {
      return layer;
    }
    const signed =
      first.has(layer) && descriptor.size <= maxPayloadBytes
        ? await limit(() => readSigned(descriptor, store, until))
        : undefined;
    const signature: SignatureHint = {
      ...readSigner(descriptor.annotations ?? {}),
      ...(signed === undefined ? {} : { signed }),
    };
    return { ...layer, signature };
  });
}

function isPayload({ descriptor: { mediaType } }: LayerRow): boolean {
  return mediaType === cosignPayloadType;
}

/** The digest that a payload names; undefined if it names none or cannot be read. */
async function readSigned(
  descriptor: Descriptor,
  store: Store,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const text = new TextDecoder().decode(await store.fetchBlob(descriptor, signal));
    const digest = textAt(parseObject(text), "critical", "image", "docker-manifest-digest");
    return digest !== undefined && isDigest(digest) ? digest : undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EngineError) {
      return undefined;
    }
    throw error;
  }
}
