import { isBoundedJson } from "./jsonBounds.ts";

/** A JSON object from outside, whose fields may have any type. */
export type LooseObject = Readonly<Record<string, unknown>>;

/** The value as an object; empty if it is none. Evidence is only displayed, so a wrong type counts as absent. */
export function asObject(value: unknown): LooseObject {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as LooseObject)
    : {};
}

/** The value as a list; empty if it is none. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as text; undefined if it is none or empty. Numbers and booleans are written out. */
export function asText(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      return value === "" ? undefined : value;
    case "number":
    case "boolean":
      return String(value);
    default:
      return undefined;
  }
}

/** The object under a path of fields. */
export function objectAt(value: unknown, ...path: readonly string[]): LooseObject {
  return asObject(valueAt(value, path));
}

/** The list under a path of fields. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  return asList(valueAt(value, path));
}

/** The text under a path of fields. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  return asText(valueAt(value, path));
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  let inner = value;
  for (const name of path) {
    const object = asObject(inner);
    inner = Object.hasOwn(object, name) ? object[name] : undefined;
  }
  return inner;
}

/** Fields without those that are undefined, to spread into a view. */
export function definedFields<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as never;
}

/**
 * Parses the text of a JSON object.
 * @returns undefined if it is something else, nested deeper than 100 levels, or has more than eight million values
 */
export function parseObject(text: string): LooseObject | undefined {
  if (!/^\s*\{/.test(text) || !isBoundedJson(text)) {
    return undefined;
  }
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Most facts that are made of one object. */
const maxFacts = 500;
/** Most UTF-16 units of a fact's name, of a key in it, and of its value: a long key stands above many values. */
const maxLength = { name: 1000, key: 200, value: 4096 } as const;

/**
 * The leaves of objects as facts, named by their paths: `build-args.VERSION`. Those of an object are listed before those
 * of the next one. Long ones are cut off; if there are too many, the last fact says so.
 */
export function flattenFacts(
  ...values: readonly unknown[]
): readonly { readonly name: string; readonly value: string }[] {
  const facts: { name: string; value: string }[] = [];
  const isComplete = values.map((value) => addLeaves(value, facts)).every(Boolean);
  return isComplete ? facts : [...facts, { name: "…", value: "more in Raw" }];
}

/** Adds the leaves of an object to facts. @returns whether these are all */
function addLeaves(value: unknown, facts: { name: string; value: string }[]): boolean {
  if (facts.length >= maxFacts) {
    return Object.values(asObject(value)).every((inner) => inner === undefined);
  }
  const queue: (readonly [string, unknown])[] = [["", value]];
  let hasMore = false;
  let at = 0;
  for (; at < queue.length && facts.length < maxFacts; at += 1) {
    const [path, inner] = queue[at] ?? ["", undefined];
    if (typeof inner === "object" && inner !== null) {
      const children = Object.entries(inner);
      hasMore ||= children.length > maxFacts;
      for (const [key, child] of children.slice(0, maxFacts)) {
        const name = key.slice(0, maxLength.key);
        queue.push([(path === "" ? name : `${path}.${name}`).slice(0, maxLength.name), child]);
      }
      continue;
    }
    const text = asText(inner);
    if (text !== undefined && path !== "") {
      facts.push({ name: path, value: text.slice(0, maxLength.value) });
    }
  }
  return !hasMore && at >= queue.length;
}
