import { type Directive, padText } from "./goDirective.ts";

/** The decimal digits of a number: `0.d1d2d3… × 10^point`. */
interface Decimal {
  readonly digits: string;
  readonly point: number;
}

/** Digits that `toExponential` can give: enough to tell whether a number is exactly between two others. */
const exactDigits = 100;

/** The digits of a number, rounded half to even as Go does, and not up as `toFixed` does. */
function roundDecimal(value: number, count: number): Decimal {
  const [mantissa = "", exponent = "0"] = Math.abs(value).toExponential(exactDigits).split("e");
  const all = mantissa.replace(".", "");
  const point = Number(exponent) + 1;
  if (count < 0 || value === 0) {
    return { digits: "", point: value === 0 ? 1 : point };
  }
  const kept = all.slice(0, count);
  const rest = all.slice(count);
  const isOdd = /[13579]$/.test(kept);
  const isHalf = /^50*$/.test(rest);
  const isUp = isHalf ? isOdd : rest >= "5";
  if (!isUp) {
    return { digits: kept, point };
  }
  const raised = (BigInt(kept === "" ? "0" : kept) + 1n).toString().padStart(count, "0");
  return raised.length > count
    ? { digits: raised.slice(0, Math.max(count, 1)), point: point + 1 }
    : { digits: raised, point };
}

/** Writes an exponent with two digits, as Go does: `1e+06`. */
function padExponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

function fixed({ digits, point }: Decimal, fraction: number): string {
  const padded = `${"0".repeat(Math.max(0, 1 - point))}${digits}`;
  const whole = padded.slice(0, Math.max(1, point)).padEnd(Math.max(1, point), "0");
  const after = padded.slice(Math.max(1, point)).padEnd(fraction, "0").slice(0, fraction);
  return fraction > 0 ? `${whole}.${after}` : whole;
}

function exponential({ digits, point }: Decimal, fraction: number): string {
  const all = digits.padEnd(fraction + 1, "0");
  const power = digits === "" ? 0 : point - 1;
  const sign = power < 0 ? "-" : "+";
  return padExponent(
    `${all.slice(0, 1)}${fraction > 0 ? `.${all.slice(1, fraction + 1)}` : ""}e${sign}${Math.abs(power)}`,
  );
}

/** The shortest form, or with a number of digits: with an exponent if it is less than -4, or as many as the digits. */
function general(value: number, precision: number | undefined): string {
  if (value === 0) {
    return "0";
  }
  const shortest = precision === undefined;
  const count = Math.max(1, precision ?? 17);
  const decimal = shortest ? shortestDecimal(value) : roundDecimal(value, count);
  const digits = decimal.digits.replace(/0+$/, "");
  const { point } = decimal;
  const isShort = count > digits.length && digits.length >= point;
  const most = shortest ? 6 : isShort ? digits.length : count;
  const power = point - 1;
  return power < -4 || power >= most
    ? exponential({ digits, point }, digits.length - 1)
    : fixed({ digits, point }, Math.max(0, digits.length - point));
}

function shortestDecimal(value: number): Decimal {
  const [mantissa = "", exponent = "0"] = Math.abs(value).toExponential().split("e");
  return { digits: mantissa.replace(".", ""), point: Number(exponent) + 1 };
}

function unsigned(verb: string, value: number, precision: number | undefined): string {
  switch (verb) {
    case "e":
    case "E": {
      const fraction = precision ?? 6;
      return exponential(roundDecimal(value, fraction + 1), fraction);
    }
    case "f":
    case "F": {
      const fraction = precision ?? 6;
      const { point } = shortestDecimal(value);
      return fixed(
        value === 0 ? { digits: "", point: 1 } : roundFixed(value, point, fraction),
        fraction,
      );
    }
    default:
      return general(value, precision);
  }
}

function roundFixed(value: number, point: number, fraction: number): Decimal {
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    // An integer with more digits than `toExponential` gives.
    const digits = BigInt(Math.abs(value)).toString();
    return { digits, point: digits.length };
  }
  const rounded = roundDecimal(value, point + fraction);
  return rounded.digits === "" ? { digits: "", point: 1 } : rounded;
}

/**
 * Formats a float with one of the verbs v, g, G, e, E, f, F.
 *
 * @throws for flags and verbs that are not supported
 */
export function formatFloat(value: number, directive: Directive): string {
  const { verb, precision, plus, space, zero, minus, width = 0 } = directive;
  if (directive.sharp) {
    throw new Error(`the flag # is not supported for the verb %${verb} of a float`);
  }
  const isNegative = value < 0 || Object.is(value, -0);
  const lower = unsigned(verb, value, precision);
  const digits = /[EG]/.test(verb) ? lower.toUpperCase() : lower;
  const sign = isNegative ? "-" : plus ? "+" : space ? " " : "";
  if (sign !== "" && zero && !minus && width > digits.length + sign.length) {
    return sign + "0".repeat(width - digits.length - sign.length) + digits;
  }
  return padText(sign + digits, directive);
}
