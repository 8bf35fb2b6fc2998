import type { Failure } from "../../../../shared/errors.ts";
import { api, type Job } from "../../../api.ts";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";
import type { ComposeContext } from "../composeState.ts";

/** The state of reading a tag that is to be edited. */
export type TagRead =
  | { readonly kind: "none" }
  | { readonly kind: "reading"; readonly text: string }
  | { readonly kind: "failed"; readonly text: string; readonly error: Failure };

/** Editing the index behind a tag: it becomes the draft, and the tag its target. */
export interface EditTagSlice {
  readonly tagRead: TagRead;
  /** Reads a tag or digest, and replaces the draft by one that edits its content. */
  readonly editTag: (text: string) => Promise<void>;
  /** Stops reading, or dismisses the failure. */
  readonly dismissTagRead: () => void;
}

export function createEditTagSlice({ get, set }: ComposeContext): EditTagSlice {
  let running: Job<unknown> | undefined;

  return {
    tagRead: { kind: "none" },
    editTag: async (text) => {
      running?.cancel();
      const job = api.startJob("draft:editTag", { text });
      running = job;
      set({ tagRead: { kind: "reading", text } });
      const result = await job.result;
      if (running !== job) {
        return;
      }
      running = undefined;
      if (result.ok) {
        set({ tagRead: { kind: "none" } });
        get().replaceDraft(result.value, `Editing ${escapeInvisible(text)}`);
      } else {
        set({ tagRead: { kind: "failed", text, error: result.error } });
      }
    },
    dismissTagRead: () => {
      running?.cancel();
      running = undefined;
      set({ tagRead: { kind: "none" } });
    },
  };
}
