import type { FileHandle } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { EngineError } from "../../errors.ts";
import { FileByteReader, StreamByteReader, type ByteReader } from "./byteReader.ts";
import { blockSize, readHeader } from "./tarHeader.ts";
import { isZstd, unpackZstd } from "./zstd.ts";

/**
 * Returns how many bytes a compressed archive may decompress to: 4 GiB, or a hundred times its size. Layers compress to
 * a third or a tenth, and most are already compressed. Hostile gzip expands a thousandfold, zstd thirty thousandfold.
 * @param size of the file in bytes
 */
function maxDecompressedSize(size: number): number {
  return Math.max(4 * 1024 ** 3, 100 * size);
}

/** Detects the compression of a file by its first bytes; the extension may be wrong. */
function detectCompression(start: Buffer, archive: string): "none" | "gzip" | "zstd" {
  if (isGzip(start)) {
    return "gzip";
  }
  if (isZstd(start)) {
    return "zstd";
  }
  const unsupported = detectUnsupported(start);
  if (unsupported === undefined) {
    return "none";
  }
  throw new EngineError(
    "layout_invalid",
    `The archive ${archive} is compressed with ${unsupported}.`,
    {
      hint: "Supported are plain tar archives and those compressed with gzip or zstd. Decompress it first.",
    },
  );
}

function detectUnsupported(start: Buffer): "bzip2" | "xz" | undefined {
  if (start.subarray(0, 3).toString("latin1") === "BZh") {
    return "bzip2";
  }
  return start.subarray(1, 5).toString("latin1") === "7zXZ" ? "xz" : undefined;
}

/** Reports whether the first bytes of a file are those of gzip. */
export function isGzip(start: Buffer): boolean {
  return start[0] === 0x1f && start[1] === 0x8b;
}

/** Reports whether a file may be an archive, compressed or not. @param start its first 512 bytes */
export function isArchiveStart(start: Buffer): boolean {
  if (isGzip(start) || isZstd(start)) {
    return true;
  }
  if (start.byteLength < blockSize) {
    return false;
  }
  const header = readHeader(start);
  return header !== undefined && !(header instanceof Error);
}

/**
 * Opens a reader at the start of an archive, which decompresses it if necessary.
 * @param file.archive its path, for errors
 * @param file.size in bytes
 * @returns the reader, which throws EngineError `too_large` if the archive decompresses to more than allowed
 * @throws EngineError `layout_invalid` for unsupported compression
 */
export async function openDecompressed(
  handle: FileHandle,
  file: { readonly archive: string; readonly size: number; readonly signal: AbortSignal },
): Promise<{ readonly reader: ByteReader; readonly isCompressed: boolean }> {
  const { archive, size, signal } = file;
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
  const compression = detectCompression(buffer.subarray(0, bytesRead), archive);
  const bytes = new FileByteReader(handle, { archive, size }, signal);
  if (compression === "none") {
    return { reader: bytes, isCompressed: false };
  }
  return { reader: unpack(bytes, compression, { size, signal }), isCompressed: true };
}

/**
 * Opens a reader of a stream from its start, which decompresses it if necessary.
 * @param stream.archive its name, for errors
 * @param stream.size in bytes, of the compressed stream
 * @returns the reader, which throws EngineError `too_large` if the stream decompresses to more than allowed, and errors
 *   of the stream unchanged
 * @throws EngineError `layout_invalid` for unsupported compression
 */
export async function openDecompressedStream(
  chunks: AsyncIterable<Uint8Array>,
  stream: { readonly archive: string; readonly size: number; readonly signal: AbortSignal },
): Promise<ByteReader> {
  const { archive, size, signal } = stream;
  const rest = chunks[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let length = 0;
  while (length < 8) {
    const next = await rest.next();
    if (next.done) {
      break;
    }
    first.push(next.value);
    length += next.value.byteLength;
  }
  const compression = detectCompression(Buffer.concat(first).subarray(0, 8), archive);
  const maxBytes = compression === "none" ? maxDecompressedSize(size) : Number.POSITIVE_INFINITY;
  const bytes = new StreamByteReader(startWith(first, rest), { archive, maxBytes }, signal);
  return compression === "none" ? bytes : unpack(bytes, compression, { size, signal });
}

async function* startWith(
  first: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) {
      yield next.value;
    }
  } finally {
    await rest.return?.();
  }
}

function unpack(
  bytes: ByteReader,
  compression: "gzip" | "zstd",
  { size, signal }: { readonly size: number; readonly signal: AbortSignal },
): ByteReader {
  return new StreamByteReader(
    compression === "gzip" ? gunzip(bytes) : unpackZstd(bytes),
    { archive: bytes.archive, maxBytes: maxDecompressedSize(size) },
    signal,
  );
}

function gunzip(bytes: ByteReader): AsyncIterable<Uint8Array> {
  const unpacked = createGunzip({ chunkSize: 256 * 1024 });
  // The reader of `unpacked` gets the errors of the pipeline.
  pipeline(Readable.from(readAll(bytes), { objectMode: false }), unpacked, () => {});
  return unpacked;
}

async function* readAll(bytes: ByteReader): AsyncGenerator<Uint8Array> {
  for (;;) {
    const chunk = await bytes.read(64 * 1024);
    if (chunk.byteLength === 0) {
      return;
    }
    yield chunk;
  }
}
