import { type Directive, padText } from "./goDirective.ts";
import { canBackquote, isPrintable, quoteGo } from "./goQuote.ts";

const bases: Readonly<Record<string, number>> = { v: 10, d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };
const prefixes: Readonly<Record<string, string>> = { b: "0b", o: "0", x: "0x", X: "0X" };

/** Formats an integer; undefined if the verb does not fit. @param isUnsigned `%#v` shows these in hex */
export function formatInteger(
  value: number | bigint,
  directive: Directive,
  isUnsigned: boolean,
): string | undefined {
  const { verb } = directive;
  switch (verb) {
    case "c":
      return padText(toCharacter(value), directive);
    case "q":
      return padText(
        quoteGo(toCharacter(value), { quote: "'", ascii: directive.plus === true }),
        directive,
      );
    case "U":
      return formatCodePoint(value, directive);
    default: {
      const base = bases[verb];
      if (base === undefined) {
        return undefined;
      }
      return directive.syntax && isUnsigned
        ? formatInBase(value, 16, { ...directive, verb: "x", sharp: true })
        : formatInBase(value, base, directive);
    }
  }
}

function formatInBase(value: number | bigint, base: number, directive: Directive): string {
  const { verb, plus, space, sharp, zero, minus, width, precision } = directive;
  const isNegative = value < 0;
  if (precision === 0 && !value) {
    return " ".repeat(width ?? 0);
  }
  const text = (isNegative ? -value : value).toString(base);
  const sign = isNegative ? "-" : plus ? "+" : space ? " " : "";
  // Zeros count as digits, so that a prefix comes on top of the width, as in Go.
  const least = precision ?? (zero && !minus && width !== undefined ? width - sign.length : 0);
  const digits = (verb === "X" ? text.toUpperCase() : text).padStart(least, "0");
  const isOctal = verb === "o" && digits.startsWith("0");
  const prefix = verb === "O" ? "0o" : sharp && !isOctal ? (prefixes[verb] ?? "") : "";
  return padText(sign + prefix + digits, { ...directive, zero: false });
}

function toCharacter(value: number | bigint): string {
  const isValid = value >= 0 && value <= 0x10_ff_ff && !(value >= 0xd8_00 && value < 0xe0_00);
  return isValid ? String.fromCodePoint(Number(value)) : "\uFFFD";
}

function formatCodePoint(value: number | bigint, directive: Directive): string {
  const { sharp, precision = 4 } = directive;
  const unsigned = BigInt.asUintN(64, BigInt(value));
  const hex = unsigned.toString(16).toUpperCase().padStart(Math.max(4, precision), "0");
  const character = toCharacter(unsigned);
  const isShown = sharp && unsigned <= 0x10_ff_ffn && isPrintable(character);
  return padText(`U+${hex}${isShown ? ` '${character}'` : ""}`, { ...directive, zero: false });
}

/** Formats text; undefined if the verb does not fit. */
export function formatText(text: string, directive: Directive): string | undefined {
  const { verb, precision } = directive;
  const cut = (): string =>
    precision === undefined ? text : Array.from(text).slice(0, precision).join("");
  switch (verb) {
    case "v":
      return directive.syntax ? quoteText(cut(), directive) : padText(cut(), directive);
    case "s":
      return padText(cut(), directive);
    case "q":
      return quoteText(cut(), directive);
    case "x":
    case "X":
      return formatHex(Buffer.from(text), directive);
    default:
      return undefined;
  }
}

function quoteText(text: string, directive: Directive): string {
  const quoted =
    directive.sharp && canBackquote(text)
      ? `\`${text}\``
      : quoteGo(text, { quote: '"', ascii: directive.plus === true });
  return padText(quoted, directive);
}

function formatHex(bytes: Buffer, directive: Directive): string {
  const { verb, precision, space, sharp } = directive;
  const cut = precision === undefined ? bytes : bytes.subarray(0, precision);
  const pairs = Array.from(cut, (byte) => byte.toString(16).padStart(2, "0"));
  const prefix = sharp ? "0x" : "";
  const hex = space
    ? pairs.map((pair) => prefix + pair).join(" ")
    : pairs.length === 0
      ? ""
      : prefix + pairs.join("");
  return padText(verb === "X" ? hex.toUpperCase() : hex, directive);
}

/** Formats bytes; undefined if the verb does not fit. */
export function formatBytes(bytes: Buffer, directive: Directive): string | undefined {
  switch (directive.verb) {
    case "v":
    case "d": {
      if (directive.syntax) {
        return `[]byte{${Array.from(bytes, (byte) => `0x${byte.toString(16)}`).join(", ")}}`;
      }
      const elements = Array.from(bytes, (byte) => formatInBase(byte, 10, directive));
      return `[${elements.join(" ")}]`;
    }
    case "x":
    case "X":
      return formatHex(bytes, directive);
    default:
      return formatText(bytes.toString(), directive);
  }
}
