import { areBlank, type Command, type Node, type Pipeline, type Template } from "./nodes.ts";
import { OperandReader } from "./readOperand.ts";
import { readTokens, type Token } from "./tokens.ts";
import { TokenReader } from "./tokenReader.ts";
import { unquoteString } from "./unquote.ts";

/**
 * Parses a template of Go's text/template.
 *
 * @throws an Error in Go's form (`template: :1: …`); also for what text/template knows and this does not (`call`,
 *   complex numbers), which is named in the message
 */
export function parseTemplate(source: string): Template {
  return new Parser(source).parse();
}

/** The nodes up to an `end` or `else`, and which of them ended the list. */
interface Body {
  readonly nodes: readonly Node[];
  readonly ended: "end" | "else";
}

type Control = "if" | "with" | "range";

/** The words that start an action; `define` only outside of all blocks. */
const keywords = new Set([
  "if",
  "with",
  "range",
  "else",
  "end",
  "template",
  "block",
  "define",
  "break",
  "continue",
]);

class Parser {
  readonly #source: string;
  readonly #tokens: TokenReader;
  readonly #operands: OperandReader;
  readonly #defined = new Map<string, readonly Node[]>();
  #loops = 0;

  constructor(source: string) {
    this.#source = source;
    this.#tokens = new TokenReader(source, readTokens(source));
    this.#operands = new OperandReader(this.#tokens, (context, end) =>
      this.#pipeline(context, end),
    );
  }

  parse(): Template {
    const root: Node[] = [];
    for (;;) {
      const token = this.#tokens.take();
      if (token.kind === "end") {
        return { source: this.#source, root, defined: this.#defined };
      }
      const word = token.kind === "open" ? this.#word() : undefined;
      if (word?.text === "define") {
        this.#tokens.takeSolid();
        this.#definition("define clause", this.#name("define clause"));
        continue;
      }
      const node = this.#textOrAction(token);
      if (typeof node === "string") {
        throw this.#tokens.error(`unexpected {{${node}}}`);
      }
      root.push(node);
    }
  }

  /** Reads nodes until the end of a block. */
  #body(): Body {
    const nodes: Node[] = [];
    for (;;) {
      const token = this.#tokens.take();
      if (token.kind === "end") {
        throw this.#tokens.error("unexpected EOF");
      }
      const node = this.#textOrAction(token);
      if (typeof node === "string") {
        return { nodes, ended: node };
      }
      nodes.push(node);
    }
  }

  /** Reads one node; `end` and `else` are returned as they are. The words after `else` are left. */
  #textOrAction(token: Token): Node | "end" | "else" {
    if (token.kind === "text") {
      return { kind: "text", text: token.text };
    }
    if (token.kind !== "open") {
      throw this.#tokens.unexpected(token, "input");
    }
    const word = this.#word();
    switch (word?.text) {
      case "if":
      case "with":
      case "range":
        this.#tokens.takeSolid();
        return this.#control(word.text, word.at);
      case "end":
        this.#tokens.takeSolid();
        this.#close("end");
        return "end";
      case "else":
        this.#tokens.takeSolid();
        if (!["if", "with"].includes(this.#word()?.text ?? "")) {
          this.#close("else");
        }
        return "else";
      case "break":
      case "continue":
        this.#tokens.takeSolid();
        this.#close(`{{${word.text}}}`);
        if (this.#loops === 0) {
          throw this.#tokens.error(`{{${word.text}}} outside {{range}}`);
        }
        return { kind: word.text };
      case "template":
        this.#tokens.takeSolid();
        return this.#call();
      case "block":
        this.#tokens.takeSolid();
        return this.#block();
      case "define":
        this.#tokens.takeSolid();
        throw this.#tokens.error("unexpected <define> in command");
      default:
        return { kind: "action", pipeline: this.#pipeline("command", "}}") };
    }
  }

  #control(kind: Control, at: number): Node {
    // Variables of a body are known in the `else` as well, where Go fails when it runs.
    return this.#operands.scope(() => {
      const pipeline = this.#pipeline(kind, "}}");
      this.#loops += kind === "range" ? 1 : 0;
      const body = this.#body();
      this.#loops -= kind === "range" ? 1 : 0;
      const otherwise = body.ended === "end" ? [] : this.#otherwise(kind);
      return { kind, at, pipeline, body: body.nodes, otherwise };
    });
  }

  /** Reads what follows `{{else`: a list, or another `if` or `with` that has the same end. */
  #otherwise(kind: Control): readonly Node[] {
    const word = this.#word();
    if (word?.text === kind && kind !== "range" && this.#tokens.isInAction) {
      this.#tokens.takeSolid();
      return [this.#control(kind, word.at)];
    }
    if (this.#tokens.isInAction) {
      throw this.#tokens.unexpected(this.#tokens.takeSolid(), "input");
    }
    const rest = this.#body();
    if (rest.ended !== "end") {
      throw this.#tokens.error("expected end; found {{else}}");
    }
    return rest.nodes;
  }

  #call(): Node {
    const token = this.#tokens.peekSolid();
    const name = this.#name("template clause");
    if (this.#tokens.peekSolid().kind === "close") {
      this.#tokens.takeSolid();
      return { kind: "template", at: token.at, name };
    }
    return {
      kind: "template",
      at: token.at,
      name,
      pipeline: this.#pipeline("template clause", "}}"),
    };
  }

  #block(): Node {
    const { at } = this.#tokens.peekSolid();
    const name = this.#name("block clause");
    const pipeline = this.#pipeline("block clause", "}}");
    this.#define("block clause", name);
    return { kind: "template", at, name, pipeline };
  }

  #definition(context: string, name: string): void {
    this.#close(context);
    this.#define(context, name);
  }

  /** Reads the body of a template, which has variables of its own. */
  #define(context: string, name: string): void {
    const loops = this.#loops;
    this.#loops = 0;
    const { nodes, ended } = this.#operands.template(() => this.#body());
    this.#loops = loops;
    if (ended !== "end") {
      throw this.#tokens.error(`unexpected {{else}} in ${context}`);
    }
    const before = this.#defined.get(name);
    if (before === undefined || areBlank(before)) {
      this.#defined.set(name, nodes);
    } else if (!areBlank(nodes)) {
      throw this.#tokens.error(`template: multiple definition of template ${JSON.stringify(name)}`);
    }
  }

  #name(context: string): string {
    const token = this.#tokens.takeSolid();
    if (token.kind !== "string") {
      throw this.#tokens.unexpected(token, context);
    }
    return this.#tokens.locate(() => unquoteString(token.text));
  }

  /** Reads a pipeline and the token that ends it. */
  #pipeline(context: string, end: "}}" | ")"): Pipeline {
    const { at } = this.#tokens.peekSolid();
    const { variables, assigns } = this.#operands.targets(context);
    const commands: Command[] = [];
    for (;;) {
      const token = this.#tokens.peekSolid();
      if (end === "}}" ? token.kind === "close" : token.text === ")" && token.kind === "symbol") {
        this.#tokens.takeSolid();
        this.#check(commands, context);
        return { at, variables, assigns, commands };
      }
      if (!this.#operands.startsHere()) {
        throw this.#tokens.unexpected(this.#tokens.takeSolid(), context);
      }
      commands.push(this.#operands.command());
    }
  }

  #check(commands: readonly Command[], context: string): void {
    if (commands.length === 0) {
      throw this.#tokens.error(`missing value for ${context}`);
    }
    commands.forEach(({ operands: [first] }, at) => {
      if (at > 0 && first && ["constant", "dot", "nil"].includes(first.kind)) {
        throw this.#tokens.error(`non executable command in pipeline stage ${at + 1}`);
      }
    });
  }

  #close(context: string): void {
    const token = this.#tokens.takeSolid();
    if (token.kind !== "close") {
      throw this.#tokens.unexpected(token, context);
    }
  }

  /** The keyword that is next. */
  #word(): Token | undefined {
    const token = this.#tokens.peekSolid();
    return token.kind === "name" && keywords.has(token.text) ? token : undefined;
  }
}
