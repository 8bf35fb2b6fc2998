/** A number in a template: whether it has the type int or float64, and its value. */
export type GoNumber =
  | { readonly kind: "int"; readonly value: number | bigint }
  | { readonly kind: "float"; readonly value: number };

/** The least and the greatest integer of 64 bits. */
const leastInt = -(2n ** 63n);
const greatestInt = 2n ** 63n - 1n;
/** The greatest unsigned integer of 64 bits: greater numbers are refused when the template is parsed. */
const greatestUint = 2n ** 64n - 1n;

/** An integer as a number if it is exact, so that equal integers are equal in JavaScript as well. */
export function exactInt(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value;
}

/**
 * Reads a number as text/template does: prefixes, underscores, exponents, and octal numbers that start with 0.
 *
 * @returns undefined if the number is greater than an int, which Go refuses when it is used
 * @throws if the syntax is wrong, or it is greater than any integer
 */
export function readGoNumber(text: string): GoNumber | undefined {
  if (text.endsWith("i")) {
    throw new Error(`complex constants are not supported: ${text}`);
  }
  const integer = readInteger(text);
  if (integer !== undefined) {
    if (integer > greatestUint || integer < leastInt) {
      throw new Error(`integer overflow: ${JSON.stringify(text)}`);
    }
    return integer > greatestInt ? undefined : { kind: "int", value: exactInt(integer) };
  }
  const float = readFloat(text);
  if (float === undefined) {
    throw new Error(`illegal number syntax: ${JSON.stringify(text)}`);
  }
  if (!/[.eEpP]/.test(text)) {
    throw new Error(`integer overflow: ${JSON.stringify(text)}`);
  }
  return { kind: "float", value: float };
}

/** Underscores separate digits, and follow a prefix. */
function withoutUnderscores(text: string): string | undefined {
  if (!text.includes("_")) {
    return text;
  }
  const [, body = ""] = /^[+-]?(?:0[xobXOB])?(.*)$/.exec(text) ?? [];
  const isPrefixed = body.length < text.replace(/^[+-]/, "").length;
  const separated = isPrefixed ? /^_?[\da-fA-F]+(?:_[\da-fA-F]+)*$/ : /^\d+(?:_\d+)*$/;
  return separated.test(body) ? text.replaceAll("_", "") : undefined;
}

function readInteger(text: string): bigint | undefined {
  const plain = withoutUnderscores(text);
  const [, sign, digits = ""] = /^([+-])?(\w+)$/.exec(plain ?? "") ?? [];
  const isOctal = /^0[0-7]+$/.test(digits);
  if (!isOctal && !/^(?:0|[1-9]\d*|0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+)$/.test(digits)) {
    return undefined;
  }
  const value = BigInt(isOctal ? `0o${digits}` : digits);
  return sign === "-" ? -value : value;
}

function readFloat(text: string): number | undefined {
  const hex = /^([+-])?0[xX]([\da-fA-F]*)(?:\.([\da-fA-F]*))?[pP]([+-]?\d+)$/.exec(text);
  if (hex) {
    const [, sign, whole = "", fraction = "", exponent] = hex;
    if (whole + fraction === "") {
      return undefined;
    }
    const value =
      Number(BigInt(`0x${whole}${fraction}`)) * 2 ** (Number(exponent) - 4 * fraction.length);
    return sign === "-" ? -value : value;
  }
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text))
    ? Number(text)
    : undefined;
}
