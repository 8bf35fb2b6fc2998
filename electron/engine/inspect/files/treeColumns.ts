/** Rows of a block, as a power of two. Blocks are never copied: one that grows to a million rows would hold up the app. */
const blockBits = 10;
const blockRows = 2 ** blockBits;

type Numbers = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** A number for each node of a tree, 0 until it is set. Takes no memory for blocks in which none is set. */
export class NumberColumn {
  readonly #type: new (length: number) => Numbers;
  readonly #blocks: Numbers[] = [];

  /** @param type the array that holds the numbers, which limits them */
  constructor(type: new (length: number) => Numbers) {
    this.#type = type;
  }

  get(row: number): number {
    return this.#blocks[row >>> blockBits]?.[row & (blockRows - 1)] ?? 0;
  }

  set(row: number, value: number): void {
    const at = row >>> blockBits;
    const block = (this.#blocks[at] ??= new this.#type(blockRows));
    block[row & (blockRows - 1)] = value;
  }
}

/** A number of bytes for each node of a tree. Takes no memory for blocks in which none is set. */
export class ByteColumn {
  readonly #width: number;
  readonly #blocks: Uint8Array[] = [];

  /** @param width bytes of each row */
  constructor(width: number) {
    this.#width = width;
  }

  /** The bytes of a row that was set. */
  get(row: number): Uint8Array {
    const start = (row & (blockRows - 1)) * this.#width;
    return (this.#blocks[row >>> blockBits] ?? new Uint8Array(0)).subarray(
      start,
      start + this.#width,
    );
  }

  /** Copies the first bytes to a row. */
  set(row: number, bytes: Uint8Array): void {
    const at = row >>> blockBits;
    const block = (this.#blocks[at] ??= new Uint8Array(blockRows * this.#width));
    block.set(bytes.subarray(0, this.#width), (row & (blockRows - 1)) * this.#width);
  }
}
