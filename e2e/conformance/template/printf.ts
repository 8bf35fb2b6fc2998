import type { Directive } from "./goDirective.ts";
import { formatValue, typeName } from "./goFormat.ts";
import { type GoValue, noValue, unwrapAny } from "./goTypes.ts";

/** Greatest width and precision, as in Go. */
const maxSize = 1_000_000;

/**
 * Formats like Go's `fmt.Sprintf`.
 *
 * @throws for verbs that are not supported, and values that are printed with an address
 */
export function sprintf(format: string, values: readonly GoValue[]): string {
  return new Formatter(format, values).run();
}

interface Size {
  readonly value: number | undefined;
  readonly problem: string;
}

class Formatter {
  readonly #format: string;
  readonly #values: readonly GoValue[];
  #at = 0;
  #used = 0;
  #isReordered = false;
  #isGood = true;
  #isAfterIndex = false;

  constructor(format: string, values: readonly GoValue[]) {
    this.#format = format;
    this.#values = values;
  }

  run(): string {
    let text = "";
    for (;;) {
      const percent = this.#format.indexOf("%", this.#at);
      if (percent === -1) {
        return text + this.#format.slice(this.#at) + this.#extra();
      }
      text += this.#format.slice(this.#at, percent);
      this.#at = percent + 1;
      text += this.#directive();
    }
  }

  #directive(): string {
    this.#isGood = true;
    this.#isAfterIndex = false;
    const flags = this.#take(/[-+# 0]*/y);
    this.#index();
    const width = this.#width();
    const precision = this.#precision();
    if (!this.#isAfterIndex) {
      this.#index();
    }
    const problems = width.problem + precision.problem;
    const verb = this.#take(/[\s\S]?/uy);
    if (verb === "") {
      return `${problems}%!(NOVERB)`;
    }
    if (verb === "%") {
      return `${problems}%`;
    }
    if (!this.#isGood) {
      return `${problems}%!${verb}(BADINDEX)`;
    }
    const value = this.#values[this.#used];
    if (value === undefined) {
      return `${problems}%!${verb}(MISSING)`;
    }
    this.#used += 1;
    return problems + formatWith(value, { flags, verb, width, precision });
  }

  #width(): Size {
    if (this.#take(/\*/y) !== "") {
      const { value, problem } = this.#argument();
      this.#isAfterIndex = false;
      return { value, problem: problem && "%!(BADWIDTH)" };
    }
    const value = this.#number();
    if (this.#isAfterIndex && value !== undefined) {
      this.#isGood = false;
    }
    return { value, problem: "" };
  }

  #precision(): Size {
    // A dot at the very end is the verb.
    if (this.#at + 1 >= this.#format.length || this.#take(/\./y) === "") {
      return { value: undefined, problem: "" };
    }
    if (this.#isAfterIndex) {
      this.#isGood = false;
    }
    this.#index();
    if (this.#take(/\*/y) === "") {
      return { value: this.#number() ?? 0, problem: "" };
    }
    this.#isAfterIndex = false;
    const { value, problem } = this.#argument();
    const isUsed = value !== undefined && value >= 0;
    return {
      value: isUsed ? value : undefined,
      problem: problem || !isUsed ? "%!(BADPREC)" : "",
    };
  }

  /** Reads `[2]`: which argument is next. */
  #index(): void {
    const found = this.#take(/\[/y);
    this.#isAfterIndex = false;
    if (found === "") {
      return;
    }
    this.#isReordered = true;
    const number = this.#take(/\d+\]/y);
    if (number !== "") {
      const index = Number.parseInt(number, 10) - 1;
      this.#isAfterIndex = true;
      if (index >= 0 && index < this.#values.length) {
        this.#used = index;
        return;
      }
    } else {
      this.#take(/[^\]]*\]/y);
    }
    this.#isGood = false;
  }

  /** A width or precision that is an argument. */
  #argument(): Size {
    const value = this.#values[this.#used];
    this.#used += value === undefined ? 0 : 1;
    const inner = value && unwrapAny(value);
    const size = Number(inner?.content);
    const isFit = inner?.type.kind === "int" && Math.abs(size) <= maxSize;
    return isFit ? { value: size, problem: "" } : { value: undefined, problem: "bad" };
  }

  #number(): number | undefined {
    const digits = this.#take(/\d+/y);
    const value = Number(digits);
    if (value > 10 * maxSize) {
      this.#at = this.#format.length;
      return undefined;
    }
    return digits === "" ? undefined : value;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const text = pattern.exec(this.#format)?.[0] ?? "";
    this.#at += text.length;
    return text;
  }

  #extra(): string {
    if (this.#isReordered || this.#used >= this.#values.length) {
      return "";
    }
    const extra = this.#values.slice(this.#used).map((value) => {
      const isNothing = unwrapAny(value) === noValue;
      return isNothing ? "<nil>" : `${typeName(value)}=${formatValue(value)}`;
    });
    return `%!(EXTRA ${extra.join(", ")})`;
  }
}

interface Parts {
  readonly flags: string;
  readonly verb: string;
  readonly width: Size;
  readonly precision: Size;
}

function formatWith(value: GoValue, { flags, verb, width, precision }: Parts): string {
  const isValue = verb === "v";
  const isNegative = width.value !== undefined && width.value < 0;
  const directive: Directive = {
    verb,
    plus: flags.includes("+") && !isValue,
    minus: flags.includes("-") || isNegative,
    sharp: flags.includes("#") && !isValue,
    space: flags.includes(" "),
    zero: flags.includes("0") && !isNegative,
    width: width.value === undefined ? undefined : Math.abs(width.value),
    precision: precision.value,
    names: flags.includes("+") && isValue,
    syntax: flags.includes("#") && isValue,
  };
  if (verb === "w") {
    return `%!w(${typeName(value)}=${formatValue(value)})`;
  }
  return formatValue(value, directive);
}
