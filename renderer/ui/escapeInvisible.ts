/**
 * Characters that show nothing or change how others show: controls, bidi controls, joiners, tags, private use,
 * lone surrogates, line separators, fillers. Tabs and line ends are space, and stay.
 */
export const invisible =
  /(?![\t\n])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]|\p{Variation_Selector}/gu;

function codeOf(character: string): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`;
}

/**
 * Text from outside for reading: what would not be seen, or would change the order of what is, stands in it by its
 * code, such as `[U+202E]`. For reading only: what is copied or sent stays as it is.
 */
export function visibleText(text: string): string {
  return text.replaceAll(invisible, codeOf);
}
