import type { FileHandle } from "node:fs/promises";
import { corruptArchive, oversizedArchive } from "./archiveErrors.ts";

/** In bytes. */
const maxChunkSize = 256 * 1024;

/** Reads bytes forward: from a file, or from a decompressor. */
export interface ByteReader {
  /** Path of the archive, for errors. */
  readonly archive: string;
  /** Number of bytes read or skipped. */
  readonly position: number;
  /** Reads the next bytes: at least one and at most `limit`; none at the end. */
  read(limit: number): Promise<Uint8Array>;
  /** Skips bytes. @throws EngineError `layout_invalid` if the end comes first */
  skip(count: number): Promise<void>;
  /** Closes the decompressor. The file stays open: its opener closes it. */
  close(): Promise<void>;
}

/** Reads a file. Skipping is free. */
export class FileByteReader implements ByteReader {
  readonly archive: string;
  readonly #handle: FileHandle;
  readonly #size: number;
  readonly #signal: AbortSignal;
  #position = 0;

  /** @param file.size in bytes; bytes that are appended later are not read */
  constructor(
    handle: FileHandle,
    { archive, size }: { readonly archive: string; readonly size: number },
    signal: AbortSignal,
  ) {
    this.#handle = handle;
    this.archive = archive;
    this.#size = size;
    this.#signal = signal;
  }

  get position(): number {
    return this.#position;
  }

  async read(limit: number): Promise<Uint8Array> {
    this.#signal.throwIfAborted();
    const length = Math.min(limit, maxChunkSize, this.#size - this.#position);
    if (length <= 0) {
      return new Uint8Array();
    }
    const buffer = Buffer.allocUnsafe(length);
    const { bytesRead } = await this.#handle.read(buffer, 0, length, this.#position);
    this.#position += bytesRead;
    return buffer.subarray(0, bytesRead);
  }

  async skip(count: number): Promise<void> {
    if (count > this.#size - this.#position) {
      throw corruptArchive(this.archive, "it is truncated");
    }
    this.#position += count;
  }

  async close(): Promise<void> {}
}

/** Reads a stream. Skipping reads the bytes. */
export class StreamByteReader implements ByteReader {
  readonly archive: string;
  readonly #maxBytes: number;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #signal: AbortSignal;
  #position = 0;
  #rest: Uint8Array = new Uint8Array();

  /** @param options.maxBytes limit of the bytes that are read; unlimited by default */
  constructor(
    stream: AsyncIterable<Uint8Array>,
    options: { readonly archive: string; readonly maxBytes?: number },
    signal: AbortSignal,
  ) {
    const { archive, maxBytes = Number.POSITIVE_INFINITY } = options;
    this.#chunks = stream[Symbol.asyncIterator]();
    this.archive = archive;
    this.#maxBytes = maxBytes;
    this.#signal = signal;
  }

  get position(): number {
    return this.#position;
  }

  async read(limit: number): Promise<Uint8Array> {
    while (this.#rest.byteLength === 0) {
      this.#signal.throwIfAborted();
      const next = await this.#next();
      if (next.done) {
        return new Uint8Array();
      }
      this.#rest = next.value;
      this.#checkLimit(this.#position + this.#rest.byteLength);
    }
    const chunk = this.#rest.subarray(0, limit);
    this.#rest = this.#rest.subarray(chunk.byteLength);
    this.#position += chunk.byteLength;
    return chunk;
  }

  async skip(count: number): Promise<void> {
    // Checked before decompressing: a tar header can announce more bytes than any disk has.
    this.#checkLimit(this.#position + count);
    for await (const chunk of readChunks(this, count)) {
      void chunk;
    }
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  #checkLimit(end: number): void {
    if (end <= this.#maxBytes) {
      return;
    }
    throw oversizedArchive(this.archive, `it decompresses to more than ${this.#maxBytes} bytes`);
  }

  async #next(): Promise<IteratorResult<Uint8Array>> {
    try {
      return await this.#chunks.next();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Codes of zlib are about the data. Errors of the file system are left to the caller.
      if (typeof code !== "string" || !/^Z(?:STD)?_/.test(code)) {
        throw error;
      }
      const why = code === "Z_BUF_ERROR" ? "it is truncated" : "its compressed data is corrupt";
      throw corruptArchive(this.archive, why, error);
    }
  }
}

/**
 * Reads the next `count` bytes as chunks.
 * @throws EngineError `layout_invalid` if the end comes first
 */
export async function* readChunks(reader: ByteReader, count: number): AsyncGenerator<Uint8Array> {
  let left = count;
  while (left > 0) {
    const chunk = await reader.read(left);
    if (chunk.byteLength === 0) {
      throw corruptArchive(reader.archive, "it is truncated");
    }
    left -= chunk.byteLength;
    yield chunk;
  }
}

/**
 * Reads the next `count` bytes into memory. The caller limits the count.
 * @throws EngineError `layout_invalid` if the end comes first
 */
export async function readExactly(reader: ByteReader, count: number): Promise<Buffer> {
  const first = count === 0 ? new Uint8Array() : await reader.read(count);
  if (first.byteLength === count) {
    // A header is rarely split: no copy.
    return Buffer.from(first.buffer, first.byteOffset, count);
  }
  if (first.byteLength === 0) {
    throw corruptArchive(reader.archive, "it is truncated");
  }
  const chunks = [first];
  for await (const chunk of readChunks(reader, count - first.byteLength)) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, count);
}
