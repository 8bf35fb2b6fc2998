/** The keywords of templates. Source: Go's text/template/parse, lex.go. */
export const keywords: ReadonlySet<string> = new Set([
  "block",
  "break",
  "continue",
  "define",
  "else",
  "end",
  "if",
  "range",
  "template",
  "with",
]);

/** A token of a template. `at` is its position in bytes. */
export interface Token {
  readonly kind:
    | "text"
    | "open"
    | "close"
    | "field"
    | "dot"
    | "variable"
    | "name"
    | "number"
    | "string"
    | "character"
    | "symbol"
    | "space"
    | "end"
    /** What cannot be read; the text is the problem. No token follows. */
    | "error";
  readonly text: string;
  readonly at: number;
}

/** The spaces that Go's templates know; JavaScript's `\s` has more. */
const leadingSpace = /^[ \t\r\n]+/;
const trailingSpace = /[ \t\r\n]+$/;

/**
 * Splits a template into tokens, as text/template does. Trim markers and comments are applied, so that no token has
 * them.
 *
 * @returns a syntax error is the last token, so that a parser can find another one before it
 */
export function readTokens(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let trimsNext = false;
  for (;;) {
    const open = source.indexOf("{{", at);
    const end = open === -1 ? source.length : open;
    const trims = open !== -1 && /^\{\{-[ \t\r\n]/.test(source.slice(open, open + 4));
    const raw = source.slice(at, end);
    const skipped = trimsNext ? (leadingSpace.exec(raw)?.[0].length ?? 0) : 0;
    const start = raw.slice(skipped);
    const text = trims ? start.replace(trailingSpace, "") : start;
    if (text !== "") {
      tokens.push({ kind: "text", text, at: byteAt(source, at + skipped) });
    }
    if (open === -1) {
      return [...tokens, { kind: "end", text: "EOF", at: byteAt(source, source.length) }];
    }
    const action = readAction(source, open, trims);
    tokens.push(...action.tokens);
    if (tokens.at(-1)?.kind === "error") {
      return tokens;
    }
    trimsNext = action.trims;
    at = action.end;
  }
}

interface Action {
  readonly tokens: readonly Token[];
  /** Where the text after it starts. */
  readonly end: number;
  /** Whether it trims the text after it. */
  readonly trims: boolean;
}

const closePattern = /([ \t\r\n]-)?\}\}/y;

function readAction(source: string, open: number, trims: boolean): Action {
  let at = open + (trims ? 4 : 2);
  if (source.startsWith("/*", at)) {
    return readComment(source, at);
  }
  const tokens: Token[] = [{ kind: "open", text: "{{", at: byteAt(source, open) }];
  let depth = 0;
  for (;;) {
    closePattern.lastIndex = at;
    const close = closePattern.exec(source);
    if (close) {
      const isUnclosed = depth > 0;
      tokens.push(
        isUnclosed
          ? problem(source, at, "unclosed left paren")
          : { kind: "close", text: "}}", at: byteAt(source, at) },
      );
      return { tokens, end: at + close[0].length, trims: close[1] !== undefined };
    }
    const token = readToken(source, at);
    depth += token.text === "(" ? 1 : token.text === ")" ? -1 : 0;
    tokens.push(depth < 0 ? problem(source, at, "unexpected right paren") : token);
    if (token.kind === "error" || depth < 0) {
      return { tokens, end: source.length, trims: false };
    }
    at += token.text.length;
  }
}

function readComment(source: string, start: number): Action {
  const end = source.indexOf("*/", start + 2);
  const failed = (text: string): Action => ({
    tokens: [problem(source, start, text)],
    end: source.length,
    trims: false,
  });
  if (end === -1) {
    return failed("unclosed comment");
  }
  closePattern.lastIndex = end + 2;
  const close = closePattern.exec(source);
  return close === null
    ? failed("comment ends before closing delimiter")
    : { tokens: [], end: closePattern.lastIndex, trims: close[1] !== undefined };
}

const word = String.raw`[\p{L}\p{Nd}_]`;
/** What may follow a name, field or variable. */
const terminator = /[ \t\r\n.,|:()]|\}\}|$/y;

const patterns: readonly (readonly [Token["kind"], RegExp])[] = [
  // A space before `-}}` is a part of the marker.
  ["space", /[ \t\r\n]+(?=[ \t\r\n]-\}\})|[ \t\r\n]+/y],
  ["field", new RegExp(String.raw`\.(?=[^\d])${word}+`, "uy")],
  ["number", /[+-]?(?:0[xX][\da-fA-F_]*|0[oO][0-7_]*|0[bB][01_]*|(?=\.?\d)[\d_]*)|[+-]/y],
  ["dot", /\./y],
  ["variable", new RegExp(String.raw`\$${word}*`, "uy")],
  ["name", new RegExp(`${word}+`, "uy")],
  ["string", /"(?:[^"\\\n]|\\[^\n])*"|`[^`]*`/y],
  ["character", /'(?:[^'\\\n]|\\[^\n])*'/y],
  ["symbol", /:=|[ -~]/y],
];

const unterminated: Readonly<Record<string, string>> = {
  '"': "unterminated quoted string",
  "`": "unterminated raw quoted string",
  "'": "unterminated character constant",
  ":": "expected :=",
};

function readToken(source: string, at: number): Token {
  if (at >= source.length) {
    return problem(source, at, "unclosed action");
  }
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const text = pattern.exec(source)?.[0];
    if (text === undefined) {
      continue;
    }
    if (kind === "number") {
      return readNumber(source, at, text);
    }
    if (kind === "symbol" && unterminated[text] !== undefined) {
      return problem(source, at, unterminated[text]);
    }
    terminator.lastIndex = at + text.length;
    if (["field", "dot", "variable", "name"].includes(kind) && !terminator.test(source)) {
      return problem(source, at, `bad character ${nameCharacter(source, at + text.length)}`);
    }
    return { kind, text, at: byteAt(source, at) };
  }
  return problem(source, at, `unrecognized character in action: ${nameCharacter(source, at)}`);
}

/** Reads the fraction and exponent of a number as well. */
function readNumber(source: string, at: number, digits: string): Token {
  const isHex = /^[+-]?0x/i.test(digits);
  const isDecimal = !/^[+-]?0[xob]/i.test(digits);
  const rest = isHex
    ? /(?:\.[\da-fA-F_]*)?(?:[pP][+-]?[\d_]*)?i?/y
    : isDecimal
      ? /(?:\.[\d_]*)?(?:[eE][+-]?[\d_]*)?i?/y
      : /(?:\.[\d_]*)?i?/y;
  rest.lastIndex = at + digits.length;
  const text = digits + (rest.exec(source)?.[0] ?? "");
  const next = /[\p{L}\p{Nd}_]/uy;
  next.lastIndex = at + text.length;
  const wrong = next.exec(source)?.[0];
  return wrong === undefined
    ? { kind: "number", text, at: byteAt(source, at) }
    : problem(source, at, `bad number syntax: ${JSON.stringify(text + wrong)}`);
}

/** A character as Go's `%#U` shows it. */
function nameCharacter(source: string, at: number): string {
  const code = source.codePointAt(at) ?? 0;
  const hex = code.toString(16).toUpperCase().padStart(4, "0");
  return `U+${hex}${code < 32 ? "" : ` '${String.fromCodePoint(code)}'`}`;
}

function byteAt(source: string, at: number): number {
  return Buffer.byteLength(source.slice(0, at));
}

function problem(source: string, at: number, text: string): Token {
  return { kind: "error", text, at: byteAt(source, at) };
}
