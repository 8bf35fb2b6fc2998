import { verifyBytes } from "../../../oci/digest.ts";
import { decodeBody, encodingIn } from "./contentEncoding.ts";
import { readCapped } from "../../../async/readCapped.ts";
import { bodyOf } from "./refusal.ts";
import { expectedDigest, type RegistryRequest } from "./request.ts";
import type { HttpResponse } from "./transport.ts";

/**
 * Read an answer's body whole and decode it. Some servers call what is compressed itself encoded, or what is not
 * compressed at all: bytes that are what was asked for by digest as they came are not decoded.
 *
 * @param limit the most bytes taken, before and after decoding
 * @throws EngineError `too_large`; `registry_invalid` where they cannot be decoded
 */
export async function readDecoded(
  answer: HttpResponse,
  limit: number,
  request: RegistryRequest,
): Promise<Uint8Array> {
  const digest = expectedDigest(request);
  if (!answer.encoded || digest === undefined)
    return await readCapped(answer.body, limit, request.what);
  const bytes = await readCapped(answer.undecoded, limit, request.what);
  if (hasDigest(bytes, digest)) return bytes;
  const decoded = decodeBody(bodyOf(bytes), encodingIn(answer.header), answer.url);
  return await readCapped(decoded, limit, request.what);
}

function hasDigest(bytes: Uint8Array, digest: string): boolean {
  try {
    verifyBytes(bytes, digest);
    return true;
  } catch {
    return false;
  }
}
