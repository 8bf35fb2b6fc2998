import type { FileHandle } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { EngineError } from "../../errors.ts";
import { readRange, type ByteRange } from "./archiveContents.ts";
import { FileByteReader, readChunks } from "./byteReader.ts";
import { blockSize, padding, writeHeader } from "./tarHeader.ts";
import { PartialFile } from "./partialFile.ts";

/**
 * The next version of an archive, as far as it has been pushed: files at the end of one another in an
 * unfinished file, which becomes the archive in one step. Until then the old archive is not touched.
 *
 * Not for two to write to at once.
 */
export class PendingArchive {
  readonly #path: string;
  #unfinished: PartialFile | undefined;
  /** Where the next file begins; what stands behind it, of a file that failed, is written over. */
  #end = 0;
  readonly #places = new Map<string, ByteRange>();

  constructor(path: string) {
    this.#path = path;
  }

  find(name: string): ByteRange | undefined {
    return this.#places.get(name);
  }

  /** The bytes of a file that was added, from an offset on. */
  async *stream(place: ByteRange, signal: AbortSignal, offset = 0): AsyncGenerator<Uint8Array> {
    const handle = this.#unfinished?.handle;
    if (!handle) {
      throw new EngineError("disk", `The archive ${this.#path} was finished while it was read.`, {
        hint: "Try again: it can be read from the archive now.",
        retryable: true,
      });
    }
    const cursor = new FileByteReader(handle, this.#path, this.#end, signal);
    yield* readRange(cursor, place, offset);
  }

  /**
   * Add a file. Where its bytes fail, it is not there.
   * @param bytes must be as many as `size` says
   */
  async add(
    name: string,
    size: number,
    bytes: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): Promise<void> {
    const { handle } = await this.#begin();
    const header = writeHeader(name, size);
    const place = { offset: this.#end + header.byteLength, size };
    await writeAt(handle, header, this.#end);
    let at = place.offset;
    for await (const piece of bytes) {
      signal.throwIfAborted();
      await writeAt(handle, piece, at);
      at += piece.byteLength;
    }
    if (at !== place.offset + size)
      throw new Error(`${name} has ${at - place.offset} bytes instead of ${size}.`);
    await writeAt(handle, new Uint8Array(padding(size)), at);
    this.#end = at + padding(size);
    this.#places.set(name, place);
  }

  /**
   * Put the last files in, and let it be the archive.
   * @param documents small files by name
   * @param beforeRename the last look at the old archive, which is left as it is where that throws
   */
  async finish(
    documents: Readonly<Record<string, Uint8Array>>,
    signal: AbortSignal,
    beforeRename: () => Promise<void>,
  ): Promise<void> {
    const unfinished = await this.#begin();
    const tail = Object.entries(documents).flatMap(([name, bytes]) => [
      writeHeader(name, bytes.byteLength),
      bytes,
      new Uint8Array(padding(bytes.byteLength)),
    ]);
    const last = Buffer.concat([...tail, new Uint8Array(2 * blockSize)]);
    await writeAt(unfinished.handle, last, this.#end);
    const size = this.#end + last.byteLength;
    await unfinished.handle.truncate(size);
    try {
      if (!/\.(?:tar\.gz|tgz)$/i.test(this.#path)) return await unfinished.finish(beforeRename);
      const packed = await PartialFile.begin(this.#path);
      try {
        await pack(
          new FileByteReader(unfinished.handle, this.#path, size, signal),
          size,
          packed.handle,
        );
        await packed.finish(beforeRename);
      } finally {
        await packed.discard();
      }
    } finally {
      await this.discard();
    }
  }

  /** Forget all that was added. */
  async discard(): Promise<void> {
    const unfinished = this.#unfinished;
    this.#unfinished = undefined;
    this.#places.clear();
    this.#end = 0;
    await unfinished?.discard();
  }

  async #begin(): Promise<PartialFile> {
    this.#unfinished ??= await PartialFile.begin(this.#path);
    return this.#unfinished;
  }
}

async function pack(cursor: FileByteReader, size: number, to: FileHandle): Promise<void> {
  let at = 0;
  await pipeline(Readable.from(readChunks(cursor, size)), createGzip(), async (packed) => {
    for await (const piece of packed as AsyncIterable<Uint8Array>) {
      await writeAt(to, piece, at);
      at += piece.byteLength;
    }
  });
}

/** Write all of it, in as many goes as the system wants. */
async function writeAt(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength;) {
    const { bytesWritten } = await handle.write(
      bytes,
      done,
      bytes.byteLength - done,
      position + done,
    );
    done += bytesWritten;
  }
}
