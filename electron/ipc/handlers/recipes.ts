import type { Draft } from "../../../shared/draft.ts";
import { choosePathsToOpen, saveAs } from "../../app/fileDialogs.ts";
import { EngineError } from "../../engine/errors.ts";
import { formatRecipe } from "../../engine/recipe/formatRecipe.ts";
import { sourcesToPin, pinSources } from "../../engine/recipe/pinSources.ts";
import { readRecipeFile } from "../../engine/recipe/readRecipeFile.ts";
import { allOrAbort } from "../../engine/async/allOrAbort.ts";
import type { Engine } from "../../engine/engine.ts";
import { handle } from "../handle.ts";
import { runJob } from "../jobs.ts";
import { withReadingReport } from "../readingReport.ts";

const filters = [
  { name: "Recipes", extensions: ["yaml", "yml"] },
  { name: "All Files", extensions: ["*"] },
];

/** Recipes: drafts as files that people review and keep. */
export function handleRecipes(engine: Engine): void {
  handle("recipe:open", ({ jobId }) =>
    runJob(jobId, "query", async (signal) => {
      const [path] = await choosePathsToOpen({
        title: "Open Recipe",
        properties: ["openFile"],
        filters,
      });
      if (path === undefined) return null;
      return await withReadingReport(jobId, [path], async (onRead) => {
        onRead(path);
        return { draft: await readRecipeFile(path, signal), path };
      });
    }),
  );
  handle("recipe:save", ({ jobId, draft, pin }) =>
    runJob(jobId, "query", async (signal) => {
      const recipe = formatRecipe(pin ? await pinned(draft, engine, signal) : draft);
      const title = pin ? "Save Pinned Recipe" : "Save Recipe";
      const options = { title, defaultPath: "index.manifestry.yaml", filters };
      return await saveAs(options, new TextEncoder().encode(recipe));
    }),
  );
}

/** The draft with every tag among its sources held fast at what it is now. */
async function pinned(draft: Draft, engine: Engine, signal: AbortSignal): Promise<Draft> {
  const movable = sourcesToPin(draft);
  const digests = await allOrAbort(movable, signal, async ({ id, text }, until) => {
    const state = await engine.resolve(text, { sources: [], targets: [] }, until);
    if (state.kind === "resolved") return [id, state.source.digest] as const;
    const { code, message, ...more } = state.error;
    throw new EngineError(code, message, more);
  });
  return pinSources(draft, new Map(digests));
}
