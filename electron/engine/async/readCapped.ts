import { EngineError } from "../errors.ts";

/**
 * Read a body whole, giving up as soon as it passes the limit, whatever its Content-Length said.
 *
 * @param limit in bytes
 * @param what names the body in the error
 * @throws EngineError `too_large`
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
      throw new EngineError(
        "too_large",
        `The ${what} is larger than ${limit} bytes, and was not read on.`,
        {
          hint: "No honest registry sends this much here. Check that the address is the one you mean.",
        },
      );
    }
    chunks.push(chunk);
  }
  // A copy even of a single chunk: what is kept for long must not keep the buffer that it was received in.
  return Buffer.concat(chunks, size);
}
