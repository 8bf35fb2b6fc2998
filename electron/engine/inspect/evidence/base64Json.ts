import { asText, type LooseObject, parseObject } from "./looseJson.ts";

/** Decodes Base64 or Base64url. */
export function decode(text: string): Buffer {
  return Buffer.from(text, "base64");
}

/** The JSON object in Base64; empty if there is none. */
export function decodeJson(value: unknown): LooseObject {
  return parseObject(decode(asText(value) ?? "").toString("utf8")) ?? {};
}
