import { readdir, readlink } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { entryBytes, zstdOf } from "./archives.ts";

/** Decompressed bytes of a bomb: seconds of work, but below the limit for decompressed content. */
const unpackedBytes = 3 * 1024 ** 3;

/** The header of a tar entry with these bytes. */
const header = entryBytes({ name: "layer.tar", size: `${unpackedBytes.toString(8)}\0` });

/** Returns a gzip file of 3 MB: one member with the header, then one for each 64 MiB of zeros. */
export function gzipBomb(): Buffer {
  const piece = 64 * 1024 ** 2;
  const zeros = gzipSync(Buffer.alloc(piece));
  const members = Array<Buffer>(unpackedBytes / piece).fill(zeros);
  return Buffer.concat([gzipSync(header), ...members]);
}

/**
 * Returns a Zstandard file of 100 kB: a frame with the header, then one with runs of 128 KiB of zeros.
 * Source: RFC 8878, 3.1.1.2.2, "RLE_Block".
 */
export function zstdBomb(): Buffer {
  const run = 128 * 1024;
  const count = unpackedBytes / run;
  const blocks = Buffer.alloc(count * 4);
  for (let block = 0; block < count; block += 1) {
    blocks.writeUIntLE((run << 3) | (1 << 1) | (block === count - 1 ? 1 : 0), block * 4, 3);
  }
  // The magic, no flags, and a window of 128 KiB.
  const frame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38]);
  return Buffer.concat([zstdOf(header), frame, blocks]);
}

/** Counts the open handles of this process for a file. Linux only: reads `/proc`. */
export async function countOpen(file: string): Promise<number> {
  const links = (await readdir("/proc/self/fd")).map((fd) =>
    readlink(`/proc/self/fd/${fd}`).catch(() => ""),
  );
  return (await Promise.all(links)).filter((link) => link === file).length;
}
