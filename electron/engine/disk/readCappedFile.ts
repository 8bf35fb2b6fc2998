import type { FileHandle } from "node:fs/promises";
import { EngineError } from "../errors.ts";
import { openFile } from "./openFile.ts";

/** Bytes of one read, after which the signal counts. */
const pieceBytes = 1024 * 1024;

/**
 * Read a small file whole. The bytes are counted as they are read: a file may grow meanwhile.
 * @param limit in bytes
 * @param signal ends the reading, which takes long on a slow disk
 * @throws EngineError `too_large`; `disk` for a pipe or a device; errors of the file system as they are
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
      const bytes = await readUpTo(handle, size, limit, signal);
      if (bytes !== undefined) return bytes;
    }
  } finally {
    await handle.close();
  }
  throw new EngineError("too_large", `${file} is larger than ${limit} bytes.`, {
    hint: "Choose another file.",
  });
}

/**
 * @param size what the file is said to have
 * @returns undefined where there is more than `limit`
 */
async function readUpTo(
  handle: FileHandle,
  size: number,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<Buffer | undefined> {
  let room = Buffer.alloc(Math.min(size, limit) + 1);
  let filled = 0;
  for (;;) {
    signal?.throwIfAborted();
    const length = Math.min(room.byteLength - filled, pieceBytes);
    const { bytesRead } = await handle.read(room, filled, length, filled);
    if (bytesRead === 0) return room.subarray(0, filled);
    filled += bytesRead;
    if (filled > limit) return undefined;
    if (filled === room.byteLength)
      room = Buffer.concat([room, Buffer.alloc(Math.min(limit + 1 - filled, filled + 1))]);
  }
}
