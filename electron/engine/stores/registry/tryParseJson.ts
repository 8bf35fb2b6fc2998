/** Parses JSON. @returns undefined if the input is not JSON; no schema accepts that */
export function tryParseJson(json: Uint8Array | string): unknown {
  try {
    return JSON.parse(typeof json === "string" ? json : new TextDecoder().decode(json));
  } catch {
    return undefined;
  }
}
