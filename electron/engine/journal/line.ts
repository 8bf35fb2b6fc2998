import { crc32 } from "node:zlib";

/** A line's checksum in hexadecimal, and the space after it. */
const prefix = 9;

/** A record as a line of a journal's file: the checksum of its JSON, a space, the JSON, a newline. */
export function encodeLine(record: object): Uint8Array {
  // JSON.stringify escapes newlines, so the only one is the last byte.
  const json = Buffer.from(JSON.stringify(record));
  return Buffer.concat([Buffer.from(`${checksum(json)} `), json, Buffer.from("\n")]);
}

/**
 * The JSON of a line.
 * @param line without its newline
 * @returns undefined where it is not what was written
 */
export function decodeLine(line: Buffer): Buffer | undefined {
  const json = line.subarray(prefix);
  return line.toString("latin1", 0, prefix) === `${checksum(json)} ` ? json : undefined;
}

function checksum(bytes: Uint8Array): string {
  return crc32(bytes).toString(16).padStart(8, "0");
}
