import { functionNames } from "./functions.ts";
import { readGoNumber } from "./goNumber.ts";
import { goBool, goFloat, goInt, goString, type GoValue } from "./goTypes.ts";
import type { Command, Operand, Pipeline } from "./nodes.ts";
import { keywords, type Token } from "./tokens.ts";
import type { TokenReader } from "./tokenReader.ts";
import { unquoteCharacter, unquoteString } from "./unquote.ts";

/** Most parentheses inside each other, as in Go. */
const maxParentheses = 10_000;

type PipelineReader = (context: string, end: "}}" | ")") => Pipeline;

/** The variables that a pipeline declares or assigns to; none if it does neither. */
interface Targets {
  readonly variables: readonly string[];
  readonly assigns: boolean;
}

/** Reads commands and their operands, and knows which variables are declared. */
export class OperandReader {
  readonly #tokens: TokenReader;
  readonly #pipeline: PipelineReader;
  #variables: string[] = ["$"];
  #depth = 0;

  constructor(tokens: TokenReader, pipeline: PipelineReader) {
    this.#tokens = tokens;
    this.#pipeline = pipeline;
  }

  /** Reads a block, after which its variables are not known. */
  scope<T>(read: () => T): T {
    const { length } = this.#variables;
    const result = read();
    this.#variables.length = length;
    return result;
  }

  /** Reads a template, which knows no variables but its own. */
  template<T>(read: () => T): T {
    const outer = this.#variables;
    this.#variables = ["$"];
    const result = read();
    this.#variables = outer;
    return result;
  }

  /** Reads `$x :=`, `$x =` or `$k, $v :=` at the start of a pipeline. */
  targets(context: string): Targets {
    const variables: string[] = [];
    while (this.#tokens.peekSolid().kind === "variable") {
      const start = this.#tokens.mark();
      const { text } = this.#tokens.take();
      const token = this.#tokens.peekSolid();
      if (token.text === ":=" || token.text === "=") {
        this.#tokens.takeSolid();
        this.#declare(variables, text);
        return { variables, assigns: token.text === "=" };
      }
      if (token.text !== ",") {
        this.#tokens.reset(start);
        break;
      }
      this.#tokens.takeSolid();
      this.#declare(variables, text);
      if (context !== "range" || variables.length > 1) {
        throw this.#tokens.error(`too many declarations in ${context}`);
      }
      const next = this.#tokens.peekSolid();
      if (next.kind !== "variable" && next.kind !== "close" && next.text !== ")") {
        throw this.#tokens.error("range can only initialize variables");
      }
    }
    return { variables, assigns: false };
  }

  #declare(variables: string[], name: string): void {
    variables.push(name);
    this.#variables.push(name);
  }

  /** Whether the next token starts an operand. */
  startsHere(): boolean {
    const { kind, text } = this.#tokens.peekSolid();
    return (
      ["dot", "field", "variable", "number", "string", "character"].includes(kind) ||
      (kind === "symbol" && text === "(") ||
      (kind === "name" && !keywords.has(text))
    );
  }

  /** Reads a command and the `|` after it. */
  command(): Command {
    const { at } = this.#tokens.peekSolid();
    const operands: Operand[] = [];
    for (;;) {
      if (this.startsHere()) {
        operands.push(this.#operand());
      }
      const token = this.#tokens.peek();
      if (token.kind === "close" || (token.kind === "symbol" && token.text === ")")) {
        return { at, operands };
      }
      this.#tokens.take();
      if (token.kind === "symbol" && token.text === "|") {
        return { at, operands };
      }
      if (token.kind !== "space") {
        throw this.#tokens.unexpected(token, "operand");
      }
    }
  }

  #operand(): Operand {
    const token = this.#tokens.takeSolid();
    const operand = this.#term(token);
    const names: string[] = [];
    const chainAt = this.#tokens.peek().at;
    while (this.#tokens.peek().kind === "field") {
      names.push(this.#tokens.take().text.slice(1));
    }
    if (names.length === 0) {
      return operand;
    }
    switch (operand.kind) {
      case "fields":
      case "variable":
        return { ...operand, at: chainAt, names: [...operand.names, ...names] };
      case "constant":
      case "nil":
      case "dot":
        throw this.#tokens.error(`unexpected . after term ${JSON.stringify(token.text)}`);
      default:
        return { kind: "chain", at: chainAt, of: operand, names };
    }
  }

  #term(token: Token): Operand {
    const { at, text } = token;
    const constant = (read: () => GoValue | undefined): Operand => ({
      kind: "constant",
      at,
      text,
      value: this.#tokens.locate(read),
    });
    switch (token.kind) {
      case "dot":
        return { kind: "dot", at };
      case "field":
        return { kind: "fields", at, names: [text.slice(1)] };
      case "variable":
        if (!this.#variables.includes(text)) {
          throw this.#tokens.error(`undefined variable ${JSON.stringify(text)}`);
        }
        return { kind: "variable", at, name: text, names: [] };
      case "number":
        return constant(() => {
          const number = readGoNumber(text);
          return number && { type: number.kind === "int" ? goInt : goFloat, content: number.value };
        });
      case "string":
        return constant(() => ({ type: goString, content: unquoteString(text) }));
      case "character":
        return constant(() => ({ type: goInt, content: unquoteCharacter(text) }));
      case "name":
        return this.#word(token);
      default:
        return this.#parenthesis(at);
    }
  }

  #parenthesis(at: number): Operand {
    this.#depth += 1;
    if (this.#depth > maxParentheses) {
      throw this.#tokens.error("max expression depth exceeded");
    }
    const pipeline = this.#pipeline("parenthesized pipeline", ")");
    this.#depth -= 1;
    return { kind: "pipeline", at, pipeline };
  }

  #word({ text, at }: Token): Operand {
    if (text === "true" || text === "false") {
      return { kind: "constant", at, text, value: { type: goBool, content: text === "true" } };
    }
    if (text === "nil") {
      return { kind: "nil", at };
    }
    if (text === "call") {
      throw this.#tokens.error('the function "call" is not supported: no value here is a function');
    }
    if (!functionNames.has(text)) {
      throw this.#tokens.error(`function ${JSON.stringify(text)} not defined`);
    }
    return { kind: "function", at, name: text };
  }
}
