import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import type { ImageIndex } from "../../../../shared/oci/imageIndex.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import { decodeIndex } from "../../oci/decode.ts";
import { indexJson } from "../../oci/indexJson.ts";

/** An entry to write: the position of an entry to keep, JSON to write unchanged, or a new descriptor. */
export type NextEntry = number | string | Descriptor;

/** Position of a JSON value in text. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The `index.json` of a layout. Edits its text, so that everything unchanged stays the same byte for byte: fields and
 * annotations of other tools, their order, and white space.
 *
 * Source: OCI image-spec 1.1, "image-layout.md", "index.json File".
 */
export class LayoutIndex {
  readonly document: ImageIndex;
  readonly #text: string;
  readonly #fields: ReadonlyMap<string, Span>;
  readonly #entries: readonly Span[];

  private constructor(text: string, document: ImageIndex) {
    this.document = document;
    this.#text = text;
    this.#fields = fieldsAt(text, text.indexOf("{"));
    const list = this.#list();
    this.#entries = list ? elementsAt(text, list.start) : [];
  }

  /** Creates the index of a new layout. */
  static empty(): LayoutIndex {
    const index = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [] };
    return new LayoutIndex(new TextDecoder().decode(indexJson(index)), index);
  }

  /**
   * Parses an index.
   * @param what names the file in errors
   * @throws EngineError `manifest_invalid`
   */
  static parse(bytes: Uint8Array, what: string): LayoutIndex {
    return new LayoutIndex(new TextDecoder().decode(bytes), decodeIndex(bytes, what));
  }

  /** Whether it has a list of manifests. Without one, it may be another file of that name. */
  get isIndex(): boolean {
    return this.#list() !== undefined;
  }

  /** Returns the JSON of an entry, unchanged. */
  entryText(position: number): string {
    const { start, end } = this.#entries[position] ?? { start: 0, end: 0 };
    return this.#text.slice(start, end);
  }

  /** Encodes the index with other entries, and with the required `schemaVersion` 2. */
  withEntries(entries: readonly NextEntry[]): Uint8Array {
    const fields = { schemaVersion: "2", manifests: this.#writeList(entries) };
    let text = this.#text;
    // From the end, so that earlier positions stay valid.
    const present = Object.entries(fields)
      .flatMap(([name, value]) => {
        const span = this.#fields.get(name);
        return span ? [{ ...span, value }] : [];
      })
      .toSorted((a, b) => b.start - a.start);
    for (const { start, end, value } of present) {
      text = text.slice(0, start) + value + text.slice(end);
    }
    return new TextEncoder().encode(this.#addMissing(text, fields));
  }

  #addMissing(text: string, fields: Readonly<Record<string, string>>): string {
    const indent = this.#indent;
    const missing = Object.entries(fields)
      .filter(([name]) => !this.#fields.has(name))
      .map(([name, value]) => `${indent}"${name}":${indent === "" ? "" : " "}${value}`);
    if (missing.length === 0) {
      return text;
    }
    const open = text.indexOf("{") + 1;
    const comma = this.#fields.size === 0 ? "" : ",";
    return text.slice(0, open) + missing.join(",") + comma + text.slice(open);
  }

  #list(): Span | undefined {
    const list = this.#fields.get("manifests");
    return list && this.#text[list.start] === "[" ? list : undefined;
  }

  /** White space before each field: a line break and an indent, or nothing if the file is a single line. */
  get #indent(): string {
    return /^\s*\{(\s*)"/.exec(this.#text)?.[1] ?? "";
  }

  #writeList(entries: readonly NextEntry[]): string {
    const [open, close] = this.#gaps();
    const texts = entries.map((entry) => {
      if (typeof entry === "number") {
        return this.entryText(entry);
      }
      if (typeof entry === "string") {
        return entry;
      }
      return writeEntry(entry, open);
    });
    return texts.length === 0 ? "[]" : `[${open}${texts.join(`,${open}`)}${close}]`;
  }

  /** Returns the white space before each entry and before the end of the list. */
  #gaps(): readonly [string, string] {
    const [first] = this.#entries;
    const last = this.#entries.at(-1);
    const list = this.#list();
    if (first && last && list) {
      return [
        this.#text.slice(list.start + 1, first.start),
        this.#text.slice(last.end, list.end - 1),
      ];
    }
    const indent = this.#indent;
    return [indent + indent.replace(/^\s*\n/, ""), indent];
  }
}

/** Formats a new entry in the style of the file. @param gap white space before it */
function writeEntry({ mediaType, digest, size, ...others }: Descriptor, gap: string): string {
  const entry = { mediaType, digest, size, ...others };
  const newline = gap.lastIndexOf("\n");
  if (newline < 0) {
    return JSON.stringify(entry);
  }
  const indent = gap.slice(newline + 1);
  const unit = indent.slice(0, Math.ceil(indent.length / 2)) || "  ";
  return JSON.stringify(entry, null, unit).replaceAll("\n", `\n${indent}`);
}

/** Locates the fields of the object that starts at a position of valid JSON. */
function fieldsAt(text: string, start: number): ReadonlyMap<string, Span> {
  const fields = new Map<string, Span>();
  let at = skipSpace(text, start + 1);
  while (text[at] !== "}") {
    const nameEnd = endOfValue(text, at);
    const name = JSON.parse(text.slice(at, nameEnd)) as string;
    const value = skipSpace(text, skipSpace(text, nameEnd) + 1);
    const end = endOfValue(text, value);
    fields.set(name, { start: value, end });
    at = skipSpace(text, end);
    if (text[at] === ",") {
      at = skipSpace(text, at + 1);
    }
  }
  return fields;
}

/** Locates the elements of the array that starts at a position of valid JSON. */
function elementsAt(text: string, start: number): readonly Span[] {
  const elements: Span[] = [];
  let at = skipSpace(text, start + 1);
  while (text[at] !== "]") {
    const end = endOfValue(text, at);
    elements.push({ start: at, end });
    at = skipSpace(text, end);
    if (text[at] === ",") {
      at = skipSpace(text, at + 1);
    }
  }
  return elements;
}

const delimiter = /[\t\n\r ,\]}]/g;
const bracketOrQuote = /["[\]{}]/g;

function endOfValue(text: string, start: number): number {
  const first = text[start];
  if (first === '"') {
    return endOfString(text, start);
  }
  if (first !== "{" && first !== "[") {
    delimiter.lastIndex = start;
    return delimiter.exec(text)?.index ?? text.length;
  }
  let depth = 0;
  for (let at = start; ;) {
    bracketOrQuote.lastIndex = at;
    const found = bracketOrQuote.exec(text);
    if (!found) {
      return text.length;
    }
    const [character] = found;
    at = character === '"' ? endOfString(text, found.index) : found.index + 1;
    if (character === "{" || character === "[") {
      depth += 1;
    } else if (character !== '"') {
      depth -= 1;
    }
    if (depth === 0) {
      return at;
    }
  }
}

/** @returns the end of the string whose opening quote is at `start` */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') {
    at += text[at] === "\\" ? 2 : 1;
  }
  return at + 1;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (/[\t\n\r ]/.test(text[at] ?? "")) {
    at += 1;
  }
  return at;
}
