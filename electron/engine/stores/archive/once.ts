/** Bytes that are there as a stream of one piece, from an offset on. */
export async function* once(bytes: Uint8Array, offset = 0): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(offset);
}
