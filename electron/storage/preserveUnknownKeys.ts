import type { z } from "zod";

/** A step to a value inside JSON: the key of an object, or the id of an element of a list. */
type Step = { readonly key: string } | { readonly id: string };

/** Keys of an object that are not in the schema. */
interface UnknownKeys {
  readonly path: readonly Step[];
  readonly keys: Readonly<Record<string, unknown>>;
}

/** A value of a strict schema, parsed from JSON with more keys. */
export interface PreservedValue<T> {
  readonly value: T;
  /** Returns a changed value as JSON, with the unknown keys of all objects that still exist. */
  readonly format: (changed: T) => unknown;
}

/**
 * Parses JSON with a strict schema, except that unknown keys are kept aside: a newer version may have written them.
 * Elements of lists are identified by their `id` or `host`.
 *
 * @throws z.ZodError for any other violation
 */
export function parsePreserving<T>(schema: z.ZodType<T>, json: unknown): PreservedValue<T> {
  const unknown: UnknownKeys[] = [];
  const known = structuredClone(json);
  for (;;) {
    const parsed = schema.safeParse(known);
    if (parsed.success) {
      return { value: parsed.data, format: (changed) => addKeys(changed, unknown) };
    }
    const extra = parsed.error.issues.filter((issue) => issue.code === "unrecognized_keys");
    if (extra.length < parsed.error.issues.length) {
      throw parsed.error;
    }
    for (const { path, keys } of extra) {
      unknown.push(removeKeys(known, path, keys));
    }
  }
}

/** Removes keys of an object inside JSON. @returns them with their path */
function removeKeys(
  json: unknown,
  path: readonly PropertyKey[],
  keys: readonly string[],
): UnknownKeys {
  const steps: Step[] = [];
  let at = json;
  for (const key of path) {
    const next = (at as Record<PropertyKey, unknown>)[key];
    steps.push(Array.isArray(at) ? { id: idOf(next) ?? "" } : { key: String(key) });
    at = next;
  }
  const object = at as Record<string, unknown>;
  const removed = Object.fromEntries(keys.map((key) => [key, object[key]]));
  for (const key of keys) {
    delete object[key];
  }
  return { path: steps, keys: removed };
}

/** Returns a copy of JSON with the keys added to the objects at their paths. */
function addKeys(changed: unknown, unknown: readonly UnknownKeys[]): unknown {
  const json = structuredClone(changed);
  for (const { path, keys } of unknown) {
    let at: unknown = json;
    for (const step of path) {
      if ("id" in step) {
        at = Array.isArray(at) ? at.find((element) => idOf(element) === step.id) : undefined;
      } else {
        at = isObject(at) ? at[step.key] : undefined;
      }
    }
    if (isObject(at)) {
      Object.assign(at, keys);
    }
  }
  return json;
}

function idOf(element: unknown): string | undefined {
  if (!isObject(element)) {
    return undefined;
  }
  const id = element["id"] ?? element["host"];
  return typeof id === "string" ? id : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
