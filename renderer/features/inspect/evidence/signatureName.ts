import type { SignerHint } from "../../../../shared/inspection.ts";
import { cosignPayloadType } from "../../../../shared/oci/cosignPayload.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";
import { shortenMiddle } from "../../../ui/format.ts";

/** The longest identity in a name. */
const maxIdentity = 64;

/** Whether a layer is the payload of a cosign signature. */
export function isSignature({ mediaType }: Pick<Descriptor, "mediaType">): boolean {
  return mediaType === cosignPayloadType;
}

/** The name of a signature among others: its number from 1, and whose certificate it names, if any. */
export function signatureName(number: number, signer: SignerHint | undefined): string {
  return `signature ${number}, ${signerText(signer)}`;
}

/** Who says to have signed. */
function signerText(signer: SignerHint | undefined): string {
  return signer?.identity === undefined
    ? "by a key without certificate"
    : `by ${escapeInvisible(shortenMiddle(signer.identity, maxIdentity))}`;
}

/** Whether layers are the payloads of cosign signatures. */
export function hasSignatures(
  layers: readonly { readonly descriptor: Pick<Descriptor, "mediaType"> }[],
): boolean {
  return layers.length > 0 && layers.every(({ descriptor }) => isSignature(descriptor));
}
