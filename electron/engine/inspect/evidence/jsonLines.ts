import { decodeJson } from "./base64Json.ts";
import { type LooseObject, parseObject, textAt } from "./looseJson.ts";

/** Most lines beyond the first whose kind is read, and UTF-16 units of the longest of them. */
const maxNamed = 20;
const maxLineLength = 1024 * 1024;

/** The first of several documents, each on a line of its own, with a sentence about the others. */
export interface JsonLines {
  readonly first: string;
  readonly notice: string;
}

/**
 * Splits JSON lines: in-toto bundles have a statement or an envelope on each line.
 * Source: in-toto attestation, spec/v1/bundle.md.
 * @param text that is not one JSON document
 * @returns undefined if its first two lines do not look like objects
 */
export function splitJsonLines(text: string): JsonLines | undefined {
  if (!/^\s*\{.+\}\s*?\n\s*\{/.test(text.slice(0, text.indexOf("\n") + 100))) {
    return undefined;
  }
  let first = "";
  let count = 0;
  const types: string[] = [];
  for (let at = 0; at < text.length;) {
    const end = text.indexOf("\n", at);
    const line = text.slice(at, end < 0 ? undefined : end).trim();
    at = end < 0 ? text.length : end + 1;
    if (line === "") {
      continue;
    }
    count += 1;
    if (count === 1) {
      first = line;
    } else if (count <= maxNamed) {
      types.push(typeOf(line));
    }
  }
  const others = types.slice(0, maxNamed).join(", ");
  const more = count - 1 - types.length;
  return {
    first,
    notice: `This is a file of ${count.toLocaleString("en")} JSON lines, each a document of its own. The first line is shown here. The other lines: ${others}${more > 0 ? `, and ${more.toLocaleString("en")} more` : ""}. Raw shows all of them.`,
  };
}

/** The predicate type of a line, also in an envelope. */
function typeOf(line: string): string {
  const document: LooseObject | undefined =
    line.length > maxLineLength ? undefined : parseObject(line);
  return (
    textAt(document, "predicateType") ??
    textAt(decodeJson(document?.["payload"]), "predicateType") ??
    textAt(decodeJson(textAt(document, "dsseEnvelope", "payload")), "predicateType") ??
    "another document"
  ).slice(0, 200);
}
