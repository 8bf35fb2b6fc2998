import { pipeline, Readable } from "node:stream";
import zlib from "node:zlib";
import { Decompress } from "fzstd";
import { readExactly, type ByteReader } from "./byteReader.ts";
import { corruptArchive, oversizedArchive } from "./archiveErrors.ts";

const frameMagic = 0xfd2fb528;
/** Ends in any of sixteen digits. */
const skippableMagic = 0x184d2a50;

/** The window that `zstd` itself takes without being told to. It is held in memory as long as a frame lasts. */
const largestWindow = 128 * 1024 * 1024;
/** Source: RFC 8878, 3.1.1.2.3: no block is larger, packed or unpacked. */
const largestBlock = 128 * 1024;

/** The decompressor of Node, which has one since 22.15 and is what the app ships with. */
export const native: Unpack | undefined =
  "createZstdDecompress" in zlib ? unpackNatively : undefined;

/** Unpacks one frame; errors that are not the archive's own are those of the frame's bytes. */
type Unpack = (frame: AsyncIterable<Uint8Array>, archive: string) => AsyncIterable<Uint8Array>;

/**
 * Decompress Zstandard.
 *
 * The frames are walked here, so that the decompressor is never asked for a window of gigabytes, nor given so
 * many blocks at once that what becomes of them fills the memory. Source: RFC 8878, "Zstandard Frames".
 *
 * @param cursor over the compressed bytes
 * @param unpack by default the best that the runtime has
 */
export async function* unpackZstd(
  cursor: ByteReader,
  unpack: Unpack = native ?? unpackInScript,
): AsyncGenerator<Uint8Array> {
  for (;;) {
    const first = await cursor.piece(1);
    if (first.byteLength === 0) return;
    const magic = Buffer.concat([first, await readExactly(cursor, 3)]);
    if ((magic.readUInt32LE() & 0xfffffff0) >>> 0 === skippableMagic) {
      const size = await readExactly(cursor, 4);
      await cursor.skip(size.readUInt32LE());
    } else if (magic.readUInt32LE() === frameMagic) {
      yield* unpack(walkFrame(cursor, magic), cursor.archive);
    } else {
      throw corruptArchive(cursor.archive, "its compression is damaged");
    }
  }
}

/** The bytes of a frame: its header with the first block, then block by block, the last with the checksum. */
async function* walkFrame(cursor: ByteReader, magic: Buffer): AsyncGenerator<Buffer> {
  const { header, checksum } = await readFrameHeader(cursor);
  let before = Buffer.concat([magic, header]);
  for (let last = false; !last; before = Buffer.alloc(0)) {
    const block = await readExactly(cursor, 3);
    const word = block.readUIntLE(0, 3);
    const size = word >>> 3;
    if (size > largestBlock) throw corruptArchive(cursor.archive, "its compression is damaged");
    last = (word & 1) === 1;
    // A run is one byte, whatever length it stands for.
    const packed = ((word >>> 1) & 3) === 1 ? 1 : size;
    yield Buffer.concat([before, block, await readExactly(cursor, packed + (last ? checksum : 0))]);
  }
}

function unpackNatively(frame: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const unpacked = zlib.createZstdDecompress({
    chunkSize: 256 * 1024,
    params: { [zlib.constants.ZSTD_d_windowLogMax]: Math.log2(largestWindow) },
  });
  // What goes wrong is told to whoever reads the end of the pipeline.
  pipeline(Readable.from(frame, { objectMode: false }), unpacked, () => {});
  return unpacked;
}

/**
 * The same for older runtimes. It believes what blocks say of themselves: a block made to that end keeps it busy
 * for seconds, and checksums are left alone. What is read from an archive has digests.
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
      throw corruptArchive(archive, "its compression is damaged", cause);
    }
  };
  let held: Uint8Array | undefined;
  for await (const block of frame) {
    if (held) push(held, false);
    held = block;
    yield* unpacked.splice(0);
  }
  if (held) push(held, true);
  yield* unpacked;
}

/** Source: RFC 8878, 3.1.1.1, "Frame_Header". */
async function readFrameHeader(cursor: ByteReader): Promise<{ header: Buffer; checksum: number }> {
  const descriptor = await readExactly(cursor, 1);
  const flags = descriptor.readUInt8();
  if ((flags & 3) !== 0) {
    throw corruptArchive(cursor.archive, "it was compressed with a dictionary, which is not in it");
  }
  const single = (flags & 0x20) !== 0;
  const sizeBytes = [single ? 1 : 0, 2, 4, 8][flags >>> 6] ?? 0;
  const rest = await readExactly(cursor, (single ? 0 : 1) + sizeBytes);
  const window = single ? contentSize(rest) : windowSize(rest.readUInt8());
  if (window > largestWindow) {
    throw oversizedArchive(
      cursor.archive,
      `it takes ${window} bytes of memory to decompress, more than ${largestWindow}`,
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

/** Whether the first bytes of a file are those of Zstandard. */
export function isZstd(start: Buffer): boolean {
  if (start.byteLength < 4) return false;
  const magic = start.readUInt32LE();
  return magic === frameMagic || (magic & 0xfffffff0) >>> 0 === skippableMagic;
}
