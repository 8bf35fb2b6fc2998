import type { FileHandle } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { EngineError } from "../../errors.ts";
import { readRange, type ByteRange } from "./archiveContents.ts";
import { FileByteReader, readChunks } from "./byteReader.ts";
import { PartialFile } from "./partialFile.ts";
import { blockSize, padding, writeHeader } from "./tarHeader.ts";

/**
 * The next version of an archive: files that are appended to a partial file, which replaces the archive when a tag is
 * set. Until then the archive is unchanged.
 *
 * Not safe for concurrent writes.
 */
export class PendingArchive {
  /** Pushed manifests with a subject, which the index of the archive must list. By digest. */
  readonly referrers = new Map<string, Descriptor>();
  readonly #path: string;
  #partial: PartialFile | undefined;
  /** Where the next file begins. Bytes after it are of a file that failed, and are overwritten. */
  #end = 0;
  readonly #files = new Map<string, ByteRange>();

  /** @param path of the archive */
  constructor(path: string) {
    this.#path = path;
  }

  /** Locates a file that was added. */
  find(name: string): ByteRange | undefined {
    return this.#files.get(name);
  }

  /** Reads a file that was added as chunks. @param offset in the file, in bytes */
  async *stream(range: ByteRange, signal: AbortSignal, offset = 0): AsyncGenerator<Uint8Array> {
    const handle = this.#partial?.handle;
    if (!handle) {
      throw new EngineError("disk", `The archive ${this.#path} was completed while it was read.`, {
        hint: "Try again: the content is in the archive now.",
        retryable: true,
      });
    }
    yield* readRange(
      new FileByteReader(handle, { archive: this.#path, size: this.#end }, signal),
      range,
      offset,
    );
  }

  /**
   * Adds a file. If its bytes fail, it is not added.
   * @param file.bytes exactly `size` bytes
   */
  async add(
    name: string,
    file: {
      readonly size: number;
      readonly bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
    },
    signal: AbortSignal,
  ): Promise<void> {
    const { size, bytes } = file;
    const { handle } = await this.#open();
    const header = writeHeader(name, size);
    const range = { offset: this.#end + header.byteLength, size };
    await writeAt(handle, header, this.#end);
    let position = range.offset;
    for await (const chunk of bytes) {
      signal.throwIfAborted();
      await writeAt(handle, chunk, position);
      position += chunk.byteLength;
    }
    if (position !== range.offset + size) {
      throw new Error(`${name} has ${position - range.offset} bytes instead of ${size}.`);
    }
    await writeAt(handle, new Uint8Array(padding(size)), position);
    this.#end = position + padding(size);
    this.#files.set(name, range);
  }

  /**
   * Adds the last files and replaces the archive, compressed if its name says so. Forgets all files, also if it fails.
   * @param documents small files by name
   * @param beforeRename last check of the archive, which stays if this throws
   */
  async commit(
    documents: Readonly<Record<string, Uint8Array>>,
    signal: AbortSignal,
    beforeRename: () => Promise<void>,
  ): Promise<void> {
    await using _all = { [Symbol.asyncDispose]: () => this.discard() };
    const partial = await this.#open();
    const size = await this.#writeEnd(partial.handle, documents);
    if (!/\.(?:tar\.gz|tgz)$/i.test(this.#path)) {
      await partial.commit(beforeRename);
      return;
    }
    await using compressed = await PartialFile.create(this.#path);
    const reader = new FileByteReader(partial.handle, { archive: this.#path, size }, signal);
    await compress(reader, size, compressed.handle);
    await compressed.commit(beforeRename);
  }

  /** @returns the size of the archive in bytes */
  async #writeEnd(
    handle: FileHandle,
    documents: Readonly<Record<string, Uint8Array>>,
  ): Promise<number> {
    const files = Object.entries(documents).flatMap(([name, bytes]) => [
      writeHeader(name, bytes.byteLength),
      bytes,
      new Uint8Array(padding(bytes.byteLength)),
    ]);
    const end = Buffer.concat([...files, new Uint8Array(2 * blockSize)]);
    await writeAt(handle, end, this.#end);
    const size = this.#end + end.byteLength;
    await handle.truncate(size);
    return size;
  }

  /** Forgets all files that were added. */
  async discard(): Promise<void> {
    const partial = this.#partial;
    this.#partial = undefined;
    this.#files.clear();
    this.referrers.clear();
    this.#end = 0;
    await partial?.[Symbol.asyncDispose]();
  }

  async #open(): Promise<PartialFile> {
    this.#partial ??= await PartialFile.create(this.#path);
    return this.#partial;
  }
}

async function compress(reader: FileByteReader, size: number, to: FileHandle): Promise<void> {
  let position = 0;
  await pipeline(Readable.from(readChunks(reader, size)), createGzip(), async (compressed) => {
    for await (const chunk of compressed as AsyncIterable<Uint8Array>) {
      await writeAt(to, chunk, position);
      position += chunk.byteLength;
    }
  });
}

/** Writes all bytes; a single write of the system may write fewer. */
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
