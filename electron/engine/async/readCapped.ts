import { EngineError } from "../errors.ts";

/**
 * Reads a body completely, and stops when it exceeds the limit, whatever its Content-Length says.
 *
 * @param limit in bytes
 * @param what names the body in the error: `manifest`
 * @throws EngineError `too_large`; errors of the body unchanged
 */
export async function readCapped(
  body: AsyncIterable<Uint8Array>,
  limit: number,
  what: string,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > limit) {
      throw new EngineError("too_large", `The ${what} exceeds ${limit} bytes.`, {
        hint: "This is unusually large. Check the address.",
      });
    }
    chunks.push(chunk);
  }
  // Copies even a single chunk: a cached value must not keep the receive buffer alive.
  return Buffer.concat(chunks, size);
}
