import { EngineError } from "../errors.ts";

/** Deeper than any real manifest; well under what exhausts the stack of JSON.parse. */
const deepest = 100;

// The start of a string, structure and bare words of JSON; whitespace is skipped. Sticky: every token starts
// where the last ended. A whole string is not for an expression: one of many megabytes exhausts its stack.
const token = /[\t\n\r ]*(?:(")|([{}[\],:])|([^\s"{}[\],:]+))/y;

/**
 * Parse JSON that came from outside, refusing what two readers could read differently.
 *
 * Invalid UTF-8, a byte order mark, duplicate keys, integers that a double cannot hold and nesting beyond
 * 100 levels are refused: an ambiguous manifest is an attack, not a feature (CVE-2021-41190).
 *
 * @param bytes the document
 * @param what names the document in errors: `manifest sha256:…`
 * @throws EngineError `manifest_invalid`
 */
export function parseJson(bytes: Uint8Array, what: string): unknown {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw invalid(what, "it is not valid UTF-8", cause);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid(what, cause instanceof Error ? cause.message : String(cause), cause);
  }
  refuseAmbiguity(text, what);
  return value;
}

/** Fold a field name as Go's encoding/json does: case-insensitive, `ſ` and the Kelvin sign included. */
export function foldKey(key: string): string {
  return key.toUpperCase().toLowerCase();
}

/** Walk text that JSON.parse accepted and refuse duplicate keys, inexact integers and too deep nesting. */
function refuseAmbiguity(text: string, what: string): void {
  // One element a nesting level: the keys seen there, or null for an array.
  const levels: (Set<string> | null)[] = [];
  let key: string | undefined;
  token.lastIndex = 0;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [, quote, mark, word] = match;
    if (mark === "{" || mark === "[") {
      levels.push(mark === "{" ? new Set() : null);
      if (levels.length > deepest)
        throw invalid(what, `it is nested deeper than ${deepest} levels`);
      key = undefined;
    } else if (mark === "}" || mark === "]") {
      levels.pop();
      key = undefined;
    } else if (mark === ":" && key !== undefined) {
      const seen = levels.at(-1);
      const name = key.includes("\\") ? (JSON.parse(key) as string) : key.slice(1, -1);
      if (seen?.has(name))
        throw invalid(what, `the key ${JSON.stringify(name)} stands in it twice`);
      seen?.add(name);
    } else if (quote !== undefined) {
      const end = endOfString(text, token.lastIndex);
      key = text.slice(token.lastIndex - 1, end);
      token.lastIndex = end;
    } else if (word !== undefined && /^-?\d+$/.test(word) && !Number.isSafeInteger(Number(word))) {
      throw invalid(what, `the number ${word.slice(0, 40)} is too large to be held exactly`);
    }
  }
}

/** Where a string ends whose opening quote stands before `from`. */
function endOfString(text: string, from: number): number {
  let at = from;
  while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

function invalid(what: string, why: string, cause?: unknown): EngineError {
  return new EngineError("manifest_invalid", `The ${what} is not usable JSON: ${why}.`, {
    hint: "The registry holds something broken under this name. Look at its raw bytes, or push it again.",
    cause,
  });
}
