import { choosePathToOpen, saveAs } from "../../app/fileDialogs.ts";
import { openedFile } from "../../app/opened/openedFiles.ts";
import type { Engine } from "../../engine/engine.ts";
import { formatRecipe } from "../../engine/recipe/formatRecipe.ts";
import { parseRecipe } from "../../engine/recipe/parseRecipe.ts";
import { readRecipeFile } from "../../engine/recipe/readRecipeFile.ts";
import { handleJob } from "../handleJob.ts";
import { reportReads } from "../readProgress.ts";

const filters = [
  { name: "Recipes", extensions: ["yaml", "yml"] },
  { name: "All Files", extensions: ["*"] },
];

/** Handlers of recipes: open one as a draft, save a draft as one. */
export function handleRecipes(engine: Engine): void {
  handleJob("recipe:open", async ({ openedId, text }, signal, reporter) => {
    if (text !== undefined) {
      return { draft: parseRecipe(text), path: "pasted recipe" };
    }
    const path =
      openedFile(openedId) ??
      (await choosePathToOpen({ kind: "recipes", title: "Open Recipe", filters }));
    if (path === undefined) {
      return null;
    }
    reportReads(reporter, [path])(path);
    return { draft: await readRecipeFile(path, signal), path };
  });
  handleJob("recipe:save", async ({ draft, pin }, signal) => {
    const recipe = formatRecipe(pin ? await engine.composer.pinDraft(draft, signal) : draft);
    const title = pin ? "Save Recipe with Digests" : "Save Recipe";
    const name = "index.manifestry.yaml";
    const options = { kind: "recipes", title, defaultPath: name, filters } as const;
    return await saveAs(options, new TextEncoder().encode(recipe));
  });
}
