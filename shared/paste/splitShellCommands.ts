/** The words of one command, unquoted. */
export type ShellCommand = readonly string[];

/** Characters that end a command outside quotes. */
const separators = new Set(["\n", ";", "|", "&"]);
/** Line continuations of POSIX shells, PowerShell and cmd. */
const continuations = new Set(["\\", "`", "^"]);
/** Characters that a backslash escapes inside double quotes. */
const escapable = new Set(["\\", '"', "$", "`"]);

/** Splits a text as shells do, without expansion: `$NAME` and `$(…)` are kept as written. */
class ShellReader {
  readonly #text: string;
  #at = 0;
  #commands: string[][] = [];
  #words: string[] = [];
  /** Undefined between words; a quoted word may be empty. */
  #word: string | undefined;

  constructor(text: string) {
    this.#text = text.replaceAll(/\r\n?/g, "\n");
  }

  read(): readonly ShellCommand[] {
    while (this.#at < this.#text.length) {
      this.#step(this.#text.charAt(this.#at));
    }
    this.#endCommand();
    return this.#commands;
  }

  #step(char: string): void {
    if (continuations.has(char) && this.#text.charAt(this.#at + 1) === "\n") {
      this.#at += 2;
    } else if (separators.has(char)) {
      this.#endCommand();
      this.#at += 1;
    } else if (/\s/.test(char)) {
      this.#endWord();
      this.#at += 1;
    } else if (char === "#" && this.#word === undefined) {
      this.#at = this.#indexOf("\n", this.#at);
    } else if (char === "'") {
      const end = this.#indexOf("'", this.#at + 1);
      this.#add(this.#text.slice(this.#at + 1, end));
      this.#at = end + 1;
    } else if (char === '"') {
      this.#readDoubleQuotes();
    } else if (char === "$" && this.#text.charAt(this.#at + 1) === "(") {
      this.#readSubstitution();
    } else if (char === "\\") {
      this.#add(this.#text.charAt(this.#at + 1));
      this.#at += 2;
    } else {
      this.#add(char);
      this.#at += 1;
    }
  }

  #readDoubleQuotes(): void {
    this.#add("");
    this.#at += 1;
    while (this.#at < this.#text.length) {
      const char = this.#text.charAt(this.#at);
      if (char === '"') {
        this.#at += 1;
        return;
      }
      const next = this.#text.charAt(this.#at + 1);
      if (char === "\\" && next === "\n") {
        this.#at += 2;
      } else if (char === "\\" && escapable.has(next)) {
        this.#add(next);
        this.#at += 2;
      } else {
        this.#add(char);
        this.#at += 1;
      }
    }
  }

  /** Reads `$(…)` up to its closing bracket, as written. */
  #readSubstitution(): void {
    const start = this.#at;
    let depth = 0;
    do {
      const char = this.#text.charAt(this.#at);
      depth += char === "(" ? 1 : char === ")" ? -1 : 0;
      this.#at += 1;
    } while (this.#at < this.#text.length && (depth > 0 || this.#at === start + 1));
    this.#add(this.#text.slice(start, this.#at));
  }

  #indexOf(char: string, from: number): number {
    const at = this.#text.indexOf(char, from);
    return at < 0 ? this.#text.length : at;
  }

  #add(text: string): void {
    this.#word = (this.#word ?? "") + text;
  }

  #endWord(): void {
    if (this.#word !== undefined) {
      this.#words.push(this.#word);
      this.#word = undefined;
    }
  }

  #endCommand(): void {
    this.#endWord();
    if (this.#words.length > 0) {
      this.#commands.push(this.#words);
      this.#words = [];
    }
  }
}

/**
 * Splits pasted text into commands and their words. Handles quotes, escapes, comments and line continuations of
 * POSIX shells, PowerShell and cmd. Nothing is run or expanded. Takes time linear in the length of the text.
 */
export function splitShellCommands(text: string): readonly ShellCommand[] {
  return new ShellReader(text).read();
}
