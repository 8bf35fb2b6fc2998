import { pipeline, Readable } from "node:stream";
import zlib from "node:zlib";
import { Decompress } from "fzstd";
import { readExactly, type ByteReader } from "./byteReader.ts";
import { corruptArchive, oversizedArchive } from "./archiveErrors.ts";

const frameMagic = 0xfd2fb528;
/** The last hexadecimal digit is arbitrary. */
const skippableMagic = 0x184d2a50;

/** In bytes, the limit of the `zstd` tool. A decompressor keeps the window in memory. */
const maxWindow = 128 * 1024 * 1024;
/** In bytes, compressed or not. Source: RFC 8878, 3.1.1.2.3. */
const maxBlockSize = 128 * 1024;

/** Node's decompressor; undefined before Node 22.15. */
export const native: Unpack | undefined =
  "createZstdDecompress" in zlib ? unpackNatively : undefined;

/** Decompresses one frame. @param archive path of the archive, for errors */
type Unpack = (frame: AsyncIterable<Uint8Array>, archive: string) => AsyncIterable<Uint8Array>;

/**
 * Decompresses Zstandard.
 *
 * Parses the frames and passes them on block by block, so that the decompressor never allocates a window of gigabytes
 * or the output of many blocks at once. Source: RFC 8878, "Zstandard Frames".
 *
 * @param reader reads the compressed bytes
 * @param unpack by default Node's decompressor if it has one
 * @throws EngineError `layout_invalid`, `too_large`
 */
export async function* unpackZstd(
  reader: ByteReader,
  unpack: Unpack = native ?? unpackInScript,
): AsyncGenerator<Uint8Array> {
  for (;;) {
    const first = await reader.read(1);
    if (first.byteLength === 0) {
      return;
    }
    const magic = Buffer.concat([first, await readExactly(reader, 3)]);
    if ((magic.readUInt32LE() & 0xfffffff0) >>> 0 === skippableMagic) {
      const size = await readExactly(reader, 4);
      await reader.skip(size.readUInt32LE());
    } else if (magic.readUInt32LE() === frameMagic) {
      yield* unpack(readFrame(reader, magic), reader.archive);
    } else {
      throw corruptArchive(reader.archive, "its compressed data is corrupt");
    }
  }
}

/** Reads the bytes of a frame block by block: the first with the header, the last with the checksum. */
async function* readFrame(reader: ByteReader, magic: Buffer): AsyncGenerator<Buffer> {
  const { header, checksum } = await readFrameHeader(reader);
  let before = Buffer.concat([magic, header]);
  for (let last = false; !last; before = Buffer.alloc(0)) {
    const block = await readExactly(reader, 3);
    const word = block.readUIntLE(0, 3);
    const size = word >>> 3;
    if (size > maxBlockSize) {
      throw corruptArchive(reader.archive, "its compressed data is corrupt");
    }
    last = (word & 1) === 1;
    // A run-length block has one byte.
    const compressedSize = ((word >>> 1) & 3) === 1 ? 1 : size;
    yield Buffer.concat([
      before,
      block,
      await readExactly(reader, compressedSize + (last ? checksum : 0)),
    ]);
  }
}

function unpackNatively(frame: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const unpacked = zlib.createZstdDecompress({
    chunkSize: 256 * 1024,
    params: { [zlib.constants.ZSTD_d_windowLogMax]: Math.log2(maxWindow) },
  });
  // The reader of `unpacked` gets the errors of the pipeline.
  pipeline(Readable.from(frame, { objectMode: false }), unpacked, () => {});
  return unpacked;
}

/**
 * Decompresses in JavaScript, for older runtimes. Does not verify checksums, because content of archives has digests. A
 * crafted block can take seconds.
 */
export async function* unpackInScript(
  frame: AsyncIterable<Uint8Array>,
  archive: string,
): AsyncGenerator<Uint8Array> {
  const unpacked: Uint8Array[] = [];
  const decompressor = new Decompress((bytes) => void unpacked.push(bytes));
  const push = (bytes: Uint8Array, final: boolean): void => {
    try {
      decompressor.push(bytes, final);
    } catch (cause) {
      throw corruptArchive(archive, "its compressed data is corrupt", cause);
    }
  };
  let held: Uint8Array | undefined;
  for await (const block of frame) {
    if (held) {
      push(held, false);
    }
    held = block;
    yield* unpacked.splice(0);
  }
  if (held) {
    push(held, true);
  }
  yield* unpacked;
}

/** Source: RFC 8878, 3.1.1.1, "Frame_Header". */
async function readFrameHeader(reader: ByteReader): Promise<{ header: Buffer; checksum: number }> {
  const descriptor = await readExactly(reader, 1);
  const flags = descriptor.readUInt8();
  if ((flags & 3) !== 0) {
    throw corruptArchive(reader.archive, "it was compressed with a dictionary");
  }
  const single = (flags & 0x20) !== 0;
  const sizeBytes = [single ? 1 : 0, 2, 4, 8][flags >>> 6] ?? 0;
  const rest = await readExactly(reader, (single ? 0 : 1) + sizeBytes);
  const window = single ? contentSize(rest) : windowSize(rest.readUInt8());
  if (window > maxWindow) {
    throw oversizedArchive(
      reader.archive,
      `decompressing it takes ${window} bytes of memory, more than ${maxWindow}`,
    );
  }
  return { header: Buffer.concat([descriptor, rest]), checksum: (flags & 4) === 0 ? 0 : 4 };
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >>> 3));
  return base + (base / 8) * (descriptor & 7);
}

function contentSize(field: Buffer): number {
  switch (field.byteLength) {
    case 8:
      return Number(field.readBigUInt64LE());
    case 2:
      return field.readUInt16LE() + 256;
    default:
      return field.readUIntLE(0, field.byteLength);
  }
}

/** Reports whether the first bytes of a file are those of Zstandard. */
export function isZstd(start: Buffer): boolean {
  if (start.byteLength < 4) {
    return false;
  }
  const magic = start.readUInt32LE();
  return magic === frameMagic || (magic & 0xfffffff0) >>> 0 === skippableMagic;
}
