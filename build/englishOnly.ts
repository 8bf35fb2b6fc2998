import type { Plugin } from "vite";

const translation =
  /^(.*\/react-aria\/dist\/private\/intl\/[^/]+\/)(?!en-US)[a-z]{2}-[A-Z]{2}(\.m?js)$/;

/**
 * Replaces the translations of react-aria's texts by the English ones, as all other texts of the window are English. The
 * languages stay in its tables: it throws an error for a language in the system's settings that has a table without texts.
 */
export function englishOnly(): Plugin {
  return {
    name: "english-only",
    load(id) {
      const [, folder, extension] = translation.exec(id) ?? [];
      return folder === undefined
        ? null
        : `export { default } from ${JSON.stringify(`${folder}en-US${extension}`)};`;
    },
  };
}
