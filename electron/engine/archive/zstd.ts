import { Decompress } from "fzstd";
import { take, type Cursor } from "./cursor.ts";
import { damaged, tooLarge } from "./damage.ts";

const frameMagic = 0xfd2fb528;
/** Ends in any of sixteen digits. */
const skippableMagic = 0x184d2a50;

/** The window that `zstd` itself takes without being told to. It is held in memory as long as a frame lasts. */
const largestWindow = 128 * 1024 * 1024;
/** Source: RFC 8878, 3.1.1.2.3: no block is larger, packed or unpacked. */
const largestBlock = 128 * 1024;

/**
 * Decompress Zstandard, one block at a time.
 *
 * The frames are walked here, so that the decompressor is never asked for a window of gigabytes, nor given so
 * many blocks at once that what becomes of them fills the memory. Checksums are left alone: what is read from
 * an archive has digests. Source: RFC 8878, "Zstandard Frames".
 *
 * @param cursor over the compressed bytes
 */
export async function* unpackZstd(cursor: Cursor): AsyncGenerator<Uint8Array> {
  for (;;) {
    const first = await cursor.piece(1);
    if (first.byteLength === 0) return;
    const magic = Buffer.concat([first, await take(cursor, 3)]);
    if ((magic.readUInt32LE() & 0xfffffff0) >>> 0 === skippableMagic) {
      const size = await take(cursor, 4);
      await cursor.skip(size.readUInt32LE());
    } else if (magic.readUInt32LE() === frameMagic) {
      yield* unpackFrame(cursor, magic);
    } else {
      throw damaged(cursor.archive, "its compression is damaged");
    }
  }
}

async function* unpackFrame(cursor: Cursor, magic: Buffer): AsyncGenerator<Uint8Array> {
  const { header, checksum } = await readFrameHeader(cursor);
  const unpacked: Uint8Array[] = [];
  const decompressor = new Decompress((bytes) => void unpacked.push(bytes));
  const push = (bytes: Uint8Array, final: boolean): void => {
    try {
      decompressor.push(bytes, final);
    } catch (cause) {
      throw damaged(cursor.archive, "its compression is damaged", cause);
    }
  };
  push(Buffer.concat([magic, header]), false);
  for (;;) {
    const block = await take(cursor, 3);
    const word = block.readUIntLE(0, 3);
    const size = word >>> 3;
    if (size > largestBlock) throw damaged(cursor.archive, "its compression is damaged");
    const last = (word & 1) === 1;
    // A run is one byte, whatever length it stands for.
    const packed = ((word >>> 1) & 3) === 1 ? 1 : size;
    const body = await take(cursor, packed + (last ? checksum : 0));
    push(Buffer.concat([block, body]), last);
    yield* unpacked.splice(0);
    if (last) return;
  }
}

/** Source: RFC 8878, 3.1.1.1, "Frame_Header". */
async function readFrameHeader(cursor: Cursor): Promise<{ header: Buffer; checksum: number }> {
  const descriptor = await take(cursor, 1);
  const flags = descriptor.readUInt8();
  if ((flags & 3) !== 0) {
    throw damaged(cursor.archive, "it was compressed with a dictionary, which is not in it");
  }
  const single = (flags & 0x20) !== 0;
  const sizeBytes = [single ? 1 : 0, 2, 4, 8][flags >>> 6] ?? 0;
  const rest = await take(cursor, (single ? 0 : 1) + sizeBytes);
  const window = single ? contentSize(rest) : windowSize(rest.readUInt8());
  if (window > largestWindow) {
    throw tooLarge(
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
