import { isPrintable } from "./goQuote.ts";

const htmlEscapes: Readonly<Record<string, string>> = {
  "<": "&lt;",
  ">": "&gt;",
  "&": "&amp;",
  "'": "&#39;",
  '"': "&#34;",
  "\0": "\uFFFD",
};

/** Escapes text like the template function `html`. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[<>&'"\0]/g, (character) => htmlEscapes[character] ?? character);
}

/** Escapes text like the template function `js`. */
export function escapeScript(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (/[\\'"]/.test(character)) {
      return `\\${character}`;
    }
    const isPlain =
      code < 0x80 ? code >= 0x20 && !/[<>&=]/.test(character) : isPrintable(character);
    return isPlain ? character : `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`;
  }).join("");
}

/** Escapes text like the template function `urlquery`. */
export function escapeQuery(text: string): string {
  return encodeURIComponent(text)
    .replaceAll("%20", "+")
    .replaceAll(
      /[!'()*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    );
}
