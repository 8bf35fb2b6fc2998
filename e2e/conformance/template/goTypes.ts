/** A type of Go, as far as templates can tell. */
export type GoType =
  | { readonly kind: "string" | "int" | "float" | "bool" | "bytes" | "time"; readonly name: string }
  /** `interface {}`: the type of the value follows from its JSON. */
  | { readonly kind: "any"; readonly name: "interface {}" }
  | { readonly kind: "slice"; readonly of: GoType; readonly name: string }
  | { readonly kind: "map"; readonly of: GoType; readonly name: string }
  | { readonly kind: "pointer"; readonly to: GoType; readonly name: string }
  | { readonly kind: "struct"; readonly name: string; readonly fields: readonly GoField[] };

export interface GoField {
  readonly name: string;
  /** The name in JSON; undefined for a method, which JSON does not have. */
  readonly json: string | undefined;
  readonly type: GoType;
  readonly omitEmpty: boolean;
  /** The fields of an embedded struct are fields of the outer one. */
  readonly embedded?: true;
}

/** A value of a Go type. Its content is JSON, with the fields of structs under their names in JSON. */
export interface GoValue {
  readonly type: GoType;
  readonly content: unknown;
}

export const goString: GoType = { kind: "string", name: "string" };
export const goInt: GoType = { kind: "int", name: "int" };
export const goByte: GoType = { kind: "int", name: "uint8" };
export const goFloat: GoType = { kind: "float", name: "float64" };
export const goBool: GoType = { kind: "bool", name: "bool" };
export const goAny: GoType = { kind: "any", name: "interface {}" };
export const goDigest: GoType = { kind: "string", name: "digest.Digest" };
export const goTime: GoType = { kind: "time", name: "time.Time" };
export const goBytes: GoType = { kind: "bytes", name: "[]uint8" };

/** The type of a slice. */
export function sliceOf(of: GoType): GoType {
  return { kind: "slice", of, name: `[]${of.name}` };
}

/** The type of a map with strings as its keys. */
export function mapOf(of: GoType): GoType {
  return { kind: "map", of, name: `map[string]${of.name}` };
}

/** The type of a pointer. */
export function pointerTo(to: GoType): GoType {
  return { kind: "pointer", to, name: `*${to.name}` };
}

/** The type of a struct. */
export function structOf(name: string, fields: readonly GoField[]): GoType {
  return { kind: "struct", name, fields };
}

/** A field that JSON always has. */
export function field(name: string, json: string, type: GoType): GoField {
  return { name, json, type, omitEmpty: false };
}

/** A field that JSON leaves out if it is empty (`omitempty`). */
export function optionalField(name: string, json: string, type: GoType): GoField {
  return { name, json, type, omitEmpty: true };
}

/** Nothing at all, as a missing key of a map: printed as `<no value>`. An interface that is nil is not this value. */
export const noValue: GoValue = { type: goAny, content: undefined };

/** A value with a type of its own in an interface. */
export class Boxed {
  readonly value: GoValue;
  constructor(value: GoValue) {
    this.value = value;
  }
}

/** The value of an interface, with its own type; `noValue` if the interface is nil. */
export function unwrapAny(value: GoValue): GoValue {
  return value.type.kind === "any" ? fromJson(value.content) : value;
}

/** A value of parsed JSON, as `json.Unmarshal` makes it. */
export function fromJson(content: unknown): GoValue {
  if (content instanceof Boxed) {
    return content.value;
  }
  switch (typeof content) {
    case "string":
      return { type: goString, content };
    case "number":
      return { type: goFloat, content };
    case "boolean":
      return { type: goBool, content };
    default:
      if (Array.isArray(content)) {
        return { type: sliceOf(goAny), content };
      }
      return content === null || content === undefined ? noValue : { type: mapOf(goAny), content };
  }
}

/** Whether a value is a nil pointer, interface, slice or map, or no value. */
export function isNil({ type, content }: GoValue): boolean {
  return (
    ["any", "slice", "map", "pointer", "bytes"].includes(type.kind) &&
    (content === undefined || content === null)
  );
}

/** What a pointer points to; other values as they are, and nil pointers. */
export function followPointer(value: GoValue): GoValue {
  return value.type.kind === "pointer" && !isNil(value)
    ? { type: value.type.to, content: value.content }
    : value;
}

/** The bytes of text or bytes; JSON has bytes as base64. */
export function bytesOf({ type, content }: GoValue): Buffer {
  const text = typeof content === "string" ? content : "";
  return Buffer.from(text, type.kind === "bytes" ? "base64" : "utf8");
}

/** The elements of a slice, or the bytes of bytes. */
export function elementsOf(value: GoValue): readonly GoValue[] {
  const { type, content } = value;
  if (type.kind === "bytes") {
    return Array.from(bytesOf(value), (byte) => ({ type: goByte, content: byte }));
  }
  return type.kind === "slice" && Array.isArray(content)
    ? content.map((element: unknown) => ({ type: type.of, content: element }))
    : [];
}

/** The entries of a map, sorted by the bytes of their keys, as Go ranges over, prints and encodes them. */
export function entriesOf({ type, content }: GoValue): readonly (readonly [string, GoValue])[] {
  if (type.kind !== "map" || typeof content !== "object" || content === null) {
    return [];
  }
  return Object.entries(content)
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map(([key, element]) => [key, { type: type.of, content: element as unknown }] as const);
}

/** The value of a struct's field. */
export function fieldValue({ content }: GoValue, { json, name, type, embedded }: GoField): GoValue {
  if (embedded) {
    return { type, content };
  }
  const fields = (content ?? {}) as Readonly<Record<string, unknown>>;
  return { type, content: fields[json ?? name] ?? zero(type) };
}

/** The content of a type's zero value; nil is undefined. */
export function zero(type: GoType): unknown {
  switch (type.kind) {
    case "string":
      return "";
    case "int":
    case "float":
      return 0;
    case "bool":
      return false;
    case "time":
      return "0001-01-01T00:00:00Z";
    case "struct":
      return {};
    default:
      return undefined;
  }
}

/** Whether a value counts as empty: false, zero, nil, and text, slices and maps without elements. */
export function isEmpty(value: GoValue): boolean {
  const { type, content } = value;
  switch (type.kind) {
    case "struct":
    case "time":
      return false;
    case "slice":
      return elementsOf(value).length === 0;
    case "map":
      return entriesOf(value).length === 0;
    case "pointer":
      return isNil(value);
    case "any":
      return isNil(value) || isEmpty(fromJson(content));
    default:
      return !content;
  }
}
