/** A piece of a text; with an address, it is a link. */
export interface TextPiece {
  readonly text: string;
  readonly url?: string;
}

/** The longest text that is searched, in UTF-16 units; the longest address, which is what the app opens; most links. */
const maxLength = { text: 64 * 1024, url: 4096, links: 100 } as const;

/**
 * An address of a web page, up to what ends it in a list: a space, a quote, a bracket that cannot be in it, a separator
 * after the host or before the next address. Source: RFC 3986, appendix C, "Delimiting a URI in Context".
 */
const address =
  /\bhttps?:\/\/[^\s"'<>`\\^{}|,;/?#]+(?:[/?#](?:(?![,;|:]https?:\/\/)[^\s"'<>`\\^{}|])*)?/gi;

/** Text that is one address, with all that it ends with. */
const whole = /^https?:\/\/[^\s,;/?#]+(?:[/?#](?:(?![,;|:]https?:\/\/)\S)*)?$/i;

/** What may follow an address in a sentence without being a part of it. */
const punctuation: ReadonlySet<string> = new Set(".,;:!?");

/**
 * Splits text into links and what is between them. Only addresses of web pages, with `http:` or `https:`, are links.
 *
 * @param text outside text, of any length
 * @returns pieces whose texts joined are the text
 */
export function splitLinks(text: string): readonly TextPiece[] {
  if (whole.test(text) && canOpen(text)) {
    return [{ text, url: text }];
  }
  const pieces: TextPiece[] = [];
  let from = 0;
  let links = 0;
  for (const match of text.slice(0, maxLength.text).matchAll(address)) {
    if (links === maxLength.links) {
      break;
    }
    const found = match[0].length > maxLength.url ? "" : trimmed(match[0]);
    // In `git+https://HOST/PATH@REVISION`, the revision is no part of the address. Source: SPDX 2.3, §7.7.
    const isGit = text.startsWith("git+", match.index - 4);
    const url = isGit ? found.replace(/@.*/s, "") : found;
    if (!canOpen(url)) {
      continue;
    }
    if (match.index > from) {
      pieces.push({ text: text.slice(from, match.index) });
    }
    pieces.push({ text: url, url });
    from = match.index + url.length;
    links += 1;
  }
  return from < text.length || pieces.length === 0
    ? [...pieces, { text: text.slice(from) }]
    : pieces;
}

/** Whether the app opens an address: one with a host and without credentials. */
function canOpen(url: string): boolean {
  return url.length <= maxLength.url && /^https?:\/\/[^/?#@\\]+(?:[/?#]|$)/i.test(url);
}

/** Without the punctuation after it, and without brackets that were opened before it. */
function trimmed(url: string): string {
  const extra = { ")": count(url, ")") - count(url, "("), "]": count(url, "]") - count(url, "[") };
  let end = url.length;
  for (; end > 0; end -= 1) {
    const last = url[end - 1] ?? "";
    if ((last === ")" || last === "]") && extra[last] > 0) {
      extra[last] -= 1;
    } else if (!punctuation.has(last)) {
      break;
    }
  }
  return url.slice(0, end);
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
