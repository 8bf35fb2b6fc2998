import { lstat } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { openFile } from "../disk/openFile.ts";
import { corruptEntry } from "./journalError.ts";

/**
 * Bytes of the longest line. A plan of ten thousand blobs has about 3 MB; the previous content of a tag has at most
 * 11 MB.
 */
export const maxLineBytes = 64 * 1024 * 1024;

/** Bytes of the largest file that is read. Larger ones were changed by another program. */
const maxFileBytes = 256 * 1024 * 1024;

/** Bytes that are read at once, without yielding to the event loop. */
const chunkBytes = 256 * 1024;

/** Characters of a checksum in hexadecimal and the space after it. */
const prefixLength = 9;

/** Returns a record as a line of a journal file: the CRC-32 of its JSON, a space, the JSON, a newline. */
export function encodeLine(record: object): Uint8Array {
  // JSON.stringify escapes newlines, so the only one is the last byte.
  const json = Buffer.from(JSON.stringify(record));
  return Buffer.concat([Buffer.from(`${checksum(json)} `), json, Buffer.from("\n")]);
}

/** A line of a journal file. */
interface JournalLine {
  /** The JSON of the record; undefined if the line is damaged, incomplete or too long. */
  readonly json: Buffer | undefined;
  /** The offset in the file of the next line. */
  readonly end: number;
}

/**
 * Reads a journal file line by line, with at most one line in memory.
 *
 * @throws EngineError `disk` if it is not a file, or larger than any file that is written
 */
export async function* readLines(file: string): AsyncGenerator<JournalLine> {
  // A link is not followed: the journal contains none.
  if (!(await lstat(file)).isFile()) {
    throw corruptEntry("it is not a file");
  }
  const handle = await openFile(file);
  try {
    const { size } = await handle.stat();
    if (size > maxFileBytes) {
      throw corruptEntry("it is too large");
    }
    // Not larger than the file: a list reads thousands of small ones.
    const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, Math.max(size, 1)));
    let parts: Buffer[] = [];
    let length = 0;
    let end = 0;
    const append = (part: Buffer): void => {
      length += part.byteLength;
      if (length <= maxLineBytes) {
        parts.push(Buffer.from(part));
      } else {
        parts = [];
      }
    };
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, chunk.byteLength, end + length);
      if (bytesRead === 0) {
        break;
      }
      let from = 0;
      for (;;) {
        const newline = chunk.subarray(0, bytesRead).indexOf(10, from);
        if (newline === -1) {
          break;
        }
        append(chunk.subarray(from, newline));
        end += length + 1;
        yield { json: length <= maxLineBytes ? decodeLine(Buffer.concat(parts)) : undefined, end };
        parts = [];
        length = 0;
        from = newline + 1;
      }
      append(chunk.subarray(from, bytesRead));
    }
    if (length > 0) {
      yield { json: undefined, end: end + length };
    }
  } finally {
    await handle.close();
  }
}

/** Returns the JSON of a line without its newline; undefined if the checksum differs. */
function decodeLine(line: Buffer): Buffer | undefined {
  const json = line.subarray(prefixLength);
  return line.toString("latin1", 0, prefixLength) === `${checksum(json)} ` ? json : undefined;
}

function checksum(bytes: Uint8Array): string {
  return crc32(bytes).toString(16).padStart(8, "0");
}
