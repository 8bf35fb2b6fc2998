/** UTF-16 units of a text that a document may repeat. */
const maxTextLength = 500;
/** UTF-16 units of all repeated texts: a document may refer to one text very often, with a short id. */
const maxTextsLength = 4 * 1024 * 1024;

/** Cuts off what is longer than a real name or reason. */
export function shortenText(text: string): string {
  return text.slice(0, maxTextLength);
}

/** Returns a text as long as there are not too many; then the short one. */
export type TextLimit = (text: string, short?: string) => string;

/** Limits the texts of one document that its records repeat. */
export function limitTexts(): TextLimit {
  let left = maxTextsLength;
  return (text, short = "") => {
    left -= text.length;
    return left < 0 ? short : text;
  };
}
