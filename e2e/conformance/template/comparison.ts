import { formatValue } from "./goFormat.ts";
import { type GoType, type GoValue, isNil, noValue, unwrapAny } from "./goTypes.ts";

const basicKinds: ReadonlySet<string> = new Set(["string", "int", "float", "bool"]);

function isBasic({ type }: GoValue): boolean {
  return basicKinds.has(type.kind);
}

/** Whether Go compares values of a type with `==`. */
function isComparable(type: GoType): boolean {
  switch (type.kind) {
    case "slice":
    case "map":
    case "bytes":
      return false;
    case "struct":
      return type.fields.every((field) => isComparable(field.type));
    default:
      return true;
  }
}

/** Compares like the template function `eq` with two arguments. @throws if Go cannot compare them */
export function equalValues(a: GoValue, b: GoValue): boolean {
  const [left, right] = [unwrapAny(a), unwrapAny(b)];
  if (left === noValue || right === noValue) {
    return isNil(left) && isNil(right) && isBasic(left) === isBasic(right);
  }
  if (isBasic(left) || isBasic(right)) {
    if (left.type.kind !== right.type.kind) {
      throw incompatible(left, right);
    }
    return left.content === right.content;
  }
  if (left.type.kind !== right.type.kind) {
    const shown = [formatValue(left, { verb: "s" }), formatValue(right)];
    throw new Error(
      `non-comparable types ${shown[0]}: ${left.type.name}, ${right.type.name}: ${shown[1]}`,
    );
  }
  if (isNil(left) || isNil(right)) {
    return isNil(left) === isNil(right);
  }
  if (!isComparable(right.type)) {
    const shown = formatValue(right, { verb: "s" });
    throw new Error(`non-comparable type ${shown}: ${right.type.name}`);
  }
  if (left.type.kind !== "pointer") {
    throw new Error(`the comparison of values of type ${right.type.name} is not supported`);
  }
  return left.content === right.content;
}

/** Compares like `lt`, `gt` and their kind: less than 0 if the first is less. @throws if they have no order */
export function compareValues(a: GoValue, b: GoValue): number {
  const [left, right] = [unwrapAny(a), unwrapAny(b)];
  if (!isBasic(left) || !isBasic(right)) {
    throw new Error("invalid type for comparison");
  }
  if (left.type.kind !== right.type.kind) {
    throw incompatible(left, right);
  }
  if (left.type.kind === "bool") {
    throw new Error("invalid type for comparison");
  }
  if (left.type.kind === "string") {
    return Buffer.compare(Buffer.from(String(left.content)), Buffer.from(String(right.content)));
  }
  const [x, y] = [left.content as number | bigint, right.content as number | bigint];
  return x < y ? -1 : x > y ? 1 : 0;
}

function incompatible(left: GoValue, right: GoValue): Error {
  return new Error(`incompatible types for comparison: ${left.type.name} and ${right.type.name}`);
}
