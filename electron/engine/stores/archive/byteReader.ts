import type { FileHandle } from "node:fs/promises";
import { corruptArchive, oversizedArchive } from "./archiveErrors.ts";

const pieceSize = 256 * 1024;

/** Bytes that are read forward: those of a file, or what a decompressor makes of them. */
export interface ByteReader {
  /** Names the archive in errors. */
  readonly archive: string;
  /** How many bytes were read or skipped. */
  readonly position: number;
  /** The next bytes, at most `most` and at least one; none at the end. */
  piece(most: number): Promise<Uint8Array>;
  /** Pass over bytes. @throws EngineError where the end comes first */
  skip(count: number): Promise<void>;
  /** Let go of the decompressor. The file stays open: it belongs to whoever opened it. */
  close(): Promise<void>;
}

/** A cursor over the file itself, for which skipping costs nothing. */
export class FileByteReader implements ByteReader {
  readonly archive: string;
  readonly #handle: FileHandle;
  readonly #size: number;
  readonly #signal: AbortSignal;
  #position = 0;

  /** @param size of the file, beyond which nothing is read though it grow */
  constructor(handle: FileHandle, archive: string, size: number, signal: AbortSignal) {
    this.#handle = handle;
    this.archive = archive;
    this.#size = size;
    this.#signal = signal;
  }

  get position(): number {
    return this.#position;
  }

  async piece(most: number): Promise<Uint8Array> {
    this.#signal.throwIfAborted();
    const length = Math.min(most, pieceSize, this.#size - this.#position);
    if (length <= 0) return new Uint8Array();
    const buffer = Buffer.allocUnsafe(length);
    const { bytesRead } = await this.#handle.read(buffer, 0, length, this.#position);
    this.#position += bytesRead;
    return buffer.subarray(0, bytesRead);
  }

  async skip(count: number): Promise<void> {
    if (count > this.#size - this.#position) throw corruptArchive(this.archive, "it is cut short");
    this.#position += count;
  }

  async close(): Promise<void> {}
}

/** A cursor over what is made as it is read. */
export class StreamByteReader implements ByteReader {
  readonly archive: string;
  readonly #most: number;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #signal: AbortSignal;
  #position = 0;
  #rest: Uint8Array = new Uint8Array();

  /** @param most bytes that are read; no limit by default */
  constructor(
    stream: AsyncIterable<Uint8Array>,
    archive: string,
    signal: AbortSignal,
    most = Number.POSITIVE_INFINITY,
  ) {
    this.#chunks = stream[Symbol.asyncIterator]();
    this.archive = archive;
    this.#most = most;
    this.#signal = signal;
  }

  get position(): number {
    return this.#position;
  }

  async piece(most: number): Promise<Uint8Array> {
    while (this.#rest.byteLength === 0) {
      this.#signal.throwIfAborted();
      const next = await this.#next();
      if (next.done) return new Uint8Array();
      this.#rest = next.value;
      this.#checkEnd(this.#position + this.#rest.byteLength);
    }
    const piece = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(piece.byteLength);
    this.#position += piece.byteLength;
    return piece;
  }

  async skip(count: number): Promise<void> {
    // Refused before it is decompressed: a header can announce more than any disk holds.
    this.#checkEnd(this.#position + count);
    for await (const piece of readChunks(this, count)) void piece;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  #checkEnd(end: number): void {
    if (end <= this.#most) return;
    throw oversizedArchive(this.archive, `it decompresses to more than ${this.#most} bytes`);
  }

  async #next(): Promise<IteratorResult<Uint8Array>> {
    try {
      return await this.#chunks.next();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // What zlib says of damaged or missing bytes; what the disk says is left to the caller.
      if (typeof code !== "string" || !/^Z(?:STD)?_/.test(code)) throw error;
      const cut = code === "Z_BUF_ERROR";
      throw corruptArchive(
        this.archive,
        cut ? "it is cut short" : "its compression is damaged",
        error,
      );
    }
  }
}

/** The next `count` bytes as they are read. @throws EngineError where the end comes first */
export async function* readChunks(cursor: ByteReader, count: number): AsyncGenerator<Uint8Array> {
  let left = count;
  while (left > 0) {
    const piece = await cursor.piece(left);
    if (piece.byteLength === 0) throw corruptArchive(cursor.archive, "it is cut short");
    left -= piece.byteLength;
    yield piece;
  }
}

/**
 * The next bytes whole. The caller bounds how many.
 * @throws EngineError where the end comes first
 */
export async function readExactly(cursor: ByteReader, count: number): Promise<Buffer> {
  const taken: Uint8Array[] = [];
  for await (const piece of readChunks(cursor, count)) taken.push(piece);
  return Buffer.concat(taken, count);
}
