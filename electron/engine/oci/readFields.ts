import type { Annotations } from "../../../shared/oci/descriptor.ts";
import { EngineError } from "../errors.ts";
import { foldKey } from "./parseJson.ts";

/**
 * Reads a value of a JSON document, and rejects a wrong type.
 * @param path of the value in the document: `manifests[0].digest`
 * @param what names the document in errors
 * @throws EngineError `manifest_invalid`
 */
export type Reader<T> = (value: unknown, path: string, what: string) => T;

/** The fields of a JSON object. */
export interface Fields {
  get(name: string): unknown;
  readonly others: ReadonlySet<string>;
}

interface FieldValue {
  readonly value: unknown;
  readonly path: string;
  readonly what: string;
}

/** Reads the known fields of an object. Rejects keys that differ from them only in case, because Go matches these. */
export function objectFields({ value, path, what }: FieldValue, known: readonly string[]): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalid(what, `${path === "" ? "it" : path} is not an object`);
  }
  const found = new Map<string, unknown>(Object.entries(value));
  const folded = new Set(known.map(foldKey));
  for (const key of found.keys()) {
    if (!known.includes(key) && folded.has(foldKey(key))) {
      throw invalid(
        what,
        `the field ${JSON.stringify(key)} has the wrong case, which tools treat differently`,
      );
    }
  }
  return { get: (name) => found.get(name) ?? undefined, others: new Set(found.keys()) };
}

/** Rejects a document with fields of another kind of document (CVE-2021-41190). */
export function refuseConfusion(
  keys: ReadonlySet<string>,
  foreign: readonly string[],
  what: string,
): void {
  for (const name of foreign) {
    if (keys.has(name)) {
      throw invalid(what, `it has "${name}", a field of another kind of document (CVE-2021-41190)`);
    }
  }
}

/** Reads a value that may be absent. */
export function optional<T>({ value, path, what }: FieldValue, read: Reader<T>): T | undefined {
  return value === undefined ? undefined : read(value, path, what);
}

/** Reads a string; `null` means absent, as in Go. */
export function readString(value: unknown, path: string, what: string): string | undefined {
  return value === undefined || value === null ? undefined : requireString(value, path, what);
}

/** Reads a string; `null` means the empty string, as in Go. */
export const requireString: Reader<string> = (value, path, what) => {
  if (value === null) {
    return "";
  }
  if (typeof value !== "string") {
    throw invalid(what, `${path} is not a string`);
  }
  return value;
};

/** Reads an exact integer. */
export function readInteger(value: unknown, path: string, what: string): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (typeof value !== "number" || !Number.isSafeInteger(value)) {
    throw invalid(what, `${path} is not an integer`);
  }
  return value;
}

/** Reads a list. */
export function readArray<T>({ value, path, what }: FieldValue, read: Reader<T>): T[] | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (!Array.isArray(value)) {
    throw invalid(what, `${path} is not a list`);
  }
  return value.map((item, index) => read(item, `${path}[${index}]`, what));
}

/** Reads an object of strings. */
export function readAnnotations(
  value: unknown,
  path: string,
  what: string,
): Annotations | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalid(what, `${path} is not an object`);
  }
  const annotations: Record<string, string> = {};
  for (const [key, text] of Object.entries(value)) {
    // Assigning this key would change the object's prototype instead of adding an annotation.
    if (key === "__proto__") {
      throw invalid(what, `${path} has the key "__proto__", which is not allowed`);
    }
    annotations[key] = requireString(text, `${path}[${JSON.stringify(key)}]`, what);
  }
  return annotations;
}

/** Returns an object with the key, or an empty one if the value is absent. */
export function present<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V });
}

/** Returns the error for a malformed document. */
export function invalid(what: string, why: string): EngineError {
  return new EngineError("manifest_invalid", `The ${what} is malformed: ${why}.`, {
    hint: "Manifests that tools read differently are rejected. Push it again with a current tool.",
  });
}
