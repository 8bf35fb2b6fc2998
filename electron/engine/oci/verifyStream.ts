import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { createDigestVerifier } from "./digest.ts";

/**
 * Hand a blob on as it streams, and fail before its last bytes if they are not what the descriptor promises:
 * whoever uploads the stream cannot complete with wrong content.
 *
 * @throws EngineError `digest_mismatch`, `size_mismatch`
 */
export async function* verifyStream(
  stream: AsyncIterable<Uint8Array>,
  descriptor: Pick<Descriptor, "digest" | "size">,
): AsyncGenerator<Uint8Array> {
  const verifier = createDigestVerifier(descriptor.digest, descriptor.size);
  let held: Uint8Array | undefined;
  for await (const chunk of stream) {
    verifier.update(chunk);
    if (held) yield held;
    held = chunk;
  }
  verifier.finish();
  if (held) yield held;
}
