/** Size of a header in bytes. Files are padded to a multiple of it. */
export const blockSize = 512;

/** The fields of a tar header, without the names of the owner. */
export interface TarHeader {
  readonly name: string;
  readonly size: number;
  /** The type flag, one character. */
  readonly type: string;
  readonly target: string;
  /** Permissions with the set-ID bits; 0 if the field is invalid, as are the following numbers. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  readonly deviceMajor: number;
  readonly deviceMinor: number;
  /** The size of a sparse file in GNU's old format with its holes. */
  readonly realSize: number;
  /** Whether the map of a sparse file continues in the next block. */
  readonly more: boolean;
}

/**
 * Parses a header of 512 bytes.
 * Source: POSIX.1-2017, pax, "ustar Interchange Format"; GNU tar's manual, "Basic Tar Format".
 * @returns undefined for a block of zeros, which ends an archive; an Error with the reason for an invalid header
 */
export function readHeader(block: Buffer): TarHeader | Error | undefined {
  if (block.every((byte) => byte === 0)) {
    return undefined;
  }
  if (readNumber(block, 148, 8) !== checksum(block)) {
    return new Error("it is not a tar archive");
  }
  const size = readNumber(block, 124, 12);
  if (size === undefined) {
    return new Error("the size of an entry is not a number");
  }
  const name = readText(block, 0, 100);
  // GNU tar has other fields in place of the prefix.
  const prefix = block.toString("latin1", 257, 263) === "ustar\0" ? readText(block, 345, 155) : "";
  return {
    name: prefix === "" ? name : `${prefix}/${name}`,
    size,
    type: String.fromCharCode(block[156] ?? 0),
    target: readText(block, 157, 100),
    mode: readNumber(block, 100, 8) ?? 0,
    uid: readNumber(block, 108, 8) ?? 0,
    gid: readNumber(block, 116, 8) ?? 0,
    mtime: readNumber(block, 136, 12) ?? 0,
    deviceMajor: readNumber(block, 329, 8) ?? 0,
    deviceMinor: readNumber(block, 337, 8) ?? 0,
    realSize: readNumber(block, 483, 12) ?? 0,
    more: block[482] === 1,
  };
}

/**
 * Encodes the headers of a file. They are reproducible: without owner and time.
 * A pax header precedes a name or size that does not fit into a ustar header.
 * @param size in bytes
 */
export function writeHeader(name: string, size: number): Uint8Array {
  const nameBytes = Buffer.from(name);
  const records = [
    ...(nameBytes.byteLength > 100 ? [paxRecord("path", name)] : []),
    ...(size > maxOctal ? [paxRecord("size", String(size))] : []),
  ];
  const header = makeBlock(nameBytes.subarray(0, 100), Math.min(size, maxOctal), "0");
  if (records.length === 0) {
    return header;
  }
  const body = Buffer.from(records.join(""));
  return Buffer.concat([
    makeBlock(Buffer.from("PaxHeader"), body.byteLength, "x"),
    body,
    Buffer.alloc(padding(body.byteLength)),
    header,
  ]);
}

/** Returns the number of padding bytes after a file. */
export function padding(size: number): number {
  return (blockSize - (size % blockSize)) % blockSize;
}

/** Parses the records of a pax header; of duplicate keys the last counts. @returns an Error with the reason if it is invalid */
export function readPax(body: Buffer): ReadonlyMap<string, string> | Error {
  const records = new Map<string, string>();
  for (let at = 0; at < body.byteLength;) {
    // A value may contain line breaks, so only the length determines the end of a record.
    const space = body.indexOf(" ", at);
    const digits = space < 0 ? "" : body.toString("latin1", at, Math.min(space, at + 20));
    const end = at + Number(digits);
    const equals = body.indexOf("=", space);
    const isComplete =
      /^[1-9]\d*$/.test(digits) && end <= body.byteLength && body[end - 1] === 0x0a;
    if (!isComplete || equals < 0 || equals >= end) {
      return new Error("a pax header is corrupt");
    }
    records.set(
      body.toString("utf8", space + 1, equals),
      body.toString("utf8", equals + 1, end - 1),
    );
    at = end;
  }
  return records;
}

/** Maximum of eleven octal digits: 8 GiB less one. */
const maxOctal = 0o77777777777;

function makeBlock(name: Buffer, size: number, type: string): Buffer {
  const bytes = Buffer.alloc(blockSize);
  const octal = (value: number, at: number, width: number): void =>
    void bytes.write(value.toString(8).padStart(width - 1, "0"), at);
  name.copy(bytes);
  octal(0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  bytes.write(type, 156);
  bytes.write("ustar\u000000", 257);
  octal(checksum(bytes), 148, 7);
  bytes.write(" ", 155);
  return bytes;
}

/** The length of a record includes its own digits. */
function paxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest;
  while (length !== rest + String(length).length) {
    length = rest + String(length).length;
  }
  return `${length} ${key}=${value}\n`;
}

/** Sums the bytes of a header, with the checksum field as spaces. */
function checksum(block: Buffer): number {
  let sum = 8 * 0x20;
  for (let position = 0; position < blockSize; position += 1) {
    if (position < 148 || position >= 156) {
      sum += block[position] ?? 0;
    }
  }
  return sum;
}

/** Reads a number: octal digits, or big-endian if the first bit is set; undefined if it is invalid. */
function readNumber(block: Buffer, at: number, width: number): number | undefined {
  if ((block[at] ?? 0) >= 0x80) {
    // 0xff starts a negative number.
    if (block[at] !== 0x80) {
      return undefined;
    }
    const value = BigInt(`0x${block.toString("hex", at + 1, at + width)}`);
    return value > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(value);
  }
  const text = readText(block, at, width).trim();
  return /^[0-7]*$/.test(text) ? Number.parseInt(text || "0", 8) : undefined;
}

function readText(block: Buffer, at: number, width: number): string {
  const field = block.subarray(at, at + width);
  const end = field.indexOf(0);
  return field.toString("utf8", 0, end < 0 ? width : end);
}
