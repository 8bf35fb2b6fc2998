import type { Draft } from "../../../shared/draft.ts";
import { EngineError } from "../errors.ts";
import { diskError } from "../disk/diskError.ts";
import { readCappedFile } from "../disk/readCappedFile.ts";
import { parseRecipe } from "./parseRecipe.ts";
import { maxRecipeBytes } from "./recipeSchema.ts";

/**
 * Reads a recipe from a file. Nothing is resolved or pushed.
 *
 * @throws EngineError `input_invalid`, `too_large`, `disk`
 */
export async function readRecipeFile(file: string, signal: AbortSignal): Promise<Draft> {
  const bytes = await readBytes(file, signal);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new EngineError("input_invalid", `${file} is not a recipe: it is not UTF-8 text.`, {
      hint: "Open a file that was saved with Save Recipe.",
    });
  }
  return parseRecipe(text);
}

async function readBytes(file: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    return await readCappedFile(file, maxRecipeBytes, signal);
  } catch (error) {
    throw diskError(error, `read ${file}`);
  }
}
