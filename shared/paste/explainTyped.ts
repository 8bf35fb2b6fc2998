import { parsePaste } from "./parsePaste.ts";

/** In UTF-16 units, as for a reference. Longer texts are no lines that somebody typed. */
const maxLength = 4096;

/**
 * Explains why the text of a field for one image names none, if it is a known command or names its image by a variable.
 * @returns a sentence, or undefined for other text. Takes time linear in the length of the text.
 */
export function explainTyped(text: string): string | undefined {
  if (text.length > maxLength) {
    return undefined;
  }
  if (/\$[{(A-Za-z_]/.test(text)) {
    return "The line names its image by a variable: write its value in place of the variable.";
  }
  if (!/\s/.test(text.trim())) {
    return undefined;
  }
  const { isCommand, sources, notes } = parsePaste(text);
  return isCommand && sources.length === 0 ? notes[0] : undefined;
}
