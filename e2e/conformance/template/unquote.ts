const escapes: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

const escapePattern =
  /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|([\s\S]))/g;

/** The text of a Go string, in double quotes or back quotes. @throws if an escape is unknown */
export function unquoteString(quoted: string): string {
  const inner = quoted.slice(1, -1);
  return quoted.startsWith("`") ? inner.replaceAll("\r", "") : unescape(inner, '"');
}

/** The code point of a Go character in single quotes. @throws if it is not one character */
export function unquoteCharacter(quoted: string): number {
  const [character, ...more] = unescape(quoted.slice(1, -1), "'");
  if (character === undefined) {
    throw new Error("invalid syntax");
  }
  if (more.length > 0) {
    throw new Error(`malformed character constant: ${quoted}`);
  }
  return character.codePointAt(0) ?? 0;
}

/** Escapes of single bytes make text of bytes: two of them can be one character. */
function unescape(text: string, quote: string): string {
  const parts: Buffer[] = [];
  let end = 0;
  for (const match of text.matchAll(escapePattern)) {
    const [whole, hex, short, long, octal, letter = ""] = match;
    parts.push(Buffer.from(text.slice(end, match.index)));
    end = match.index + whole.length;
    if (hex !== undefined || octal !== undefined) {
      const byte = hex === undefined ? Number.parseInt(octal ?? "", 8) : Number.parseInt(hex, 16);
      if (byte > 255) {
        throw new Error("invalid syntax");
      }
      // In single quotes it is a code point.
      parts.push(quote === "'" ? Buffer.from(String.fromCodePoint(byte)) : Buffer.from([byte]));
      continue;
    }
    const digits = short ?? long;
    const code = digits === undefined ? undefined : Number.parseInt(digits, 16);
    if (code !== undefined && (code > 0x10_ff_ff || (code >= 0xd8_00 && code < 0xe0_00))) {
      throw new Error("invalid syntax");
    }
    const escaped =
      code === undefined
        ? letter === quote
          ? letter
          : escapes[letter]
        : String.fromCodePoint(code);
    if (escaped === undefined) {
      throw new Error("invalid syntax");
    }
    parts.push(Buffer.from(escaped));
  }
  return Buffer.concat([...parts, Buffer.from(text.slice(end))]).toString();
}
