const escapes: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
};

const escapePattern =
  /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|([\s\S]))/g;

/** The text of a Go string, in double quotes or back quotes. @throws if an escape is unknown */
export function unquoteString(quoted: string): string {
  const inner = quoted.slice(1, -1);
  return quoted.startsWith("`") ? inner.replaceAll("\r", "") : unescape(inner);
}

/** The code point of a Go character in single quotes. @throws if it is not one character */
export function unquoteCharacter(quoted: string): number {
  const [character, ...more] = unescape(quoted.slice(1, -1));
  if (character === undefined || more.length > 0) {
    throw new Error(`malformed character constant: ${quoted}`);
  }
  return character.codePointAt(0) ?? 0;
}

function unescape(text: string): string {
  return text.replaceAll(
    escapePattern,
    (whole, hex?: string, short?: string, long?: string, octal?: string, letter?: string) => {
      const digits = hex ?? short ?? long;
      if (digits !== undefined) {
        return String.fromCodePoint(Number.parseInt(digits, 16));
      }
      if (octal !== undefined) {
        return String.fromCodePoint(Number.parseInt(octal, 8));
      }
      const escaped = escapes[letter ?? ""];
      if (escaped === undefined) {
        throw new Error(`invalid escape ${whole} in a string`);
      }
      return escaped;
    },
  );
}
