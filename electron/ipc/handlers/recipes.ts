import { choosePathsToOpen, saveAs } from "../../app/fileDialogs.ts";
import { formatRecipe } from "../../engine/recipe/formatRecipe.ts";
import { readRecipeFile } from "../../engine/recipe/readRecipeFile.ts";
import type { Engine } from "../../engine/engine.ts";
import { handle } from "../handle.ts";
import { runJob } from "../jobs.ts";
import { reportReads } from "../readProgress.ts";

const filters = [
  { name: "Recipes", extensions: ["yaml", "yml"] },
  { name: "All Files", extensions: ["*"] },
];

/** Recipes: drafts as files that people review and keep. */
export function handleRecipes(engine: Engine): void {
  handle("recipe:open", ({ jobId }) =>
    runJob(jobId, "query", async (signal, reporter) => {
      const [path] = await choosePathsToOpen({
        title: "Open Recipe",
        properties: ["openFile"],
        filters,
      });
      if (path === undefined) return null;
      reportReads(reporter, [path])(path);
      return { draft: await readRecipeFile(path, signal), path };
    }),
  );
  handle("recipe:save", ({ jobId, draft, pin }) =>
    runJob(jobId, "query", async (signal) => {
      const recipe = formatRecipe(pin ? await engine.pinDraft(draft, signal) : draft);
      const title = pin ? "Save Pinned Recipe" : "Save Recipe";
      const options = { title, defaultPath: "index.manifestry.yaml", filters };
      return await saveAs(options, new TextEncoder().encode(recipe));
    }),
  );
}
