import { formatValue } from "./goFormat.ts";
import { encodeJson } from "./goJson.ts";
import {
  elementsOf,
  entriesOf,
  followPointer,
  goBool,
  goByte,
  goInt,
  goString,
  type GoValue,
  isEmpty,
  isNil,
  unwrapAny,
  zero,
} from "./goTypes.ts";
import { sprintf } from "./printf.ts";

type TemplateFunction = (values: readonly GoValue[]) => GoValue;

/** A function was called with too few arguments. */
export class ArgumentsError extends Error {}

/** Functions that evaluate their arguments one after the other, and stop early. */
const shortCircuits = ["and", "or"];

const functions: Readonly<Record<string, TemplateFunction>> = {
  eq: ([first, ...others]) => {
    const left = required("eq", first);
    if (others.length === 0) {
      throw new Error("missing argument for comparison");
    }
    return bool(others.some((right) => isEqual(left, right)));
  },
  ne: ([left, right]) => bool(!isEqual(required("ne", left), required("ne", right))),
  lt: ([left, right]) => bool(order("lt", left, right) < 0),
  le: ([left, right]) => bool(order("le", left, right) <= 0),
  gt: ([left, right]) => bool(order("gt", left, right) > 0),
  ge: ([left, right]) => bool(order("ge", left, right) >= 0),
  html: (values) => text(print(values).replaceAll(/[<>&'"\0]/g, escapeHtml)),
  index: ([collection, ...keys]) => keys.reduce(elementAt, required("index", collection)),
  json: ([value]) => text(encodeJson(required("json", value))),
  len: ([value]) => ({ type: goInt, content: lengthOf(required("len", value)) }),
  not: ([value]) => bool(isEmpty(required("not", value))),
  print: (values) => text(print(values)),
  printf: ([format, ...values]) => text(sprintf(asText(required("printf", format)), values)),
  println: (values) => text(`${values.map((value) => formatValue(value)).join(" ")}\n`),
  slice: ([value, ...bounds]) => slice(required("slice", value), bounds),
  urlquery: (values) => text(encodeURIComponent(print(values)).replaceAll("%20", "+")),
};

/** The names of all functions. */
export const functionNames: ReadonlySet<string> = new Set([
  ...shortCircuits,
  ...Object.keys(functions),
]);

/**
 * Calls a function of templates.
 *
 * @param values evaluated one by one, as far as the function needs them
 * @throws if the arguments do not fit
 */
export function callFunction(name: string, values: Iterable<GoValue>): GoValue {
  if (shortCircuits.includes(name)) {
    let last: GoValue | undefined;
    for (last of values) {
      if (isEmpty(last) === (name === "and")) {
        return last;
      }
    }
    if (last === undefined) {
      throw new ArgumentsError(`wrong number of args for ${name}: want at least 1 got 0`);
    }
    return last;
  }
  const call = functions[name];
  if (call === undefined) {
    throw new Error(`${name} is not a defined function`);
  }
  return call([...values]);
}

function required(name: string, value: GoValue | undefined): GoValue {
  if (value === undefined) {
    throw new ArgumentsError(`wrong number of args for ${name}: too few`);
  }
  return value;
}

function bool(content: boolean): GoValue {
  return { type: goBool, content };
}

function text(content: string): GoValue {
  return { type: goString, content };
}

function asText(value: GoValue): string {
  const { type, content } = unwrapAny(value);
  if (type.kind !== "string") {
    throw new Error(`wrong type for value; expected string; got ${type.name}`);
  }
  return String(content);
}

/** Joins values like `fmt.Sprint`: a space between two that are not text. */
function print(values: readonly GoValue[]): string {
  let printed = "";
  values.forEach((value, at) => {
    const before = values[at - 1];
    const isApart = before !== undefined && ![before, value].some(isText);
    printed += `${isApart ? " " : ""}${formatValue(value)}`;
  });
  return printed;
}

function isText(value: GoValue): boolean {
  return unwrapAny(value).type.kind === "string";
}

const htmlEscapes: Readonly<Record<string, string>> = {
  "<": "&lt;",
  ">": "&gt;",
  "&": "&amp;",
  "'": "&#39;",
  '"': "&#34;",
  "\0": "\uFFFD",
};

function escapeHtml(character: string): string {
  return htmlEscapes[character] ?? character;
}

const basicKinds: ReadonlySet<string> = new Set(["string", "int", "float", "bool"]);

function isEqual(a: GoValue, b: GoValue): boolean {
  const [left, right] = [unwrapAny(a), unwrapAny(b)];
  if (isNil(left) || isNil(right)) {
    return isNil(left) && isNil(right);
  }
  if (left.type.kind === "pointer" && right.type.kind === "pointer") {
    return left.content === right.content;
  }
  if (!basicKinds.has(left.type.kind) || !basicKinds.has(right.type.kind)) {
    throw new Error(`non-comparable type ${left.type.name}`);
  }
  if (left.type.kind !== right.type.kind) {
    throw new Error("incompatible types for comparison");
  }
  return left.content === right.content;
}

function order(name: string, a: GoValue | undefined, b: GoValue | undefined): number {
  const [left, right] = [unwrapAny(required(name, a)), unwrapAny(required(name, b))];
  if (!basicKinds.has(left.type.kind) || left.type.kind === "bool") {
    throw new Error("invalid type for comparison");
  }
  if (left.type.kind !== right.type.kind) {
    throw new Error("incompatible types for comparison");
  }
  return left.type.kind === "string"
    ? Buffer.compare(Buffer.from(String(left.content)), Buffer.from(String(right.content)))
    : Number(left.content) - Number(right.content);
}

function lengthOf(value: GoValue): number {
  const inner = followPointer(unwrapAny(value));
  switch (inner.type.kind) {
    case "string":
      return Buffer.byteLength(String(inner.content));
    case "slice":
      return elementsOf(inner).length;
    case "map":
      return entriesOf(inner).length;
    default:
      throw new Error(isNil(inner) ? "len of nil pointer" : `len of type ${inner.type.name}`);
  }
}

function elementAt(collection: GoValue, key: GoValue): GoValue {
  const inner = followPointer(unwrapAny(collection));
  if (inner.type.kind === "map") {
    const found = new Map(entriesOf(inner)).get(asText(key));
    return found ?? { type: inner.type.of, content: zero(inner.type.of) };
  }
  if (inner.type.kind === "string") {
    const bytes = Buffer.from(String(inner.content));
    return { type: goByte, content: bytes[boundOf(key, bytes.length - 1, "index")] };
  }
  if (inner.type.kind === "slice") {
    const elements = elementsOf(inner);
    const at = boundOf(key, elements.length - 1, "index");
    return elements[at] ?? { type: inner.type.of, content: zero(inner.type.of) };
  }
  if (isNil(inner)) {
    throw new Error(`index of ${inner.type.kind === "pointer" ? "nil pointer" : "untyped nil"}`);
  }
  throw new Error(`can't index item of type ${inner.type.name}`);
}

function boundOf(value: GoValue, most: number, what: string): number {
  const { type, content } = unwrapAny(value);
  if (type.kind !== "int") {
    throw new Error(`cannot index slice/array with type ${type.name}`);
  }
  if (Number(content) < 0 || Number(content) > most) {
    throw new Error(`${what} out of range: ${String(content)}`);
  }
  return Number(content);
}

function slice(value: GoValue, bounds: readonly GoValue[]): GoValue {
  const inner = unwrapAny(value);
  const [from = 0, to] = bounds.map((bound) => boundOf(bound, lengthOf(inner), "index"));
  if (to !== undefined && from > to) {
    throw new Error(`invalid slice index: ${from} > ${to}`);
  }
  if (inner.type.kind === "string") {
    return text(Buffer.from(String(inner.content)).subarray(from, to).toString());
  }
  if (inner.type.kind === "slice") {
    return { type: inner.type, content: (inner.content as unknown[]).slice(from, to) };
  }
  throw new Error(`can't slice item of type ${inner.type.name}`);
}
