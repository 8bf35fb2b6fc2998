import { EngineError } from "../errors.ts";

/** Maximum nesting: more than real manifests have, and far less than exhausts the stack of JSON.parse. */
const maxDepth = 100;

// Matches the opening quote of a string, punctuation, or a bare word, after white space. Sticky: each token starts where
// the last ended. Strings are skipped by hand: one of several megabytes exhausts the stack of a regular expression.
const token = /[\t\n\r ]*(?:(")|([{}[\],:])|([^\s"{}[\],:]+))/y;

/**
 * Parses JSON from outside. Rejects documents that other parsers may read differently (CVE-2021-41190): invalid UTF-8,
 * byte order marks, duplicate keys, integers beyond 2^53, and nesting beyond 100 levels.
 *
 * @param what names the document in errors: `manifest sha256:…`
 * @throws EngineError `manifest_invalid`
 */
export function parseJson(bytes: Uint8Array, what: string): unknown {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw invalid(what, "not valid UTF-8", cause);
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

/** Folds the case of a field name as Go's encoding/json does, including `ſ` and the Kelvin sign. */
export function foldKey(key: string): string {
  return key.toUpperCase().toLowerCase();
}

/** Scans text that JSON.parse accepted for duplicate keys, inexact integers and deep nesting. */
function refuseAmbiguity(text: string, what: string): void {
  // For each open object or array: the keys so far; undefined for an array.
  const levels: (Set<string> | undefined)[] = [];
  let key: string | undefined;
  token.lastIndex = 0;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [, quote, mark, word] = match;
    if (mark === "{" || mark === "[") {
      levels.push(mark === "{" ? new Set() : undefined);
      if (levels.length > maxDepth) {
        throw invalid(what, `nested deeper than ${maxDepth} levels`);
      }
      key = undefined;
    } else if (mark === "}" || mark === "]") {
      levels.pop();
      key = undefined;
    } else if (mark === ":" && key !== undefined) {
      const seen = levels.at(-1);
      const name = key.includes("\\") ? (JSON.parse(key) as string) : key.slice(1, -1);
      if (seen?.has(name)) {
        throw invalid(what, `duplicate key ${JSON.stringify(name)}`);
      }
      seen?.add(name);
    } else if (quote !== undefined) {
      const end = endOfString(text, token.lastIndex);
      key = text.slice(token.lastIndex - 1, end);
      token.lastIndex = end;
    } else if (word !== undefined && /^-?\d+$/.test(word) && !Number.isSafeInteger(Number(word))) {
      throw invalid(what, `the number ${word.slice(0, 40)} is too large`);
    }
  }
}

/** @returns the end of the string whose opening quote precedes `from` */
function endOfString(text: string, from: number): number {
  let at = from;
  while (text[at] !== '"') {
    at += text[at] === "\\" ? 2 : 1;
  }
  return at + 1;
}

function invalid(what: string, why: string, cause?: unknown): EngineError {
  return new EngineError("manifest_invalid", `The ${what} is invalid JSON: ${why}.`, {
    hint: "Check its raw bytes, or push it again.",
    cause,
  });
}
