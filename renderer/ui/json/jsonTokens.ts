const quote = 0x22;
const backslash = 0x5c;

/** Whether a code unit is whitespace of JSON. Source: RFC 8259, section 2. */
export function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** Whether a code unit is a token of its own: a bracket, comma or colon. */
function isPunctuation(code: number): boolean {
  return (
    code === 0x7b ||
    code === 0x7d ||
    code === 0x5b ||
    code === 0x5d ||
    code === 0x2c ||
    code === 0x3a
  );
}

/**
 * Returns the end of the token of JSON that starts at a position. Any text consists of tokens: a string that is never
 * closed ends with the text, and what is no JSON ends where JSON may go on.
 */
export function tokenEnd(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (isPunctuation(first)) {
    return start + 1;
  }
  let at = start + 1;
  if (first === quote) {
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === backslash) {
        at += 1;
      } else if (code === quote) {
        return at + 1;
      }
    }
    return text.length;
  }
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote || isSpace(code) || isPunctuation(code)) {
      break;
    }
  }
  return at;
}
