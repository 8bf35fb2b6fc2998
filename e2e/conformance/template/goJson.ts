import {
  elementsOf,
  entriesOf,
  fieldValue,
  followPointer,
  fromJson,
  type GoValue,
  isEmpty,
  isNil,
} from "./goTypes.ts";
import { quoteJson } from "../../../electron/engine/oci/indexJson.ts";
import { formatTimestamp } from "./goTime.ts";

/** Encodes a value as `json.MarshalIndent(value, "", "  ")` does. */
export function encodeJson(value: GoValue, indent = ""): string {
  const { type, content } = value;
  if (isNil(value)) {
    return "null";
  }
  switch (type.kind) {
    case "pointer":
      return encodeJson(followPointer(value), indent);
    case "any":
      return encodeJson(fromJson(content), indent);
    case "struct":
      return object(structFields(value), indent);
    case "map":
      return object(entriesOf(value), indent);
    case "slice":
      return list(elementsOf(value), indent);
    case "time":
      return quoteJson(formatTimestamp(String(content)));
    case "string":
    case "bytes":
      return quoteJson(String(content));
    default:
      return Object.is(content, -0) ? "-0" : String(content);
  }
}

function structFields(value: GoValue): readonly (readonly [string, GoValue])[] {
  if (value.type.kind !== "struct") {
    return [];
  }
  return value.type.fields.flatMap((field) => {
    const inner = fieldValue(value, field);
    if (field.embedded) {
      return structFields(inner);
    }
    return field.json === undefined || (field.omitEmpty && isEmpty(inner))
      ? []
      : [[field.json, inner] as const];
  });
}

function object(fields: readonly (readonly [string, GoValue])[], indent: string): string {
  const deeper = `${indent}  `;
  const lines = fields.map(
    ([name, value]) => `${deeper}${quoteJson(name)}: ${encodeJson(value, deeper)}`,
  );
  return lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n${indent}}`;
}

function list(elements: readonly GoValue[], indent: string): string {
  const deeper = `${indent}  `;
  const lines = elements.map((element) => deeper + encodeJson(element, deeper));
  return lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n${indent}]`;
}
