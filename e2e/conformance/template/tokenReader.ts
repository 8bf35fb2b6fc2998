import { keywords, type Token } from "./tokens.ts";

/** The words that Go shows like this: `<end>`. */
const reserved: ReadonlySet<string> = new Set([...keywords, "nil"]);

/** Reads tokens one after the other, and makes the errors that name them. */
export class TokenReader {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  #next = 0;
  #isInAction = false;

  constructor(source: string, tokens: readonly Token[]) {
    this.#source = source;
    this.#tokens = tokens;
  }

  /** Whether the action of the last token is not closed. */
  get isInAction(): boolean {
    return this.#isInAction;
  }

  /** The next token, which stays the next. */
  peek(): Token {
    return this.#tokens[this.#next] ?? this.#tokens.at(-1) ?? { kind: "end", text: "EOF", at: 0 };
  }

  /** The next token that is not space; the space before it is taken. */
  peekSolid(): Token {
    if (this.peek().kind === "space") {
      this.#next += 1;
    }
    return this.peek();
  }

  /** Takes the next token. */
  take(): Token {
    const token = this.peek();
    this.#next += 1;
    if (token.kind === "open" || token.kind === "close") {
      this.#isInAction = token.kind === "open";
    }
    return token;
  }

  /** Takes the next token that is not space, and the space before it. */
  takeSolid(): Token {
    this.peekSolid();
    return this.take();
  }

  /** A position to return to. */
  mark(): number {
    return this.#next;
  }

  /** Goes back to a position in the same action. */
  reset(mark: number): void {
    this.#next = mark;
  }

  /** An error about a token that does not fit. */
  unexpected(token: Token, context: string): Error {
    return this.error(
      token.kind === "error" ? token.text : `unexpected ${show(token)} in ${context}`,
    );
  }

  /** An error in Go's form, at the token that was taken last. */
  error(problem: string): Error {
    const { at } = this.#tokens[Math.min(Math.max(0, this.#next - 1), this.#tokens.length - 1)] ?? {
      at: 0,
    };
    const line = Buffer.from(this.#source).subarray(0, at).toString().split("\n").length;
    return new Error(`template: :${line}: ${problem}`);
  }

  /** Runs a function and adds the position to its errors. */
  locate<T>(run: () => T): T {
    try {
      return run();
    } catch (error) {
      throw this.error(error instanceof Error ? error.message : String(error));
    }
  }
}

/** A token as Go shows it in errors. */
function show({ kind, text }: Token): string {
  if (kind === "end") {
    return "EOF";
  }
  if (kind === "dot" || (kind === "name" && reserved.has(text))) {
    return `<${text}>`;
  }
  const characters = Array.from(text);
  return characters.length > 10
    ? `${JSON.stringify(characters.slice(0, 10).join(""))}...`
    : JSON.stringify(text);
}
