import type { FileHandle } from "node:fs/promises";
import { EngineError } from "../errors.ts";
import { openFile } from "./openFile.ts";

/** Bytes of one read; the signal is checked between reads. */
const chunkSize = 1024 * 1024;

/**
 * Reads a small file completely. Counts the bytes as it reads, because the file may grow meanwhile.
 * @param limit in bytes
 * @param signal aborts the read, which may be slow on network disks
 * @throws EngineError `too_large`; `disk` for a pipe or a device; errors of the file system unchanged
 */
export async function readCappedFile(
  file: string,
  limit: number,
  signal?: AbortSignal,
): Promise<Buffer> {
  const handle = await openFile(file);
  try {
    const { size } = await handle.stat();
    if (size <= limit) {
      const bytes = await readUpTo(handle, { size, limit, signal });
      if (bytes !== undefined) {
        return bytes;
      }
    }
  } finally {
    await handle.close();
  }
  throw new EngineError("too_large", `${file} exceeds ${limit} bytes.`, {
    hint: "Choose another file.",
  });
}

/**
 * Reads from the start of a file.
 * @param options.size as reported by stat, in bytes; /proc reports 0
 * @returns undefined if the file has more than `limit` bytes
 */
async function readUpTo(
  handle: FileHandle,
  options: {
    readonly size: number;
    readonly limit: number;
    readonly signal: AbortSignal | undefined;
  },
): Promise<Buffer | undefined> {
  const { size, limit, signal } = options;
  let buffer = Buffer.alloc(Math.min(size, limit) + 1);
  let filled = 0;
  for (;;) {
    signal?.throwIfAborted();
    const length = Math.min(buffer.byteLength - filled, chunkSize);
    const { bytesRead } = await handle.read(buffer, filled, length, filled);
    if (bytesRead === 0) {
      return buffer.subarray(0, filled);
    }
    filled += bytesRead;
    if (filled > limit) {
      return undefined;
    }
    if (filled === buffer.byteLength) {
      buffer = Buffer.concat([buffer, Buffer.alloc(Math.min(limit + 1 - filled, filled + 1))]);
    }
  }
}
