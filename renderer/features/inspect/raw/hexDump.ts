const bytesPerLine = 16;

/** Formats bytes as hexdump does: the offset, 16 bytes in hexadecimal, and their printable ASCII characters. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += bytesPerLine) {
    const line = bytes.subarray(at, at + bytesPerLine);
    const hex = Array.from(line, (byte) => byte.toString(16).padStart(2, "0"));
    const columns = `${hex.slice(0, 8).join(" ")}  ${hex.slice(8).join(" ")}`.padEnd(48);
    const text = Array.from(line, (byte) =>
      byte >= 32 && byte < 127 ? String.fromCharCode(byte) : ".",
    ).join("");
    lines.push(`${at.toString(16).padStart(8, "0")}  ${columns}  |${text}|`);
  }
  return lines.join("\n");
}
