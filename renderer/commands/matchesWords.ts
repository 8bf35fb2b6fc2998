/** Splits into lower-case words without diacritics. */
function wordsOf(text: string): readonly string[] {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

/** With fewer letters, a keyword is found only by the whole word: `ac` is the start of a reference, not of `accounts`. */
const minKeywordPart = 4;

/**
 * Whether each word of the query starts a word of the text, in any order: `push rev` matches `Review Push`.
 * @param keywords other words that match
 */
export function matchesWords(text: string, query: string, keywords = ""): boolean {
  const words = wordsOf(text);
  const others = wordsOf(keywords);
  return wordsOf(query).every(
    (part) =>
      words.some((word) => word.startsWith(part)) ||
      others.some(
        (word) => word === part || (part.length >= minKeywordPart && word.startsWith(part)),
      ),
  );
}
