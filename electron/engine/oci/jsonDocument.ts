import { compareUtf8, quoteJson } from "./indexJson.ts";
import { parseJson } from "./parseJson.ts";

/** A value of a JSON document. Names and scalars keep their text, so that numbers and escapes stay as they are. */
export type JsonNode = JsonObject | JsonArray | JsonScalar;

/** An object with its members in their order. */
export interface JsonObject {
  readonly kind: "object";
  readonly members: readonly JsonMember[];
}

interface JsonArray {
  readonly kind: "array";
  readonly items: readonly JsonNode[];
}

interface JsonScalar {
  readonly kind: "scalar";
  readonly raw: string;
}

interface JsonMember {
  readonly name: string;
  /** With quotes and escapes. */
  readonly rawName: string;
  readonly value: JsonNode;
}

/** How a document separates its tokens. */
interface JsonStyle {
  /** White space before a member or an item, at a depth. */
  readonly before: (depth: number) => string;
  readonly afterComma: string;
  readonly afterColon: string;
  /** White space after the last value. */
  readonly end: string;
}

/** A JSON document that can be edited without changing anything else. */
export interface JsonDocument {
  readonly root: JsonNode;
  readonly style: JsonStyle;
}

/**
 * Reads a document for editing. White space is kept if it is regular: compact, with a space after commas and colons, or
 * indented. A document with other white space is written compact or indented.
 *
 * @param what names the document in errors: `manifest sha256:…`
 * @throws EngineError `manifest_invalid`, as `parseJson`
 */
export function readJsonDocument(bytes: Uint8Array, what: string): JsonDocument {
  // Bounds the depth and rejects duplicate keys.
  parseJson(bytes, what);
  const text = new TextDecoder().decode(bytes);
  const reader = new Reader(text);
  const root = reader.value();
  const styles = stylesLike(text, text.slice(reader.offset));
  const style = styles.find((each) => writeText({ root, style: each }) === text) ?? styles[0];
  return { root, style };
}

/** Encodes a document. All JSON of edited manifests and configs that is hashed comes from this function. */
export function writeJsonDocument(document: JsonDocument): Uint8Array {
  return new TextEncoder().encode(writeText(document));
}

/** Returns the value of a member; undefined if it is absent or null, which Go reads alike. */
export function memberOf(object: JsonObject, name: string): JsonNode | undefined {
  const value = object.members.find((member) => member.name === name)?.value;
  return value?.kind === "scalar" && value.raw === "null" ? undefined : value;
}

/** Returns the text of a string; undefined for other values. */
export function textOf(node: JsonNode | undefined): string | undefined {
  const isText = node?.kind === "scalar" && node.raw.startsWith('"');
  return isText ? (JSON.parse(node.raw) as string) : undefined;
}

/** Returns a string, number, list or object as a node; strings are escaped as in Go. */
export function nodeOf(value: string | number | readonly string[]): JsonNode {
  if (typeof value === "string") {
    return { kind: "scalar", raw: quoteJson(value) };
  }
  if (typeof value === "number") {
    return { kind: "scalar", raw: String(value) };
  }
  return { kind: "array", items: value.map(nodeOf) };
}

/**
 * Sets a member: in its place, or where it belongs.
 *
 * @param value undefined removes the member
 * @param orders field orders of the programs that write such documents. A new member goes where the first order puts it
 *   that the other members agree with; an object whose names are sorted stays sorted
 */
export function withMember(
  object: JsonObject,
  [name, value]: readonly [name: string, value: JsonNode | undefined],
  orders: readonly (readonly string[])[] = [],
): JsonObject {
  const { members } = object;
  if (value === undefined) {
    return { ...object, members: members.filter((member) => member.name !== name) };
  }
  if (members.some((member) => member.name === name)) {
    return {
      ...object,
      members: members.map((member) => (member.name === name ? { ...member, value } : member)),
    };
  }
  const names = members.map((member) => member.name);
  const at = placeOf(name, names, orders);
  const member = { name, rawName: quoteJson(name), value };
  return { ...object, members: [...members.slice(0, at), member, ...members.slice(at)] };
}

/** The position of a new name among others. */
function placeOf(
  name: string,
  names: readonly string[],
  orders: readonly (readonly string[])[],
): number {
  if (names.every((each, at) => at === 0 || compareUtf8(names[at - 1] ?? "", each) < 0)) {
    const next = names.findIndex((each) => compareUtf8(each, name) > 0);
    return next < 0 ? names.length : next;
  }
  const order = orders.find((each) => {
    const places = names.map((other) => each.indexOf(other)).filter((place) => place >= 0);
    return places.every((place, at) => at === 0 || (places[at - 1] ?? 0) < place);
  });
  const place = order?.indexOf(name) ?? -1;
  if (!order || place < 0) {
    return names.length;
  }
  return names.findLastIndex((other) => order.slice(0, place).includes(other)) + 1;
}

/** The styles that a text may have; the first one is for text that has none of them. */
function stylesLike(text: string, end: string): readonly [JsonStyle, ...JsonStyle[]] {
  const compact = { before: () => "", afterComma: "", afterColon: "", end };
  const spaced = { ...compact, afterComma: " ", afterColon: " " };
  const [, newline, unit] = /^[[{](\r?\n)([ \t]*)/.exec(text) ?? [];
  if (newline === undefined || unit === undefined) {
    return [compact, spaced];
  }
  const before = (depth: number): string => newline + unit.repeat(depth);
  return [{ ...spaced, afterComma: "", before }, compact];
}

function writeText({ root, style }: JsonDocument): string {
  return write(root, style, 0) + style.end;
}

function write(node: JsonNode, style: JsonStyle, depth: number): string {
  if (node.kind === "scalar") {
    return node.raw;
  }
  const [open, close] = node.kind === "object" ? ["{", "}"] : ["[", "]"];
  const parts =
    node.kind === "object"
      ? node.members.map(
          ({ rawName, value }) => `${rawName}:${style.afterColon}${write(value, style, depth + 1)}`,
        )
      : node.items.map((item) => write(item, style, depth + 1));
  if (parts.length === 0) {
    return open + close;
  }
  const before = style.before(depth + 1);
  return `${open}${before}${parts.join(`,${style.afterComma}${before}`)}${style.before(depth)}${close}`;
}

// Sticky: each match starts where the last ended. Strings are skipped by hand, as in `parseJson`.
const space = /[\t\n\r ]*/y;
const word = /[^\s,\]}]*/y;

/** Reads text that `parseJson` accepted. */
class Reader {
  readonly #text: string;
  /** The position after what was read. */
  offset = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): JsonNode {
    this.#skipSpace();
    switch (this.#text[this.offset]) {
      case "{":
        return { kind: "object", members: this.#list("}", () => this.#member()) };
      case "[":
        return { kind: "array", items: this.#list("]", () => this.value()) };
      default:
        return { kind: "scalar", raw: this.#scalar() };
    }
  }

  #list<T>(close: string, read: () => T): readonly T[] {
    const found: T[] = [];
    this.offset += 1;
    for (;;) {
      this.#skipSpace();
      if (this.#text[this.offset] === close) {
        this.offset += 1;
        return found;
      }
      if (this.#text[this.offset] === ",") {
        this.offset += 1;
      }
      found.push(read());
    }
  }

  #member(): JsonMember {
    this.#skipSpace();
    const rawName = this.#scalar();
    this.#skipSpace();
    this.offset += 1;
    return { name: JSON.parse(rawName) as string, rawName, value: this.value() };
  }

  #scalar(): string {
    const start = this.offset;
    if (this.#text[start] === '"') {
      this.offset += 1;
      while (this.#text[this.offset] !== '"') {
        this.offset += this.#text[this.offset] === "\\" ? 2 : 1;
      }
      this.offset += 1;
    } else {
      word.lastIndex = this.offset;
      word.test(this.#text);
      this.offset = word.lastIndex;
    }
    return this.#text.slice(start, this.offset);
  }

  #skipSpace(): void {
    space.lastIndex = this.offset;
    space.test(this.#text);
    this.offset = space.lastIndex;
  }
}
