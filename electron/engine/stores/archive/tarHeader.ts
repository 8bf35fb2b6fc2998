/** Bytes of a header, and what every file is padded to a multiple of. */
export const blockSize = 512;

/** The fields of a tar header that matter here; whose file it is and when it was made do not. */
export interface TarHeader {
  readonly name: string;
  readonly size: number;
  /** The one character of the type flag. */
  readonly type: string;
  readonly target: string;
  /** Whether the map of a sparse file goes on in the next block. */
  readonly more: boolean;
}

/**
 * Read a header of 512 bytes.
 * Source: POSIX.1-2017, pax, "ustar Interchange Format"; GNU tar's manual, "Basic Tar Format".
 * @returns undefined for a block of zeros, which ends an archive; an Error says what is wrong with it
 */
export function readHeader(block: Buffer): TarHeader | Error | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  if (readNumber(block, 148, 8) !== checksum(block)) return new Error("it is not a tar archive");
  const size = readNumber(block, 124, 12);
  if (size === undefined) return new Error("the size of an entry in it is no number");
  const name = readText(block, 0, 100);
  // GNU tar has other things in the place of the prefix.
  const prefix = block.toString("latin1", 257, 263) === "ustar\0" ? readText(block, 345, 155) : "";
  return {
    name: prefix === "" ? name : `${prefix}/${name}`,
    size,
    type: String.fromCharCode(block[156] ?? 0),
    target: readText(block, 157, 100),
    more: block[482] === 1,
  };
}

/**
 * The headers for a file: the same for the same file whoever writes it, and when.
 * A name that ustar has no room for goes before it as a pax record.
 * @param size in bytes
 */
export function writeHeader(name: string, size: number): Uint8Array {
  const nameBytes = Buffer.from(name);
  const records = [
    ...(nameBytes.byteLength > 100 ? [paxRecord("path", name)] : []),
    ...(size > largestOctal ? [paxRecord("size", String(size))] : []),
  ];
  const header = makeBlock(nameBytes.subarray(0, 100), Math.min(size, largestOctal), "0");
  if (records.length === 0) return header;
  const body = Buffer.from(records.join(""));
  return Buffer.concat([
    makeBlock(Buffer.from("PaxHeader"), body.byteLength, "x"),
    body,
    Buffer.alloc(padding(body.byteLength)),
    header,
  ]);
}

/** How many bytes follow a file of this size up to the next block. */
export function padding(size: number): number {
  return (blockSize - (size % blockSize)) % blockSize;
}

/** The records of a pax header, the last of a name counting. An Error says what is wrong with it. */
export function readPax(body: Buffer): ReadonlyMap<string, string> | Error {
  const records = new Map<string, string>();
  for (let at = 0; at < body.byteLength;) {
    // A value may hold line breaks, so only the length tells where a record ends.
    const space = body.indexOf(" ", at);
    const digits = space < 0 ? "" : body.toString("latin1", at, Math.min(space, at + 20));
    const end = at + Number(digits);
    const equals = body.indexOf("=", space);
    const whole = /^[1-9]\d*$/.test(digits) && end <= body.byteLength && body[end - 1] === 0x0a;
    if (!whole || equals < 0 || equals >= end) return new Error("a pax header in it is damaged");
    records.set(
      body.toString("utf8", space + 1, equals),
      body.toString("utf8", equals + 1, end - 1),
    );
    at = end;
  }
  return records;
}

/** What eleven octal digits hold: 8 GiB less one. */
const largestOctal = 0o77777777777;

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

/** A record's length counts its own digits. */
function paxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest;
  while (length !== rest + String(length).length) length = rest + String(length).length;
  return `${length} ${key}=${value}\n`;
}

/** The sum of a header's bytes, its own field counted as spaces. */
function checksum(block: Buffer): number {
  const sum = (from: number, to: number): number =>
    block.subarray(from, to).reduce((total, byte) => total + byte, 0);
  return sum(0, 148) + 8 * 0x20 + sum(156, blockSize);
}

/** A number in octal digits, or big-endian where the first bit is set; undefined where it is neither. */
function readNumber(block: Buffer, at: number, width: number): number | undefined {
  if ((block[at] ?? 0) >= 0x80) {
    // 0xff begins a negative number, which nothing here can be.
    if (block[at] !== 0x80) return undefined;
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
