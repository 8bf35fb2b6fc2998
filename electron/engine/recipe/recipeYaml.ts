import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  Parser,
  type YAMLMap,
} from "yaml";
import { EngineError } from "../errors.ts";

/** A field of a mapping. */
export interface Field {
  readonly key: string;
  readonly keyNode: Node;
  readonly value: Node;
}

const tooDeep = "it is nested too deeply";

/**
 * Reads a recipe's YAML strictly: every scalar is text to the letter, nothing is taken for a number, and what
 * two readers could read differently is refused. Every error names its line.
 */
export class RecipeReader {
  readonly root: Node;
  readonly #text: string;
  readonly #lines = new LineCounter();

  /** @throws EngineError `input_invalid` where it is not YAML */
  constructor(text: string) {
    this.#text = text;
    const document = this.#parse();
    // A tag that nobody knows is no more than a warning to the library.
    const [problem] = [...document.errors, ...document.warnings];
    if (problem) {
      // The library recurses, so very deep nesting exhausts the stack.
      const why = problem.code === "RESOURCE_EXHAUSTION" ? tooDeep : problem.message;
      throw this.#refuse(problem.pos[0], why);
    }
    if (!document.contents) throw this.#refuse(0, "there is nothing in it");
    this.root = document.contents;
  }

  #parse(): Document {
    try {
      const tokens: CST.Token[] = [];
      for (const token of new Parser(this.#lines.addNewLine).parse(this.#text)) {
        // The library would collect them all, which takes seconds for a file of nothing else.
        if (token.type === "error") throw this.#refuse(token.offset, token.message);
        tokens.push(token);
      }
      // The library compares each key with all others; repeated keys are found below.
      const composer = new Composer({ schema: "failsafe", uniqueKeys: false });
      const [document, another] = composer.compose(tokens, true, this.#text.length);
      if (another) throw this.#refuse(another.range[0], "there are two documents in it");
      return document as Document;
    } catch (error) {
      if (error instanceof RangeError) throw this.#refuse(0, tooDeep);
      throw error;
    }
  }

  line(node: Node): number {
    return this.#lineAt(node.range?.[0] ?? 0);
  }

  /** The text of a node as it stands in the file. */
  sourceOf(node: Node): string {
    const [from, to] = node.range ?? [0, 0];
    return this.#text.slice(from, to);
  }

  /** What is wrong at a node, and what to do. */
  refuse(node: Node, why: string, hint: string): EngineError {
    return refuse(this.line(node), why, hint);
  }

  /** @throws EngineError `input_invalid` for anything but a mapping whose keys are texts, each once */
  fields(node: Node, what: string): readonly Field[] {
    this.#check(node);
    if (!isMap(node)) throw this.refuse(node, `${what} is not a mapping`, "Write KEY: VALUE.");
    const seen = new Set<string>();
    return (node as YAMLMap<Node, Node | null>).items.map((pair) => {
      if (!isPair(pair)) throw this.refuse(node, `${what} is not a mapping`, "Write KEY: VALUE.");
      const { key: keyNode, value } = pair;
      const key = this.text(keyNode, `A key of ${what}`);
      if (seen.has(key)) {
        const why = `${JSON.stringify(key)} stands twice in ${what}`;
        throw this.refuse(keyNode, why, "Keep one of the two.");
      }
      seen.add(key);
      if (!value) {
        throw this.refuse(keyNode, `${JSON.stringify(key)} has no value`, 'Write "" for no text.');
      }
      return { key, keyNode, value };
    });
  }

  /** The fields of a mapping that has these and no others. */
  known<K extends string>(
    node: Node,
    what: string,
    keys: readonly K[],
  ): Readonly<Partial<Record<K, Node>>> {
    const found: Partial<Record<K, Node>> = {};
    for (const { key, keyNode, value } of this.fields(node, what)) {
      const name = keys.find((each) => each === key);
      if (name === undefined) {
        const why = `${JSON.stringify(key)} is no key of ${what}`;
        throw this.refuse(keyNode, why, `Use ${keys.join(", ")}.`);
      }
      found[name] = value;
    }
    return found;
  }

  /** @throws EngineError `input_invalid` for anything but a list */
  items(node: Node, what: string): readonly Node[] {
    this.#check(node);
    if (!isSeq(node)) throw this.refuse(node, `${what} is not a list`, "Begin each line with -.");
    return node.items as Node[];
  }

  /** @throws EngineError `input_invalid` for anything but a text */
  text(node: Node, what: string): string {
    this.#check(node);
    if (isScalar(node) && typeof node.value === "string" && !isMissing(node)) return node.value;
    throw this.refuse(node, `${what} is not a text`, 'Write it in quotes, or "" for no text.');
  }

  /** @throws EngineError `input_invalid` for anything but true or false */
  flag(node: Node, what: string): boolean {
    const text = this.text(node, what);
    if (text === "true" || text === "false") return text === "true";
    throw this.refuse(node, `${what} is neither true nor false`, "Write true or false.");
  }

  /** @throws EngineError `input_invalid` for anything but one of the words */
  word<W extends string>(node: Node, what: string, words: readonly W[]): W {
    const text = this.text(node, what);
    const word = words.find((each) => each === text);
    if (word !== undefined) return word;
    throw this.refuse(node, `${what} is not one of ${words.join(", ")}`, "Write one of them.");
  }

  /** Aliases make a small file large, and tags make text something else. */
  #check(node: Node): void {
    if (isAlias(node) || node.anchor !== undefined) {
      throw this.refuse(node, "& and * are not taken here", "Write out what they stand for.");
    }
    if (node.tag !== undefined) {
      throw this.refuse(node, "tags (!) are not taken here", "Leave the tag out.");
    }
  }

  #refuse(offset: number, why: string): EngineError {
    return refuse(this.#lineAt(offset), why, "Mend the YAML, or save the recipe again.");
  }

  #lineAt(offset: number): number {
    return Math.max(1, this.#lines.linePos(offset).line);
  }
}

/** Nothing at all where a value would be, unlike `""`. */
function isMissing(scalar: { readonly value: unknown; readonly type?: unknown }): boolean {
  return scalar.value === "" && scalar.type === "PLAIN";
}

function refuse(line: number, why: string, hint: string): EngineError {
  return new EngineError("input_invalid", `Line ${line} of the recipe: ${why}.`, { hint });
}
