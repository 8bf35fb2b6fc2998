/** Bytes of the largest recipe: a draft of some thousand sources. */
export const largestRecipe = 1024 * 1024;
