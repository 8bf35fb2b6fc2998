import type { Command, Node, Operand, Pipeline, Template } from "./nodes.ts";
import { functionNames } from "./functions.ts";
import { readTokens, type Token } from "./tokens.ts";
import { unquoteCharacter, unquoteString } from "./unquote.ts";

/**
 * Parses a template of Go's text/template.
 *
 * @throws an Error in Go's form (`template: :1: …`); also for `block` with a pipeline that text/template knows and this
 *   does not, which are named in the message
 */
export function parseTemplate(source: string): Template {
  return new Parser(source).parse();
}

/** The nodes up to an `end` or `else`, and which of them ended the list. */
interface Body {
  readonly nodes: readonly Node[];
  readonly ended: "end" | "else" | "file";
}

class Parser {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  readonly #defined = new Map<string, readonly Node[]>();
  #next = 0;
  #loops = 0;
  /** The visible variables. */
  #variables: readonly string[] = ["$"];

  constructor(source: string) {
    this.#source = source;
    this.#tokens = readTokens(source);
  }

  parse(): Template {
    const { nodes, ended } = this.#body();
    if (ended !== "file") {
      throw this.#error(`unexpected {{${ended}}}`);
    }
    return { source: this.#source, root: nodes, defined: this.#defined };
  }

  /** Reads nodes until the end of a block; the words after `else` are left. */
  #body(): Body {
    const outer = this.#variables;
    const nodes: Node[] = [];
    for (;;) {
      const token = this.#take();
      if (token.kind === "end") {
        return { nodes, ended: "file" };
      }
      if (token.kind === "text") {
        nodes.push({ kind: "text", text: token.text });
        continue;
      }
      const word = this.#peekWord();
      if (word?.text === "end" || word?.text === "else") {
        this.#takeWord();
        this.#variables = outer;
        if (word.text === "end") {
          this.#close("end");
          return { nodes, ended: "end" };
        }
        return { nodes, ended: "else" };
      }
      nodes.push(...this.#action(word));
    }
  }

  /** Reads an action after its `{{`. */
  #action(word: Token | undefined): readonly Node[] {
    switch (word?.text) {
      case "if":
      case "with":
      case "range":
        this.#takeWord();
        return [this.#block(word.text, word.at)];
      case "break":
      case "continue":
        this.#takeWord();
        if (this.#loops === 0) {
          throw this.#error(`{{${word.text}}} outside {{range}}`);
        }
        this.#close(word.text);
        return [{ kind: word.text }];
      case "template": {
        this.#takeWord();
        return [this.#call()];
      }
      case "define":
      case "block":
        this.#takeWord();
        return this.#definition(word);
      default: {
        const pipeline = this.#pipeline("command", "close");
        return [{ kind: "action", pipeline }];
      }
    }
  }

  #block(kind: "if" | "with" | "range", at: number): Node {
    const outer = this.#variables;
    const pipeline = this.#pipeline(kind, "close");
    this.#loops += kind === "range" ? 1 : 0;
    const body = this.#body();
    this.#loops -= kind === "range" ? 1 : 0;
    const otherwise = this.#otherwise(kind, body.ended);
    this.#variables = outer;
    return { kind, at, pipeline, body: body.nodes, otherwise };
  }

  /** Reads what follows the body of a block: nothing, `{{else}}` or `{{else if}}`. */
  #otherwise(kind: "if" | "with" | "range", ended: Body["ended"]): readonly Node[] {
    if (ended === "end") {
      return [];
    }
    if (ended === "file") {
      throw this.#error("unexpected EOF");
    }
    const word = this.#peekWord();
    if (word?.text === kind && kind !== "range") {
      this.#takeWord();
      return [this.#block(kind, word.at)];
    }
    this.#close("else");
    const rest = this.#body();
    if (rest.ended !== "end") {
      throw this.#error(rest.ended === "file" ? "unexpected EOF" : "expected end; found {{else}}");
    }
    return rest.nodes;
  }

  #call(): Node {
    this.#skipSpace();
    const { at } = this.#peek();
    const name = this.#name("template clause");
    this.#skipSpace();
    if (this.#peek().kind === "close") {
      this.#take();
      return { kind: "template", at, name };
    }
    return { kind: "template", at, name, pipeline: this.#pipeline("template clause", "close") };
  }

  #definition(word: Token): readonly Node[] {
    const isBlock = word.text === "block";
    const name = this.#name(`${word.text} clause`);
    const pipeline = isBlock ? this.#pipeline("block clause", "close") : undefined;
    if (!isBlock) {
      this.#close("define clause");
    }
    const outer = this.#variables;
    this.#variables = ["$"];
    const { nodes, ended } = this.#body();
    this.#variables = outer;
    if (ended !== "end") {
      throw this.#error(`unexpected EOF in ${word.text} clause`);
    }
    this.#defined.set(name, nodes);
    return pipeline === undefined ? [] : [{ kind: "template", at: word.at, name, pipeline }];
  }

  #name(context: string): string {
    this.#skipSpace();
    const token = this.#take();
    if (token.kind !== "string") {
      throw this.#unexpected(token, context);
    }
    return unquoteString(token.text);
  }

  /** Reads a pipeline and the token that ends it. */
  #pipeline(context: string, end: "close" | ")"): Pipeline {
    this.#skipSpace();
    const { at } = this.#peek();
    const { variables, assigns } = this.#targets(context);
    const commands: Command[] = [];
    for (;;) {
      this.#skipSpace();
      const token = this.#peek();
      if (end === "close" ? token.kind === "close" : token.text === ")") {
        this.#take();
        if (commands.length === 0) {
          throw this.#error(`missing value for ${context}`);
        }
        this.#variables = [...this.#variables, ...(assigns ? [] : variables)];
        return { at, variables, assigns, commands };
      }
      if (token.kind === "close" || token.text === ")") {
        throw this.#error(`${end === ")" ? "unclosed left" : "unexpected right"} paren`);
      }
      commands.push(this.#command(context));
      this.#pipe(commands.length, context);
    }
  }

  /** Reads the `|` between commands. */
  #pipe(count: number, context: string): void {
    this.#skipSpace();
    const token = this.#peek();
    if (token.text === "|" && token.kind === "symbol") {
      this.#take();
      this.#skipSpace();
      if (["number", "string", "character", "dot"].includes(this.#peek().kind)) {
        throw this.#error(`non executable command in pipeline stage ${count + 1}`);
      }
    } else if (token.kind !== "close" && token.text !== ")") {
      throw this.#unexpected(token, context === "command" ? "operand" : context);
    }
  }

  /** Reads the variables that a pipeline declares or assigns to; none if it does neither. */
  #targets(context: string): { readonly variables: readonly string[]; readonly assigns: boolean } {
    const start = this.#next;
    const variables: string[] = [];
    while (this.#peek().kind === "variable") {
      variables.push(this.#take().text);
      this.#skipSpace();
      const token = this.#peek();
      if (token.text === ":=" || token.text === "=") {
        this.#take();
        const unknown = variables.find((name) => !this.#variables.includes(name));
        if (token.text === "=" && unknown !== undefined) {
          throw this.#error(`undefined variable ${JSON.stringify(unknown)}`);
        }
        return { variables, assigns: token.text === "=" };
      }
      if (token.text !== "," || context !== "range" || variables.length > 1) {
        break;
      }
      this.#take();
      this.#skipSpace();
    }
    this.#next = start;
    return { variables: [], assigns: false };
  }

  #command(context: string): Command {
    const { at } = this.#peek();
    const operands: Operand[] = [];
    for (;;) {
      const token = this.#peek();
      if (token.kind === "close" || (token.kind === "symbol" && /[|)]/.test(token.text))) {
        break;
      }
      operands.push(this.#operand(context));
      if (this.#peek().kind !== "space") {
        break;
      }
      this.#skipSpace();
    }
    if (operands.length === 0) {
      throw this.#unexpected(this.#peek(), context);
    }
    return { at, operands };
  }

  #operand(context: string): Operand {
    const token = this.#take();
    const operand = this.#term(token, context);
    const names: string[] = [];
    const chainAt = this.#peek().at;
    while (this.#peek().kind === "field") {
      names.push(this.#take().text.slice(1));
    }
    if (names.length === 0) {
      return operand;
    }
    switch (operand.kind) {
      case "fields":
        return { ...operand, at: chainAt, names: [...operand.names, ...names] };
      case "variable":
        return { ...operand, at: chainAt, names: [...operand.names, ...names] };
      case "constant":
      case "nil":
      case "dot":
        throw this.#error(`unexpected . after term ${JSON.stringify(token.text)}`);
      default:
        return { kind: "chain", at: chainAt, of: operand, names };
    }
  }

  #term(token: Token, context: string): Operand {
    const { at, text } = token;
    switch (token.kind) {
      case "dot":
        return { kind: "dot", at };
      case "field":
        return { kind: "fields", at, names: [text.slice(1)] };
      case "variable":
        if (!this.#variables.includes(text)) {
          throw this.#error(`undefined variable ${JSON.stringify(text)}`);
        }
        return { kind: "variable", at, name: text, names: [] };
      case "number":
        return { kind: "constant", at, text, value: Number(text.replaceAll("_", "")) };
      case "string":
        return { kind: "constant", at, text, value: unquoteString(text) };
      case "character":
        return { kind: "constant", at, text, value: unquoteCharacter(text) };
      case "name":
        return this.#word(token);
      default:
        if (text === "(") {
          return { kind: "pipeline", at, pipeline: this.#pipeline("parenthesized pipeline", ")") };
        }
        throw this.#unexpected(token, context);
    }
  }

  #word({ text, at }: Token): Operand {
    if (text === "true" || text === "false") {
      return { kind: "constant", at, text, value: text === "true" };
    }
    if (text === "nil") {
      return { kind: "nil", at };
    }
    if (text === "call" || text === "js") {
      throw this.#error(`the function ${JSON.stringify(text)} is not supported`);
    }
    if (!functionNames.has(text)) {
      throw this.#error(`function ${JSON.stringify(text)} not defined`);
    }
    return { kind: "function", at, name: text };
  }

  #close(context: string): void {
    this.#skipSpace();
    const token = this.#take();
    if (token.kind !== "close") {
      throw this.#unexpected(token, context);
    }
  }

  #peekWord(): Token | undefined {
    const at = this.#peek().kind === "space" ? this.#next + 1 : this.#next;
    const token = this.#tokens[at];
    return token?.kind === "name" ? token : undefined;
  }

  #takeWord(): void {
    this.#skipSpace();
    this.#take();
  }

  #skipSpace(): void {
    if (this.#peek().kind === "space") {
      this.#next += 1;
    }
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: "end", text: "EOF", at: 0 };
  }

  #take(): Token {
    const token = this.#peek();
    this.#next += 1;
    return token;
  }

  #unexpected({ kind, text }: Token, context: string): Error {
    const shown = kind === "end" ? "EOF" : kind === "symbol" ? JSON.stringify(text) : `<${text}>`;
    return this.#error(`unexpected ${shown} in ${context}`);
  }

  #error(problem: string): Error {
    const { at } = this.#tokens[Math.max(0, this.#next - 1)] ?? { at: 0 };
    const line = Buffer.from(this.#source).subarray(0, at).toString().split("\n").length;
    return new Error(`template: :${line}: ${problem}`);
  }
}
