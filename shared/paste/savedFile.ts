/** Matches a recipe: its first key, after comments. A colon with text right after it is that of a link. */
const recipe = /^\uFEFF?(?:[ \t]*(?:#.*|---[ \t]*)?\r?\n)*["']?manifestry["']?[ \t]*:(?:\s|$)/;

/** Matches a saved plan: its first keys. */
const plan = /^\uFEFF?\s*\{\s*"version"\s*:\s*\d+\s*,\s*"id"\s*:/;

/** Maximum length of a recipe that is pasted, in UTF-16 units. */
export const maxRecipeText = 1024 * 1024;

/** Recognizes a recipe or a plan by its start; undefined for any other text. Whether it is valid is not checked. */
export function savedKind(text: string): "recipe" | "plan" | undefined {
  return recipe.test(text) ? "recipe" : plan.test(text) ? "plan" : undefined;
}
