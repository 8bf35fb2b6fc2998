import { lstat } from "node:fs/promises";
import { openFile } from "../disk/openFile.ts";
import { decodeLine } from "./line.ts";
import { corruptEntry } from "./journalError.ts";
import { limits } from "./limits.ts";

/** Bytes read at once: what is between two turns of the event loop. */
const chunkBytes = 256 * 1024;

/** A line of a journal's file. */
export interface ReadLine {
  /** Its JSON; undefined where the line is damaged, interrupted or too long. */
  readonly json: Buffer | undefined;
  /** Where the file goes on after it. */
  readonly end: number;
}

/**
 * Read a journal's file line by line, without holding more of it than a line.
 * @throws EngineError `disk` where it is no file, or one larger than any that is written
 */
export async function* readLines(file: string): AsyncGenerator<ReadLine> {
  // A link is not followed: the journal has none.
  if (!(await lstat(file)).isFile()) throw corruptEntry("it is no file");
  const handle = await openFile(file);
  try {
    if ((await handle.stat()).size > limits.file) throw corruptEntry("it is too large");
    const chunk = Buffer.alloc(chunkBytes);
    let parts: Buffer[] = [];
    let length = 0;
    let end = 0;
    const take = (part: Buffer): void => {
      length += part.byteLength;
      if (length <= limits.line) parts.push(Buffer.from(part));
      else parts = [];
    };
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, chunkBytes, end + length);
      if (bytesRead === 0) break;
      let from = 0;
      for (;;) {
        const newline = chunk.subarray(0, bytesRead).indexOf(10, from);
        if (newline === -1) break;
        take(chunk.subarray(from, newline));
        end += length + 1;
        yield { json: length <= limits.line ? decodeLine(Buffer.concat(parts)) : undefined, end };
        parts = [];
        length = 0;
        from = newline + 1;
      }
      take(chunk.subarray(from, bytesRead));
    }
    if (length > 0) yield { json: undefined, end: end + length };
  } finally {
    await handle.close();
  }
}
