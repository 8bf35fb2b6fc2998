import type { Draft } from "../../../../shared/draft.ts";
import { api, type Job } from "../../../api.ts";
import { draftToSend } from "../editDraft.ts";
import type { FileReads } from "../sources/fileReadJobs.ts";
import type { ComposeAccess } from "../composeState.ts";

interface RecipeJobs {
  /** Reads a draft from a file that the person chooses. */
  readonly open: () => Promise<void>;
  /** Writes the draft to a file that the person chooses. */
  readonly save: (pin: boolean) => Promise<void>;
  readonly stop: () => void;
}

/** Reads drafts from recipes, and writes them, one at a time. @param onOpened takes what was read */
export function createRecipeJobs(
  { get, set }: ComposeAccess,
  reads: FileReads,
  onOpened: (draft: Draft, path: string) => void,
): RecipeJobs {
  let running: Job<unknown> | null = null;

  return {
    open: async () => {
      const answer = await reads.read("recipe:open", {});
      if (answer === null) {
        return;
      }
      if (!answer.ok) {
        reads.showFailures([answer.error]);
      } else if (answer.value !== null) {
        onOpened(answer.value.draft, answer.value.path);
      }
    },
    save: async (pin) => {
      if (running !== null) {
        return;
      }
      const { draft } = get();
      const job = api.startJob("recipe:save", { draft: draftToSend(draft), pin });
      running = job;
      set({ recipeSave: { kind: "saving" } });
      const answer = await job.result;
      running = null;
      if (answer.ok) {
        // What was saved may be another draft by now.
        set({
          recipeSave:
            answer.value === null || get().draft !== draft
              ? { kind: "none" }
              : { kind: "saved", path: answer.value.path },
        });
      } else {
        set({
          recipeSave:
            answer.error.code === "cancelled"
              ? { kind: "none" }
              : { kind: "failed", error: answer.error },
        });
      }
    },
    stop: () => running?.cancel(),
  };
}
