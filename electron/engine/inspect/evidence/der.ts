/** A DER element: its tag, and its content as a part of the bytes. */
export interface DerElement {
  readonly tag: number;
  readonly content: Buffer;
  /** The whole element. */
  readonly bytes: Buffer;
}

/** Most elements of a sequence that are read. */
const maxElements = 64;

/**
 * Reads the elements of a sequence or set, one after another, for display. Ends at the first that is no DER.
 * Source: X.690, sections 8 and 10: tags below 31, definite lengths.
 * @param content of the sequence, or bytes with one element
 */
export function derElements(content: Buffer): readonly DerElement[] {
  const elements: DerElement[] = [];
  let at = 0;
  while (at + 2 <= content.length && elements.length < maxElements) {
    const short = content[at + 1] ?? 0;
    // A length of up to three bytes: 16 MiB are more than is read.
    const lengthBytes = short < 0x80 ? 0 : short & 0x7f;
    const start = at + 2 + lengthBytes;
    if (short === 0x80 || lengthBytes > 3 || start > content.length) {
      break;
    }
    const length = lengthBytes === 0 ? short : content.readUIntBE(at + 2, lengthBytes);
    if (start + length > content.length) {
      break;
    }
    const end = start + length;
    elements.push({
      tag: content[at] ?? 0,
      content: content.subarray(start, end),
      bytes: content.subarray(at, end),
    });
    at = end;
  }
  return elements;
}
