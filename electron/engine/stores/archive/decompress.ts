import type { FileHandle } from "node:fs/promises";
import { Readable, pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { EngineError } from "../../errors.ts";
import { FileByteReader, StreamByteReader, type ByteReader } from "./byteReader.ts";
import { blockSize, readHeader } from "./tarHeader.ts";
import { isZstd, unpackZstd } from "./zstd.ts";

/** How the bytes of a file are packed; what is none of these is taken as it is. */
type Compression = "none" | "gzip" | "zstd";

/**
 * How many bytes a compressed archive may decompress to: 4 GiB, or a hundred times what it has itself. Layers compress
 * three- to tenfold, and most are compressed already; gzip can make a thousand of one, zstd some thirty thousand.
 * @param size of the file in bytes
 */
function mostUnpacked(size: number): number {
  return Math.max(4 * 1024 ** 3, 100 * size);
}

/** Tell by its first bytes how a file is compressed: names lie. */
function compressionOf(start: Buffer, archive: string): Compression {
  if (isGzip(start)) return "gzip";
  if (isZstd(start)) return "zstd";
  const other = start.subarray(0, 3).toString("latin1") === "BZh" ? "bzip2" : undefined;
  const name = start.subarray(1, 5).toString("latin1") === "7zXZ" ? "xz" : other;
  if (name === undefined) return "none";
  throw new EngineError("layout_invalid", `The archive ${archive} is compressed with ${name}.`, {
    hint: "Plain tar archives and those compressed with gzip or zstd can be read. Decompress it first.",
  });
}

/** Whether the first bytes of a file are those of gzip. */
export function isGzip(start: Buffer): boolean {
  return start[0] === 0x1f && start[1] === 0x8b;
}

/** Whether a file whose first block this is may be an archive, compressed or not. */
export function isArchiveStart(start: Buffer): boolean {
  if (isGzip(start) || isZstd(start)) return true;
  if (start.byteLength < blockSize) return false;
  const header = readHeader(start);
  return header !== undefined && !(header instanceof Error);
}

/**
 * Read an archive's bytes from the start, decompressed where they are compressed.
 * @param size of the file in bytes
 * @returns whether skipping is free, too
 * @throws EngineError `too_large`, also while reading, where it decompresses to more than any honest archive
 */
export async function openDecompressed(
  handle: FileHandle,
  archive: string,
  size: number,
  signal: AbortSignal,
): Promise<{ readonly cursor: ByteReader; readonly compressed: boolean }> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
  const compression = compressionOf(buffer.subarray(0, bytesRead), archive);
  const file = new FileByteReader(handle, archive, size, signal);
  const most = mostUnpacked(size);
  switch (compression) {
    case "none":
      return { cursor: file, compressed: false };
    case "gzip":
      return {
        cursor: new StreamByteReader(gunzip(file), archive, signal, most),
        compressed: true,
      };
    case "zstd":
      return {
        cursor: new StreamByteReader(unpackZstd(file), archive, signal, most),
        compressed: true,
      };
  }
}

function gunzip(file: FileByteReader): AsyncIterable<Uint8Array> {
  const unpacked = createGunzip({ chunkSize: 256 * 1024 });
  // What goes wrong is told to whoever reads the end of the pipeline.
  pipeline(Readable.from(allPieces(file), { objectMode: false }), unpacked, () => {});
  return unpacked;
}

async function* allPieces(file: FileByteReader): AsyncGenerator<Uint8Array> {
  for (;;) {
    const piece = await file.piece(64 * 1024);
    if (piece.byteLength === 0) return;
    yield piece;
  }
}
