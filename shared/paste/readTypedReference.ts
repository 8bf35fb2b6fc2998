import { normalizeReference } from "./normalizeReference.ts";
import { parsePaste } from "./parsePaste.ts";

/**
 * Returns the reference that the text of a field for one image stands for: `docker pull alpine:3` → `alpine:3`. A command
 * stands for its first source; a line of YAML, JSON or prose for the only image that it names.
 * @returns the trimmed text if it names no image: reading it as a reference explains what is wrong
 */
export function readTypedReference(typed: string): string {
  const { isCommand, sources } = parsePaste(typed);
  // A list of several images stands for none.
  const word = (isCommand || sources.length === 1 ? sources[0] : undefined) ?? typed;
  const normalized = normalizeReference(word);
  return normalized.kind === "reference" ? normalized.text : word.trim();
}
