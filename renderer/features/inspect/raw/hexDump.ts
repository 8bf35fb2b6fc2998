/** Bytes of a line. */
export const bytesPerLine = 16;

/** A line of bytes, as hexdump shows it. */
export interface HexLine {
  /** The offset of the first byte in hexadecimal. */
  readonly offset: string;
  /** The bytes in hexadecimal, in two groups of eight. */
  readonly hex: string;
  /** Their printable ASCII characters, and dots. */
  readonly text: string;
}

/** Formats up to 16 bytes. @param offset of the first one */
export function hexLine(bytes: Uint8Array, offset: number): HexLine {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"));
  return {
    offset: offset.toString(16).padStart(8, "0"),
    hex: `${hex.slice(0, 8).join(" ")}  ${hex.slice(8).join(" ")}`.padEnd(48),
    text: Array.from(bytes, (byte) =>
      byte >= 32 && byte < 127 ? String.fromCharCode(byte) : ".",
    ).join(""),
  };
}

/** Formats bytes as hexdump does: the offset, 16 bytes in hexadecimal, and their printable ASCII characters. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += bytesPerLine) {
    const { offset, hex, text } = hexLine(bytes.subarray(at, at + bytesPerLine), at);
    lines.push(`${offset}  ${hex}  |${text}|`);
  }
  return lines.join("\n");
}
