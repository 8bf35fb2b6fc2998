import {
  Composer,
  type CST,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  Parser,
} from "yaml";
import { EngineError } from "../errors.ts";

/** A place in a recipe, from the root: `["annotations", 0, "set", "key"]`. */
export type RecipePath = readonly PropertyKey[];

const tooDeep = "it is nested too deeply";

/**
 * The YAML of a recipe, read strictly: every scalar is text, no value is a number, and what two parsers could read
 * differently is refused. Every error names its line.
 */
export class RecipeYaml {
  readonly #text: string;
  readonly #lines = new LineCounter();
  readonly #root: Node;

  /** @throws EngineError `input_invalid` if it is not YAML */
  constructor(text: string) {
    this.#text = text;
    this.#root = this.#compose();
  }

  /** The text of a scalar in the root mapping; undefined if there is no such key or the value is not text. */
  scalar(key: string): string | undefined {
    const value = this.#find([key])?.value;
    return isScalar(value) && typeof value.value === "string" ? value.value : undefined;
  }

  /**
   * Returns the recipe as plain values: text, lists and mappings, and null where a value is missing. A mapping among
   * the sources is a descriptor: it becomes its own text, which must be JSON.
   *
   * @throws EngineError `input_invalid` for tags, aliases and keys that are not unique
   */
  toPlain(): unknown {
    try {
      return this.#plain(this.#root, []);
    } catch (error) {
      if (error instanceof RangeError) {
        throw this.#syntaxError(0, tooDeep);
      }
      throw error;
    }
  }

  has(path: RecipePath): boolean {
    return this.#find(path) !== undefined;
  }

  /** The position of a key, a list item, or the nearest place around one that is missing, in characters. */
  offsetOf(path: RecipePath): number {
    for (let length = path.length; length > 0; length -= 1) {
      const { key, value } = this.#find(path.slice(0, length)) ?? {};
      const node = key ?? value;
      if (node) {
        return node.range?.[0] ?? 0;
      }
    }
    return 0;
  }

  /** Returns the error for a value, or for the nearest one around a value that is missing. */
  valueError(path: RecipePath, message: string, hint: string): EngineError {
    for (let length = path.length; length > 0; length -= 1) {
      const { key, value } = this.#find(path.slice(0, length)) ?? {};
      if (value ?? key) {
        return this.#error(value ?? key, message, hint);
      }
    }
    return this.#error(this.#root, message, hint);
  }

  /** Returns the error for a key. */
  keyError(path: RecipePath, message: string, hint: string): EngineError {
    const key = this.#find(path)?.key;
    return key ? this.#error(key, message, hint) : this.valueError(path, message, hint);
  }

  #compose(): Node {
    try {
      const tokens: CST.Token[] = [];
      for (const token of new Parser(this.#lines.addNewLine).parse(this.#text)) {
        // The library would collect all errors, which takes seconds for a file of nothing else.
        if (token.type === "error") {
          throw this.#syntaxError(token.offset, token.message);
        }
        tokens.push(token);
      }
      // The library compares each key with all others, which is quadratic: `#plain` finds duplicates.
      const composer = new Composer({ schema: "failsafe", uniqueKeys: false });
      const [document, another] = composer.compose(tokens, true, this.#text.length);
      if (another) {
        throw this.#syntaxError(another.range[0], "it contains two documents");
      }
      // The library only warns about unknown tags.
      const [problem] = [...(document?.errors ?? []), ...(document?.warnings ?? [])];
      if (problem) {
        // The library recurses, so very deep nesting exhausts the stack.
        const isTooDeep = problem.code === "RESOURCE_EXHAUSTION";
        throw this.#syntaxError(problem.pos[0], isTooDeep ? tooDeep : problem.message);
      }
      if (!document?.contents) {
        throw this.#syntaxError(0, "it is empty");
      }
      return document.contents;
    } catch (error) {
      if (error instanceof RangeError) {
        throw this.#syntaxError(0, tooDeep);
      }
      throw error;
    }
  }

  #plain(node: Node, path: RecipePath): unknown {
    // Aliases make a small file large, and tags change what a value is.
    if (isAlias(node) || node.anchor !== undefined) {
      throw this.#error(node, "& and * are not supported", "Write out the value.");
    }
    if (node.tag !== undefined) {
      throw this.#error(node, "tags (!) are not supported", "Remove the tag.");
    }
    if (isSeq<Node>(node)) {
      return node.items.map((item, at) => this.#plain(item, [...path, at]));
    }
    if (isMap<Node, Node | null>(node)) {
      return path.length === 2 && path[0] === "sources"
        ? this.#descriptorText(node)
        : this.#plainMapping(node, node.items, path);
    }
    return isScalar(node) && !isMissing(node) ? node.value : null;
  }

  #plainMapping(
    node: Node,
    items: readonly Pair<Node, Node | null>[],
    path: RecipePath,
  ): Readonly<Record<string, unknown>> {
    // Without a prototype, so that `__proto__` is a key like any other.
    const mapping = Object.create(null) as Record<string, unknown>;
    for (const item of items) {
      if (!isPair(item)) {
        throw this.#error(node, "it is not a mapping", "Write KEY: VALUE.");
      }
      const { key: keyNode, value } = item;
      const key = this.#plain(keyNode, path);
      if (typeof key !== "string") {
        throw this.#error(keyNode, "a key is not text", "Write it in quotes.");
      }
      if (key in mapping) {
        throw this.#error(keyNode, `duplicate key ${JSON.stringify(key)}`, "Keep one of the two.");
      }
      if (!value) {
        const message = `${JSON.stringify(key)} has no value`;
        throw this.#error(keyNode, message, 'Write "" for empty text.');
      }
      mapping[key] = this.#plain(value, [...path, key]);
    }
    return mapping;
  }

  #descriptorText(node: Node): string {
    const [from, to] = node.range ?? [0, 0];
    const text = this.#text.slice(from, to);
    try {
      JSON.parse(text);
      return text;
    } catch {
      const hint = 'Write it like {"digest": "sha256:…", "size": 1234}.';
      throw this.#error(node, "a descriptor is not JSON", hint);
    }
  }

  /** Returns the key and the value at a path; undefined if there are none. */
  #find(path: RecipePath): { readonly key?: Node; readonly value: Node | null } | undefined {
    let found: { readonly key?: Node; readonly value: Node | null } = { value: this.#root };
    for (const step of path) {
      const { value } = found;
      if (isMap<Node, Node | null>(value)) {
        const pair = value.items.find(({ key }) => isScalar(key) && key.value === step);
        if (!pair) {
          return undefined;
        }
        found = pair;
      } else {
        const item = isSeq<Node>(value) ? value.items[Number(step)] : undefined;
        if (!item) {
          return undefined;
        }
        found = { value: item };
      }
    }
    return found;
  }

  #syntaxError(offset: number, message: string): EngineError {
    return this.#errorAt(offset, message, "Fix the YAML, or save the recipe again.");
  }

  #error(node: Node | undefined, message: string, hint: string): EngineError {
    return this.#errorAt(node?.range?.[0] ?? 0, message, hint);
  }

  #errorAt(offset: number, message: string, hint: string): EngineError {
    const line = Math.max(1, this.#lines.linePos(offset).line);
    return new EngineError("input_invalid", `Line ${line} of the recipe: ${message}.`, { hint });
  }
}

/** Whether there is nothing where a value should be, unlike `""`. */
function isMissing({ value, type }: { readonly value: unknown; readonly type?: unknown }): boolean {
  return value === "" && type === "PLAIN";
}
