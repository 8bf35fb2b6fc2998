declare const of: unique symbol;

/** The JSON of a value. */
export type Json<T> = string & { readonly [of]: T };

/**
 * Returns the JSON of a value, as what the main process sends crosses to the page. The bridge between preload script and
 * page copies objects property by property, which blocks the window for a preview of thousands of entries; a text is
 * copied at once.
 */
export function toJson<T>(value: T): Json<T> {
  return JSON.stringify(value) as Json<T>;
}

/** Returns the value of a JSON that `toJson` returned. */
export function fromJson<T>(json: Json<T>): T {
  return JSON.parse(json) as T;
}
