/** Most levels of nesting: more than real documents have, and few enough for recursion. */
const maxDepth = 100;
/** Most values of a document, which bounds its memory: an empty object in three bytes takes some fifty. */
const maxValues = 8_000_000;

const quote = 0x22;
const comma = 0x2c;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * Whether the text of a JSON document is nested at most 100 levels, and has at most eight million values. Asked before
 * it is parsed: `JSON.parse` builds what a hostile document describes, and running out of memory there ends the app.
 */
export function isBoundedJson(text: string): boolean {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case quote:
        at = endOfString(text, at + 1);
        break;
      case openBrace:
      case openBracket:
        depth += 1;
        values += 1;
        break;
      case closeBrace:
      case closeBracket:
        depth -= 1;
        break;
      case comma:
        values += 1;
        break;
      default:
        break;
    }
    if (depth > maxDepth || values > maxValues) {
      return false;
    }
  }
  return true;
}

/** The position of the quote that ends a string. */
function endOfString(text: string, start: number): number {
  for (let at = start; ;) {
    const end = text.indexOf('"', at);
    if (end < 0) {
      return text.length;
    }
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === backslash && end - 1 - escapes >= start) {
      escapes += 1;
    }
    if (escapes % 2 === 0) {
      return end;
    }
    at = end + 1;
  }
}
