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
    | "end";
  readonly text: string;
  readonly at: number;
}

/** Splits a template into tokens. Trim markers and comments are applied, so that no token has them. */
export function readTokens(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let trimsNext = false;
  while (at < source.length) {
    const open = source.indexOf("{{", at);
    const end = open === -1 ? source.length : open;
    const trims = open !== -1 && /^\{\{-\s/.test(source.slice(open));
    const raw = source.slice(at, end);
    const start = trimsNext ? raw.trimStart() : raw;
    const text = trims ? start.trimEnd() : start;
    if (text !== "") {
      tokens.push({ kind: "text", text, at: byteAt(source, at) });
    }
    if (open === -1) {
      break;
    }
    const action = readAction(source, open, trims);
    tokens.push(...action.tokens);
    trimsNext = action.trims;
    at = action.end;
  }
  return [...tokens, { kind: "end", text: "EOF", at: byteAt(source, source.length) }];
}

interface Action {
  readonly tokens: readonly Token[];
  /** Where the text after it starts. */
  readonly end: number;
  /** Whether it trims the text after it. */
  readonly trims: boolean;
}

const patterns: readonly (readonly [Token["kind"], RegExp])[] = [
  ["space", /\s+/y],
  ["field", /\.[\p{L}_][\p{L}\p{N}_]*/uy],
  [
    "number",
    /[+-]?(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)/y,
  ],
  ["dot", /\./y],
  ["variable", /\$[\p{L}\p{N}_]*/uy],
  ["name", /[\p{L}_][\p{L}\p{N}_]*/uy],
  ["string", /"(?:[^"\\\n]|\\.)*"|`[^`]*`/y],
  ["character", /'(?:[^'\\\n]|\\.)+'/y],
  ["symbol", /:=|[=|(),]/y],
];

function readAction(source: string, open: number, trims: boolean): Action {
  let at = open + (trims ? 3 : 2);
  const comment = /\s*\/\*[\s\S]*?\*\/(\s+-)?\s*\}\}/y;
  comment.lastIndex = at;
  const found = comment.exec(source);
  if (found) {
    return { tokens: [], end: comment.lastIndex, trims: found[1] !== undefined };
  }
  const tokens: Token[] = [{ kind: "open", text: "{{", at: byteAt(source, open) }];
  for (;;) {
    const close = /^(\s-)?\}\}/.exec(source.slice(at, at + 4));
    if (close) {
      tokens.push({ kind: "close", text: "}}", at: byteAt(source, at) });
      return { tokens, end: at + close[0].length, trims: close[1] !== undefined };
    }
    const token = readToken(source, at);
    tokens.push(token);
    at += token.text.length;
  }
}

function readToken(source: string, at: number): Token {
  if (at >= source.length) {
    throw parseError(source, at, "unclosed action");
  }
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const text = pattern.exec(source)?.[0];
    if (text !== undefined) {
      return { kind, text, at: byteAt(source, at) };
    }
  }
  if (source[at] === '"') {
    throw parseError(source, at, "unterminated quoted string");
  }
  if (source[at] === "`") {
    throw parseError(source, at, "unterminated raw quoted string");
  }
  const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
  const code = (source.codePointAt(at) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  throw parseError(source, at, `unexpected ${JSON.stringify(character)} (U+${code}) in action`);
}

function byteAt(source: string, at: number): number {
  return Buffer.byteLength(source.slice(0, at));
}

/** An error in the syntax of a template, in Go's form. @param at in UTF-16 units */
function parseError(source: string, at: number, problem: string): Error {
  return new Error(`template: :${source.slice(0, at).split("\n").length}: ${problem}`);
}
