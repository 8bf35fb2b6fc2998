import { Text } from "@codemirror/state";
import { isSpace, tokenEnd } from "./jsonTokens.ts";

/** A text as an editor shows it. */
export interface JsonDocument {
  readonly doc: Text;
  /** The lines that close the bracket at the end of a line. Both are numbers, from 1. */
  readonly closings: ReadonlyMap<number, number>;
}

/** A computation in steps of about a millisecond, which ends with its result. */
export type Steps<T> = Generator<undefined, T>;

/** Deeper levels are not indented, or deeply nested JSON would grow without bound. */
const maxDepth = 40;
/** Most lines that JSON is broken into: each takes memory. */
const maxLines = 1_000_000;
/** UTF-16 units of a text that are read in one step, and how many of them a token or line takes besides its own. */
const unitsOfStep = 64 * 1024;
const unitsOfToken = 16;
/** Lines that are added to the document at once. */
const linesOfPart = 1024;
const lineBreak = /\r\n?|\n/;

/** Collects lines, and the brackets that are opened on one and closed on another. */
class Lines {
  #doc: Text | undefined;
  #part: string[] = [];
  #count = 0;
  readonly #opened: number[] = [];
  readonly #closings = new Map<number, number>();

  get count(): number {
    return this.#count;
  }

  push(line: string): void {
    this.#part.push(line);
    this.#count += 1;
    if (this.#part.length === linesOfPart) {
      this.#append();
    }
  }

  /** Takes note of a token of the line that is pushed next. */
  note(token: string): void {
    if (token === "{" || token === "[") {
      this.#opened.push(this.#count + 1);
    } else if (token === "}" || token === "]") {
      const line = this.#opened.pop();
      if (line !== undefined && line <= this.#count) {
        this.#closings.set(line, this.#count + 1);
      }
    }
  }

  end(): JsonDocument {
    this.#append();
    return { doc: this.#doc ?? Text.empty, closings: this.#closings };
  }

  #append(): void {
    if (this.#part.length > 0) {
      // What is appended continues the last line.
      this.#doc = this.#doc?.append(Text.of(["", ...this.#part])) ?? Text.of(this.#part);
      this.#part = [];
    }
  }
}

/** Makes the document of a text, unchanged. Takes linear time. */
export function* plainDocument(text: string): Steps<JsonDocument> {
  const lines = new Lines();
  let done = 0;
  let start = 0;
  let end: number;
  do {
    const found = text.indexOf("\n", start);
    end = found === -1 ? text.length : found;
    const line = text.slice(start, end).replace(/\r$/, "");
    // A single line has nothing to fold.
    for (let at = 0; at < line.length && end - start < text.length;) {
      const next = isSpace(line.charCodeAt(at)) ? at + 1 : tokenEnd(line, at);
      if (next === at + 1) {
        lines.note(line.charAt(at));
      }
      done += next - at + unitsOfToken;
      at = next;
      if (done > unitsOfStep) {
        done = 0;
        yield;
      }
    }
    // Also of a text of empty lines.
    done += unitsOfToken;
    if (done > unitsOfStep) {
      done = 0;
      yield;
    }
    // A carriage return alone ends a line as well, as in the editor.
    for (const part of line.includes("\r") ? line.split("\r") : [line]) {
      lines.push(part);
    }
    start = end + 1;
  } while (end < text.length);
  return lines.end();
}

/**
 * Makes the document of indented JSON. Only the whitespace between tokens changes: numbers, escapes and duplicate keys stay
 * as they are. Other text is accepted as well and gets line breaks at brackets and commas. Takes linear time.
 * @param most lines; what would follow them stays on the last one as it is
 */
export function* indentedDocument(text: string, most = maxLines): Steps<JsonDocument> {
  const lines = new Lines();
  let line = "";
  let depth = 0;
  /** Whether the line ends before the next token. */
  let isEnded = false;
  /** Whether the last token opened a bracket. */
  let isOpened = false;
  let done = 0;

  function breakLine(): void {
    if (depth <= maxDepth) {
      lines.push(line);
      line = "  ".repeat(depth);
    }
    isEnded = false;
  }

  let at = 0;
  while (at < text.length && lines.count < most) {
    if (isSpace(text.charCodeAt(at))) {
      at += 1;
      continue;
    }
    const end = tokenEnd(text, at);
    const token = text.slice(at, end);
    done += end - at + unitsOfToken;
    at = end;
    const isClosing = token === "}" || token === "]";
    if (isClosing) {
      depth = Math.max(depth - 1, 0);
    }
    // Empty brackets stay on one line.
    if (isClosing ? !isOpened : isEnded) {
      breakLine();
    }
    lines.note(token);
    isOpened = token === "{" || token === "[";
    isEnded = isOpened || token === ",";
    if (isOpened) {
      depth += 1;
    }
    const parts = lineBreak.test(token) ? token.split(lineBreak) : undefined;
    for (const part of parts?.slice(0, -1) ?? []) {
      lines.push(line + part);
      line = "";
    }
    line += token === ":" ? ": " : (parts?.at(-1) ?? token);
    if (done > unitsOfStep) {
      done = 0;
      yield;
    }
  }
  const [first = "", ...others] = text.slice(at).split(lineBreak);
  [line + first, ...others].forEach((rest) => lines.push(rest));
  return lines.end();
}

/** Runs all steps of a computation at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      return step.value;
    }
  }
}
