import type { Plugin } from "vite";

/**
 * Escapes characters beyond Latin-1 in the bundles: with one of them, V8 keeps the whole file with two bytes a character.
 * An escape has the same meaning in strings, templates and expressions; no source uses `String.raw` with such a character.
 */
export function latin1Chunks(): Plugin {
  return {
    name: "latin1-chunks",
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === "chunk") {
          file.code = escapeBeyondLatin1(file.code);
        }
      }
    },
  };
}

/** Escapes the characters beyond Latin-1 of a program. */
export function escapeBeyondLatin1(code: string): string {
  return code.replaceAll(
    /[^\u0000-\u00ff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
