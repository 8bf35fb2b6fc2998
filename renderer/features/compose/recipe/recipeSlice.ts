import type { Failure } from "../../../../shared/errors.ts";
import { api, type Job } from "../../../api.ts";
import { fileName } from "../../../ui/format.ts";
import type { ComposeContext } from "../composeState.ts";
import { draftToSend } from "../editDraft.ts";

/** The state of saving a recipe. */
export type RecipeSave =
  | { readonly kind: "none" }
  | { readonly kind: "saving" }
  | { readonly kind: "saved"; readonly path: string }
  | { readonly kind: "failed"; readonly error: Failure };

/** Recipes: drafts saved to files. */
export interface RecipeSlice {
  readonly recipeSave: RecipeSave;
  /** Replaces the draft by a recipe. @param from a file opened on the desktop, or a text; without them, a system dialog asks */
  readonly openRecipe: (from?: {
    readonly openedId?: string;
    readonly text?: string;
  }) => Promise<void>;
  /** Opens a system dialog, and saves the draft. @param pin adds the current digest to each source */
  readonly saveRecipe: (pin: boolean) => Promise<void>;
  readonly cancelRecipeSave: () => void;
  readonly dismissRecipeSave: () => void;
}

export function createRecipeSlice({ get, set, fileReadJobs }: ComposeContext): RecipeSlice {
  let running: Job<unknown> | undefined;

  return {
    recipeSave: { kind: "none" },
    openRecipe: async ({ openedId, text } = {}) => {
      const result = await fileReadJobs.read("recipe:open", { openedId, text });
      if (result === undefined) {
        return;
      }
      if (!result.ok) {
        fileReadJobs.addFailures([result.error]);
      } else if (result.value !== null) {
        const { draft, path } = result.value;
        get().replaceDraft(draft, `Opened ${fileName(path)}`);
      }
    },
    saveRecipe: async (pin) => {
      if (running !== undefined) {
        return;
      }
      const { draft } = get();
      const job = api.startJob("recipe:save", { draft: draftToSend(draft), pin });
      running = job;
      set({ recipeSave: { kind: "saving" } });
      const result = await job.result;
      running = undefined;
      if (!result.ok) {
        const isCancelled = result.error.code === "cancelled";
        set({
          recipeSave: isCancelled ? { kind: "none" } : { kind: "failed", error: result.error },
        });
        return;
      }
      // The draft may have changed while it was saved.
      const isShown = result.value !== null && get().draft === draft;
      set({ recipeSave: isShown ? { kind: "saved", path: result.value.path } : { kind: "none" } });
    },
    cancelRecipeSave: () => running?.cancel(),
    dismissRecipeSave: () => set({ recipeSave: { kind: "none" } }),
  };
}
