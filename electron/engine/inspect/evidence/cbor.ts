/** A decoded CBOR item. Tags are dropped; integers beyond 2^53 and simple values other than booleans are null. */
export type CborValue =
  | number
  | string
  | boolean
  | null
  | Uint8Array
  | readonly CborValue[]
  | ReadonlyMap<CborValue, CborValue>;

/** Most levels of nesting, and most items of a document. */
const maxDepth = 16;
const maxItems = 10_000;

/**
 * Decodes a CBOR document of definite lengths, for display. Source: RFC 8949, sections 3 and 4.2.
 * @returns undefined if it is none, has bytes after its end, or is larger than real signatures are
 */
export function decodeCbor(bytes: Uint8Array): CborValue | undefined {
  const reader = new Reader(bytes);
  try {
    const value = reader.item(maxDepth);
    return reader.isAtEnd ? value : undefined;
  } catch (error) {
    if (error instanceof RangeError) {
      return undefined;
    }
    throw error;
  }
}

/** Reads one item after another. @throws RangeError if the bytes are no CBOR, or exceed a limit */
class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #items = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.byteLength;
  }

  item(depth: number): CborValue {
    this.#items += 1;
    if (depth === 0 || this.#items > maxItems) {
      throw new RangeError("too many items");
    }
    const head = this.#view.getUint8(this.#take(1));
    const argument = this.#argument(head & 0x1f);
    switch (head >> 5) {
      case 0:
        return exactOrNull(argument);
      case 1:
        return exactOrNull(-1n - argument);
      case 2:
        return this.#slice(argument);
      case 3:
        return new TextDecoder().decode(this.#slice(argument));
      case 4:
        return this.#times(argument, () => this.item(depth - 1));
      case 5:
        return new Map(
          this.#times(argument, () => [this.item(depth - 1), this.item(depth - 1)] as const),
        );
      case 6:
        return this.item(depth - 1);
      default:
        return head === 0xf5 ? true : head === 0xf4 ? false : null;
    }
  }

  /** The number in or after the head of an item. */
  #argument(info: number): bigint {
    switch (info) {
      case 24:
        return BigInt(this.#view.getUint8(this.#take(1)));
      case 25:
        return BigInt(this.#view.getUint16(this.#take(2)));
      case 26:
        return BigInt(this.#view.getUint32(this.#take(4)));
      case 27:
        return this.#view.getBigUint64(this.#take(8));
      default:
        if (info > 27) {
          throw new RangeError("an indefinite length");
        }
        return BigInt(info);
    }
  }

  #times<T>(count: bigint, read: () => T): readonly T[] {
    if (count > BigInt(maxItems)) {
      throw new RangeError("too many items");
    }
    return Array.from({ length: Number(count) }, read);
  }

  #slice(length: bigint): Uint8Array {
    if (length > BigInt(this.#bytes.byteLength)) {
      throw new RangeError("beyond the end");
    }
    const start = this.#take(Number(length));
    return this.#bytes.subarray(start, this.#at);
  }

  /** Moves on, and returns the position before. */
  #take(length: number): number {
    const start = this.#at;
    if (start + length > this.#bytes.byteLength) {
      throw new RangeError("beyond the end");
    }
    this.#at = start + length;
    return start;
  }
}

function exactOrNull(value: bigint): number | null {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : null;
}
