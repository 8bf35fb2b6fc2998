import {
  elementsOf,
  entriesOf,
  fieldValue,
  fromJson,
  followPointer,
  type GoValue,
  isNil,
} from "./goTypes.ts";
import { printTimestamp } from "./goTime.ts";

/** How `fmt` shows a value: `%v`, `%+v` with names of fields. */
export interface FormatOptions {
  readonly names?: boolean;
  /** Whether the value is inside another, where Go prints pointers as addresses. */
  readonly nested?: boolean;
}

/**
 * Formats a value like Go's `%v`.
 * @throws if Go would print an address, which differs from run to run
 */
export function formatValue(value: GoValue, options: FormatOptions = {}): string {
  const { type, content } = value;
  const inner = { ...options, nested: true };
  switch (type.kind) {
    case "any":
      return isNil(value) ? "<nil>" : formatValue(fromJson(content), options);
    case "pointer":
      return formatPointer(value, options);
    case "struct": {
      if (type.fields.some(({ json }) => json === undefined)) {
        throw addressError(type.name);
      }
      const fields = type.fields.map((field) => {
        const text = formatValue(fieldValue(value, field), inner);
        return options.names ? `${field.name}:${text}` : text;
      });
      return `{${fields.join(" ")}}`;
    }
    case "map":
      return `map[${entriesOf(value)
        .map(([key, element]) => `${key}:${formatValue(element, inner)}`)
        .join(" ")}]`;
    case "slice":
      return `[${elementsOf(value)
        .map((element) => formatValue(element, inner))
        .join(" ")}]`;
    case "bytes":
      return `[${[...Buffer.from(typeof content === "string" ? content : "", "base64")].join(" ")}]`;
    case "time":
      return printTimestamp(String(content));
    case "float":
      return formatFloat(Number(content));
    default:
      return String(content);
  }
}

function formatPointer(value: GoValue, options: FormatOptions): string {
  if (isNil(value)) {
    return "<nil>";
  }
  const target = followPointer(value);
  // A time prints itself through its method; other nested pointers are printed as addresses.
  if (target.type.kind === "time") {
    return formatValue(target, options);
  }
  if (options.nested) {
    throw addressError(value.type.name);
  }
  return `&${formatValue(target, options)}`;
}

function addressError(type: string): Error {
  return new Error(
    `${type} is printed with an address, which differs in each run; print its fields, or use json`,
  );
}

/** Formats a number like `%v`: the shortest form, with an exponent below 1e-4 and from 1e+06. */
export function formatFloat(value: number): string {
  if (value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e6)) {
    return padExponent(value.toExponential());
  }
  return String(value);
}

/** Writes an exponent with two digits, as Go does: `1e+06`. */
export function padExponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}
