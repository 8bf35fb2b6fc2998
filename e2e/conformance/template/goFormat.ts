import { formatBytes, formatInteger, formatText } from "./goBasic.ts";
import { type Directive, padText, plainValue } from "./goDirective.ts";
import { formatFloat } from "./goFloat.ts";
import { textOf } from "./goMethods.ts";
import {
  bytesOf,
  elementsOf,
  entriesOf,
  fieldValue,
  followPointer,
  goString,
  type GoValue,
  isNil,
  noValue,
  unwrapAny,
} from "./goTypes.ts";

/** Where a value stands. */
interface Place {
  readonly depth: number;
  /** Whether it is shown since its verb does not fit, so that its methods are not called. */
  readonly isBad: boolean;
}

/**
 * Formats a value like Go's `fmt` does; with no directive like `%v`.
 *
 * @throws if Go would print an address, which differs from run to run, and for what is not supported
 */
export function formatValue(value: GoValue, directive: Directive = plainValue): string {
  return formatArgument(unwrapAny(value), directive, false);
}

/** The type of a value as `%T` shows it. */
export function typeName(value: GoValue): string {
  const inner = unwrapAny(value);
  return inner === noValue ? "<nil>" : inner.type.name;
}

function formatArgument(value: GoValue, directive: Directive, isBad: boolean): string {
  if (directive.verb === "T") {
    return padText(typeName(value), directive);
  }
  if (value === noValue) {
    return directive.verb === "v" ? padText("<nil>", directive) : `%!${directive.verb}(<nil>)`;
  }
  if (directive.verb === "p") {
    throw addressError(value.type.name);
  }
  return formatNested(value, directive, { depth: 0, isBad });
}

/** Whether a value is a nil pointer to what prints itself: the method fails, so that the directive is not applied. */
function isNilWithText(value: GoValue): boolean {
  return value.type.kind === "pointer" && value.type.to.kind === "time" && isNil(value);
}

/** A value whose verb does not fit: `%!d(string=x)`. */
function badVerb(value: GoValue, directive: Directive): string {
  const shown = formatArgument(value, { ...directive, verb: "v" }, true);
  return `%!${directive.verb}(${typeName(value)}=${shown})`;
}

function formatNested(value: GoValue, directive: Directive, place: Place): string {
  const { verb, syntax } = directive;
  const { type, content } = value;
  const text = place.isBad || !"vsxXq".includes(verb) || syntax ? undefined : textOf(value);
  if (text !== undefined) {
    return formatText(text, directive) ?? "";
  }
  if (isNilWithText(value) && !place.isBad && "vsxXq".includes(verb) && !syntax) {
    return "<nil>";
  }
  switch (type.kind) {
    case "any":
      return formatInterface(value, directive, place);
    case "pointer":
      return formatPointer(value, directive, place);
    case "struct":
      return formatStruct(value, directive, place);
    case "map":
      return formatMap(value, directive, place);
    case "slice":
      return formatSlice(value, directive, place);
    case "bytes":
      if (syntax && isNil(value)) {
        return `${place.depth === 0 ? "[]byte" : type.name}(nil)`;
      }
      return formatBytes(bytesOf(value), directive) ?? formatSlice(value, directive, place);
    case "time":
      throw new Error(`the verb %${syntax ? "#" : ""}${verb} of ${type.name} is not supported`);
    case "float":
      return "vgGeEfF".includes(verb)
        ? formatFloat(Number(content), directive)
        : unlessUnsupported(value, directive, "bxX");
    case "int":
      return (
        formatInteger(content as number | bigint, directive, type.name.startsWith("uint")) ??
        badVerb(value, directive)
      );
    case "bool":
      return "vt".includes(verb) ? padText(String(content), directive) : badVerb(value, directive);
    case "string":
      return formatText(String(content), directive) ?? badVerb(value, directive);
  }
}

function unlessUnsupported(value: GoValue, directive: Directive, unsupported: string): string {
  if (unsupported.includes(directive.verb)) {
    throw new Error(`the verb %${directive.verb} of ${value.type.name} is not supported`);
  }
  return badVerb(value, directive);
}

function deeper({ depth, isBad }: Place): Place {
  return { depth: depth + 1, isBad };
}

function formatInterface(value: GoValue, directive: Directive, place: Place): string {
  if (isNil(value)) {
    return directive.syntax ? `${value.type.name}(nil)` : "<nil>";
  }
  return formatNested(unwrapAny(value), directive, deeper(place));
}

function formatPointer(value: GoValue, directive: Directive, place: Place): string {
  const { verb, syntax } = directive;
  if (isNil(value)) {
    if ("bodxX".includes(verb)) {
      return formatInteger(0, directive, true) ?? "";
    }
    if (verb !== "v") {
      return badVerb(value, directive);
    }
    return syntax ? `(${value.type.name})(nil)` : padText("<nil>", directive);
  }
  const target = followPointer(value);
  if (place.depth === 0 && ["struct", "map", "slice"].includes(target.type.kind)) {
    return `&${formatNested(target, directive, deeper(place))}`;
  }
  if (!"vpbodxX".includes(verb)) {
    return badVerb(value, directive);
  }
  throw addressError(value.type.name);
}

function formatStruct(value: GoValue, directive: Directive, place: Place): string {
  const { type } = value;
  if (type.kind !== "struct") {
    return "";
  }
  if (type.fields.some(({ json }) => json === undefined)) {
    throw addressError(type.name);
  }
  const fields = type.fields.map((field) => {
    const inner = fieldValue(value, field);
    const shown = formatNested(unwrapField(inner), directive, deeper(place));
    return directive.names || directive.syntax ? `${field.name}:${shown}` : shown;
  });
  return directive.syntax ? `${type.name}{${fields.join(", ")}}` : `{${fields.join(" ")}}`;
}

/** A field of an interface is shown as what is in it; nil stays an interface. */
function unwrapField(value: GoValue): GoValue {
  return isNil(value) ? value : unwrapAny(value);
}

function formatMap(value: GoValue, directive: Directive, place: Place): string {
  const { syntax } = directive;
  if (syntax && isNil(value)) {
    return `${value.type.name}(nil)`;
  }
  const entries = entriesOf(value).map(([key, element]) => {
    const name = formatNested({ type: goString, content: key }, directive, deeper(place));
    return `${name}:${formatNested(element, directive, deeper(place))}`;
  });
  return syntax ? `${value.type.name}{${entries.join(", ")}}` : `map[${entries.join(" ")}]`;
}

function formatSlice(value: GoValue, directive: Directive, place: Place): string {
  const { syntax } = directive;
  if (syntax && isNil(value)) {
    return `${value.type.name}(nil)`;
  }
  const elements = elementsOf(value).map((element) =>
    formatNested(element, directive, deeper(place)),
  );
  return syntax ? `${value.type.name}{${elements.join(", ")}}` : `[${elements.join(" ")}]`;
}

function addressError(type: string): Error {
  return new Error(
    `${type} is printed with an address, which differs in each run; print its fields, or use json`,
  );
}
