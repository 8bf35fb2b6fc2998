const escapes: Readonly<Record<string, string>> = {
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
};

/** Whether Go prints a character as it is (`strconv.IsPrint`): of the spaces only U+0020. */
export function isPrintable(character: string): boolean {
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character);
}

interface QuoteOptions {
  readonly quote: '"' | "'";
  /** Whether only ASCII is printed as it is. */
  readonly ascii: boolean;
}

/** Quotes text as `strconv.Quote` and `QuoteToASCII` do, or a character as `QuoteRune` does. */
export function quoteGo(text: string, { quote, ascii }: QuoteOptions): string {
  const quoted = Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === quote) {
      return `\\${quote}`;
    }
    if (escapes[character] !== undefined) {
      return escapes[character];
    }
    if (isPrintable(character) && (!ascii || code < 0x80)) {
      return character;
    }
    const hex = code.toString(16);
    if (code < 0x20 || code === 0x7f) {
      return `\\x${hex.padStart(2, "0")}`;
    }
    return code < 0x1_00_00 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
  });
  return `${quote}${quoted.join("")}${quote}`;
}

/** Whether text can stand between back quotes (`strconv.CanBackquote`). */
export function canBackquote(text: string): boolean {
  return Array.from(text).every((character) => {
    const code = character.codePointAt(0) ?? 0;
    return (
      (code >= 0x20 || code === 9) && code !== 0x7f && character !== "`" && character !== "\uFEFF"
    );
  });
}
