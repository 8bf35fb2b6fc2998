import { formatFloat, formatValue, padExponent } from "./goFormat.ts";
import { elementsOf, followPointer, type GoValue, isNil, unwrapAny } from "./goTypes.ts";

const verbPattern = /%([-+# 0]*)(\d+)?(?:\.(\d+))?([\s\S]?)/gu;

/** One verb of a format, such as `%-10s`. */
interface Verb {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly letter: string;
}

/**
 * Formats like Go's `fmt.Sprintf`, with the verbs v, s, q, d, x, X, f, g, e, t, c, T, widths, precisions and flags.
 * @throws if a verb or `*` is not supported
 */
export function sprintf(format: string, values: readonly GoValue[]): string {
  let used = 0;
  const text = format.replaceAll(
    verbPattern,
    (whole, flags: string, width?: string, precision?: string, letter = "") => {
      if (letter === "%") {
        return "%";
      }
      if (letter === "") {
        return "%!(NOVERB)";
      }
      if (letter === "*" || letter === "[") {
        throw new Error(`printf: ${whole} is not supported`);
      }
      const value = values[used];
      used += 1;
      if (value === undefined) {
        return `%!${letter}(MISSING)`;
      }
      const verb = {
        flags,
        width: Number(width ?? 0),
        precision: precision === undefined ? undefined : Number(precision),
        letter,
      };
      return pad(formatVerb(verb, unwrapAny(value)), verb);
    },
  );
  const extra = values.slice(used).map((value) => `${typeName(value)}=${formatValue(value)}`);
  return extra.length === 0 ? text : `${text}%!(EXTRA ${extra.join(", ")})`;
}

function typeName(value: GoValue): string {
  const { type } = unwrapAny(value);
  return type.kind === "any" ? "<nil>" : type.name;
}

function formatVerb(verb: Verb, value: GoValue): string {
  if (value.type.kind === "slice" && !"vT".includes(verb.letter)) {
    const elements = elementsOf(value).map((element) => formatVerb(verb, unwrapAny(element)));
    return `[${elements.join(" ")}]`;
  }
  const mismatch = (): string =>
    isNil(value) && value.type.kind === "any"
      ? `%!${verb.letter}(<nil>)`
      : `%!${verb.letter}(${typeName(value)}=${formatValue(value)})`;
  switch (verb.letter) {
    case "v":
      return formatValue(value, { names: verb.flags.includes("+") });
    case "T":
      return typeName(value);
    case "s":
    case "q":
    case "x":
    case "X":
      return formatText(verb, value) ?? mismatch();
    case "d":
    case "c":
      return formatInteger(verb, value) ?? mismatch();
    case "f":
    case "g":
    case "e":
      return formatReal(verb, value) ?? mismatch();
    case "t":
      return value.type.kind === "bool" ? String(value.content) : mismatch();
    default:
      throw new Error(`printf: the verb %${verb.letter} is not supported`);
  }
}

function formatText(verb: Verb, value: GoValue): string | undefined {
  const { type, content } = followPointer(value);
  if (verb.letter === "s" && ["map", "struct", "time"].includes(type.kind)) {
    return formatValue(value);
  }
  if (type.kind !== "string") {
    return /x/i.test(verb.letter) ? formatInteger(verb, value) : undefined;
  }
  const text = Array.from(String(content)).slice(0, verb.precision).join("");
  switch (verb.letter) {
    case "q":
      return JSON.stringify(text);
    case "x":
      return Buffer.from(text).toString("hex");
    case "X":
      return Buffer.from(text).toString("hex").toUpperCase();
    default:
      return text;
  }
}

function formatInteger(verb: Verb, { type, content }: GoValue): string | undefined {
  if (type.kind !== "int") {
    return undefined;
  }
  const value = Number(content);
  switch (verb.letter) {
    case "c":
      return String.fromCodePoint(value);
    case "x":
      return value.toString(16);
    case "X":
      return value.toString(16).toUpperCase();
    default:
      return verb.flags.includes("+") && value >= 0 ? `+${value}` : String(value);
  }
}

function formatReal(verb: Verb, { type, content }: GoValue): string | undefined {
  if (type.kind !== "float") {
    return undefined;
  }
  const value = Number(content);
  const sign = verb.flags.includes("+") && value >= 0 ? "+" : "";
  return sign + formatUnsigned(verb, value);
}

function formatUnsigned(verb: Verb, value: number): string {
  switch (verb.letter) {
    case "f":
      return value.toFixed(verb.precision ?? 6);
    case "e":
      return padExponent(value.toExponential(verb.precision ?? 6));
    default:
      return verb.precision === undefined
        ? formatFloat(value)
        : formatFloat(Number(value.toPrecision(Math.max(1, verb.precision))));
  }
}

function pad(text: string, { flags, width, letter }: Verb): string {
  const missing = width - Array.from(text).length;
  if (missing <= 0) {
    return text;
  }
  if (flags.includes("-")) {
    return text + " ".repeat(missing);
  }
  if (flags.includes("0") && !"sqvT".includes(letter)) {
    return text.replace(/^[+-]?/, (sign) => sign + "0".repeat(missing));
  }
  return " ".repeat(missing) + text;
}
