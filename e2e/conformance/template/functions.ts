import { compareValues, equalValues } from "./comparison.ts";
import { escapeHtml, escapeQuery, escapeScript } from "./escapes.ts";
import { formatValue } from "./goFormat.ts";
import { encodeJson } from "./goJson.ts";
import {
  bytesOf,
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
  noValue,
  unwrapAny,
  zero,
} from "./goTypes.ts";
import { sprintf } from "./printf.ts";

/** A function of templates. */
interface TemplateFunction {
  /** The least number of arguments. */
  readonly least: number;
  /** Whether it takes more than the least number. */
  readonly isVariadic: boolean;
  readonly call: (values: readonly GoValue[]) => GoValue;
}

function exactly(
  least: number,
  call: (first: GoValue, second: GoValue) => GoValue,
): TemplateFunction {
  return {
    least,
    isVariadic: false,
    call: ([first = noValue, second = noValue]) => call(first, second),
  };
}

function atLeast(least: number, call: TemplateFunction["call"]): TemplateFunction {
  return { least, isVariadic: true, call };
}

/** `and` and `or`, which evaluate their arguments one after the other and stop early. */
const shortCircuits: ReadonlySet<string> = new Set(["and", "or"]);

const functions: Readonly<Record<string, TemplateFunction>> = {
  and: atLeast(1, ([first = noValue]) => first),
  eq: atLeast(1, ([first = noValue, ...others]) => {
    if (others.length === 0) {
      throw new Error("missing argument for comparison");
    }
    return bool(others.some((other) => equalValues(first, other)));
  }),
  ge: exactly(2, (left, right) => bool(compareValues(left, right) >= 0)),
  gt: exactly(2, (left, right) => bool(compareValues(left, right) > 0)),
  html: atLeast(0, (values) => text(escapeHtml(printShown(values)))),
  index: atLeast(1, ([collection = noValue, ...keys]) => {
    const start = unwrapAny(collection);
    if (start === noValue) {
      throw new Error("index of untyped nil");
    }
    return keys.reduce(elementAt, start);
  }),
  js: atLeast(0, (values) => text(escapeScript(printShown(values)))),
  json: exactly(1, (value) => text(encodeJson(value))),
  le: exactly(2, (left, right) => bool(compareValues(left, right) <= 0)),
  len: exactly(1, (value) => ({ type: goInt, content: lengthOf(value) })),
  lt: exactly(2, (left, right) => bool(compareValues(left, right) < 0)),
  ne: exactly(2, (left, right) => bool(!equalValues(left, right))),
  not: exactly(1, (value) => bool(isEmpty(value))),
  or: atLeast(1, ([first = noValue]) => first),
  print: atLeast(0, (values) => text(print(values))),
  printf: atLeast(1, ([format, ...values]) => text(sprintf(String(format?.content), values))),
  println: atLeast(0, (values) => text(`${values.map((value) => formatValue(value)).join(" ")}\n`)),
  slice: atLeast(1, ([value = noValue, ...bounds]) => slice(value, bounds)),
  urlquery: atLeast(0, (values) => text(escapeQuery(printShown(values)))),
};

/** The names of all functions. */
export const functionNames: ReadonlySet<string> = new Set(Object.keys(functions));

/** Why a function cannot be called with a number of arguments, in Go's words; undefined if it can. */
export function countProblem(name: string, count: number): string | undefined {
  const { least, isVariadic } = functions[name] ?? { least: 0, isVariadic: true };
  if (count === least || (isVariadic && count > least)) {
    return undefined;
  }
  const want = isVariadic ? `at least ${least}` : String(least);
  return `wrong number of args for ${name}: want ${want} got ${count}`;
}

/** Whether the first argument of a function has to be text. */
export function takesText(name: string): boolean {
  return name === "printf";
}

/**
 * Calls a function of templates.
 *
 * @param values as many as the function takes, evaluated one by one, as far as it needs them
 * @throws if the arguments do not fit
 */
export function callFunction(name: string, values: Iterable<GoValue>): GoValue {
  if (!shortCircuits.has(name)) {
    return functions[name]?.call([...values]) ?? noValue;
  }
  let last = noValue;
  for (last of values) {
    if (isEmpty(last) === (name === "and")) {
      break;
    }
  }
  return last;
}

function bool(content: boolean): GoValue {
  return { type: goBool, content };
}

function text(content: string): GoValue {
  return { type: goString, content };
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

/** Joins values as actions print them: what pointers point to, and `<no value>`. */
function printShown(values: readonly GoValue[]): string {
  return print(
    values.map((value) => {
      const inner = unwrapAny(value);
      return inner === noValue ? text("<no value>") : followPointer(inner);
    }),
  );
}

function isText(value: GoValue): boolean {
  return unwrapAny(value).type.kind === "string";
}

function lengthOf(value: GoValue): number {
  if (value === noValue) {
    throw new Error("reflect: call of reflect.Value.Type on zero Value");
  }
  const inner = followPointer(unwrapAny(value));
  switch (inner.type.kind) {
    case "string":
    case "bytes":
      return bytesOf(inner).length;
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
  switch (inner.type.kind) {
    case "map":
      return (
        new Map(entriesOf(inner)).get(keyOf(key)) ?? {
          type: inner.type.of,
          content: zero(inner.type.of),
        }
      );
    case "string":
    case "bytes": {
      const bytes = bytesOf(inner);
      return { type: goByte, content: bytes[positionIn(key, bytes.length, inner)] };
    }
    case "slice": {
      const elements = elementsOf(inner);
      return elements[positionIn(key, elements.length, inner)] ?? noValue;
    }
    default:
      throw new Error(
        isNil(inner) ? "index of nil pointer" : `can't index item of type ${inner.type.name}`,
      );
  }
}

function keyOf(key: GoValue): string {
  const { type, content } = unwrapAny(key);
  if (type.kind === "any") {
    throw new Error("value is nil; should be of type string");
  }
  if (type.name !== "string") {
    throw new Error(`value has type ${type.name}; should be string`);
  }
  return String(content);
}

function positionIn(key: GoValue, length: number, { type }: GoValue): number {
  const at = boundOf(key, length);
  if (at === length) {
    throw new Error(`reflect: ${type.kind === "string" ? "string" : "slice"} index out of range`);
  }
  return at;
}

function boundOf(value: GoValue, most: number): number {
  const { type, content } = unwrapAny(value);
  if (type.kind === "any") {
    throw new Error("cannot index slice/array with nil");
  }
  if (type.kind !== "int") {
    throw new Error(`cannot index slice/array with type ${type.name}`);
  }
  if (Number(content) < 0 || Number(content) > most) {
    throw new Error(`index out of range: ${String(content)}`);
  }
  return Number(content);
}

function slice(value: GoValue, keys: readonly GoValue[]): GoValue {
  const inner = followPointer(unwrapAny(value));
  if (inner === noValue) {
    throw new Error("slice of untyped nil");
  }
  if (inner.type.kind === "pointer") {
    throw new Error("slice of nil pointer");
  }
  if (keys.length > 3) {
    throw new Error(`too many slice indexes: ${keys.length}`);
  }
  const { kind } = inner.type;
  if (kind !== "string" && kind !== "slice" && kind !== "bytes") {
    throw new Error(`can't slice item of type ${inner.type.name}`);
  }
  if (kind === "string" && keys.length === 3) {
    throw new Error("cannot 3-index slice a string");
  }
  const length = lengthOf(inner);
  const [from = 0, to = length, most = to] = keys.map((key) => boundOf(key, length));
  if (from > to || to > most) {
    throw new Error(`invalid slice index: ${from > to ? `${from} > ${to}` : `${to} > ${most}`}`);
  }
  if (kind === "slice") {
    return { type: inner.type, content: (inner.content as unknown[] | undefined)?.slice(from, to) };
  }
  const bytes = bytesOf(inner).subarray(from, to);
  return { type: inner.type, content: bytes.toString(kind === "bytes" ? "base64" : "utf8") };
}
