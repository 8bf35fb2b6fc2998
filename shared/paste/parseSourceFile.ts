import type { PastedAnnotation, PasteResult } from "./pasteResult.ts";
import { emptyPasteResult } from "./pasteResult.ts";
import { findImageFields } from "./findReferences.ts";
import { parsePaste } from "./parsePaste.ts";

/** The most references that one file adds. */
const maxReferences = 1000;
/** The most problems that are listed; more are counted. */
const maxProblems = 100;

/** Maximum length of a text, in UTF-16 units: a longer one would stop the window for seconds. */
const maxTextLength = 2 * 1024 * 1024;

/** A line of a file that is not understood, or only in part. */
export interface LineProblem {
  /** The number of the line, from 1. */
  readonly line: number;
  /** Why, in a sentence. The text of the line is not repeated: it may be secret. */
  readonly reason: string;
}

/** What a file with references adds to a draft. */
export interface ParsedSourceFile {
  readonly result: PasteResult;
  readonly problems: readonly LineProblem[];
  /** How many problems are not listed. */
  readonly moreProblems: number;
}

/** A line, with the lines that continue it, and its number from 1. */
interface LogicalLine {
  readonly line: number;
  readonly text: string;
}

/** Joins the lines of a command that ends in a backslash, and the lines of a JSON value. */
function joinLines(text: string): readonly LogicalLine[] {
  const joined: LogicalLine[] = [];
  let open: LogicalLine | undefined;
  let depth = 0;
  for (const [at, part] of text.split(/\r?\n/).entries()) {
    const start: LogicalLine = open ?? { line: at + 1, text: "" };
    const isJson = depth > 0 || (open === undefined && /^\s*[[{]/.test(part));
    if (isJson) {
      depth += bracketDepth(part);
    }
    const isOpen = depth > 0 || (!isJson && /\\\s*$/.test(part));
    const next = {
      line: start.line,
      text: start.text + (isJson ? `${part}\n` : part.replace(/\\\s*$/, " ")),
    };
    if (isOpen) {
      open = next;
    } else {
      joined.push(next);
      open = undefined;
      depth = 0;
    }
  }
  return open === undefined ? joined : [...joined, open];
}

/** A string of JSON, or what follows a quote that is never closed. Matches at every quote, so it takes linear time. */
const jsonString = /"((?:[^"\\]|\\[^]?)*)("?)/g;

/** How many brackets a line of JSON opens more than it closes. */
function bracketDepth(line: string): number {
  const outside = line.replaceAll(jsonString, (_, inside: string, end: string) =>
    end === "" ? inside : "",
  );
  return (outside.match(/[[{]/g)?.length ?? 0) - (outside.match(/[\]}]/g)?.length ?? 0);
}

/** Removes a comment: a line that starts with `#`, or what follows a `#` after a space. */
function withoutComment(text: string): string {
  return text.replaceAll(/(^|\s)#.*$/gm, "");
}

/** What docker pull prints after the layers. The reference itself is on another line. */
const pullOutput = /^(?:Digest: sha\d+:|Status: (?:Downloaded|Image is))/;

/** Whether lines mean something only together: a Dockerfile with its stages, a file with `image:` fields. */
function isWhole(text: string): boolean {
  return /^[ \t]*FROM[ \t]/im.test(text) || findImageFields(text).references.length > 0;
}

/**
 * Parses a file with references: one a line, with comments (`#`), or commands, descriptors as JSON, a Dockerfile, a file
 * with `image:` fields. As in a paste, nothing is run or looked up, and secrets in commands are dropped.
 * Takes time linear in the length of the text.
 */
export function parseSourceFile(text: string): ParsedSourceFile {
  if (text.length > maxTextLength) {
    const reason = "The text is too long: at most 2 MiB are read. Split it.";
    return { result: emptyPasteResult, problems: [{ line: 1, reason }], moreProblems: 0 };
  }
  const plain = text.replace(/^\uFEFF/, "");
  if (isWhole(plain)) {
    const result = parsePaste(plain);
    return capped(
      { ...result, notes: [] },
      result.notes.map((reason) => ({ line: 1, reason })),
    );
  }
  const parts: PasteResult[] = [];
  const problems: LineProblem[] = [];
  for (const { line, text: raw } of joinLines(plain)) {
    const isJson = /^\s*[[{]/.test(raw);
    const item = (isJson ? raw : withoutComment(raw)).trim();
    if (item === "" || pullOutput.test(item)) {
      continue;
    }
    if (isJson && bracketDepth(item) !== 0) {
      problems.push({ line, reason: "JSON whose brackets do not match." });
      continue;
    }
    if (/^[\w-]{1,64}:$/.test(item)) {
      // A key of YAML, before its list.
      problems.push({ line, reason: "Not a reference." });
      continue;
    }
    const part = parsePaste(item);
    parts.push(part);
    problems.push(...problemsOf(part, line));
  }
  return capped(mergeParts(parts), problems);
}

function problemsOf(part: PasteResult, line: number): readonly LineProblem[] {
  const isNothing =
    part.sources.length + part.targets.length + part.annotations.length + part.platforms.length ===
    0;
  if (part.notes.length > 0) {
    return part.notes.map((note) => ({ line, reason: withoutWords(note) }));
  }
  return isNothing ? [{ line, reason: "Not a reference." }] : [];
}

/** The notes about prose name its words. */
function withoutWords(note: string): string {
  return note.startsWith("Ignored as text:") ? "Text, not a reference." : note;
}

/** Merges the results of lines. A later choice of platforms or `preferIndex` replaces an earlier one. */
function mergeParts(parts: readonly PasteResult[]): PasteResult {
  const preferIndex = parts.findLast((part) => part.preferIndex !== undefined)?.preferIndex;
  const annotations: readonly PastedAnnotation[] = parts.flatMap((part) => part.annotations);
  return {
    ...emptyPasteResult,
    isCommand: parts.some(({ isCommand }) => isCommand),
    sources: [...new Set(parts.flatMap(({ sources }) => sources))],
    targets: [...new Set(parts.flatMap(({ targets }) => targets))],
    annotations,
    platforms: parts.findLast(({ platforms }) => platforms.length > 0)?.platforms ?? [],
    ...(preferIndex === undefined ? {} : { preferIndex }),
  };
}

function capped(result: PasteResult, problems: readonly LineProblem[]): ParsedSourceFile {
  const more = result.sources.length - maxReferences;
  const reason = `Only the first ${maxReferences} references are read; ${more} are not.`;
  const all = more > 0 ? [{ line: 1, reason }, ...problems] : problems;
  return {
    result: { ...result, sources: result.sources.slice(0, maxReferences) },
    problems: all.slice(0, maxProblems),
    moreProblems: Math.max(0, all.length - maxProblems),
  };
}
