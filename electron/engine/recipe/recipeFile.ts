import type { Draft } from "../../../shared/draft.ts";
import { EngineError } from "../failure.ts";
import { diskError } from "../layout/diskError.ts";
import { openFile } from "../openFile.ts";
import { largestRecipe } from "./largestRecipe.ts";
import { parseRecipe } from "./parse.ts";

/**
 * Read a recipe from a file. Nothing is resolved by it, and nothing pushed.
 * @throws EngineError `input_invalid`, `too_large`, `disk`
 */
export async function readRecipeFile(file: string): Promise<Draft> {
  const bytes = await readBytes(file);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new EngineError("input_invalid", `${file} is no recipe: it is not UTF-8 text.`, {
      hint: "Open a file that was saved with Save Recipe.",
    });
  }
  return parseRecipe(text);
}

/** A file may grow between being looked at and being read: what is read is counted. */
async function readBytes(file: string): Promise<Uint8Array> {
  try {
    const handle = await openFile(file);
    try {
      const room = Buffer.alloc(largestRecipe + 1);
      let size = 0;
      while (size < room.length) {
        const { bytesRead } = await handle.read(room, size, room.length - size);
        if (bytesRead === 0) return room.subarray(0, size);
        size += bytesRead;
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw diskError(error, `read ${file}`);
  }
  throw new EngineError("too_large", `${file} has more than ${largestRecipe} bytes.`, {
    hint: "No recipe is that large. Choose another file.",
  });
}
