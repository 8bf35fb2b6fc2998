import type { DraftAnnotation } from "../../../../shared/draft.ts";
import type { ComposeContext } from "../composeState.ts";
import { removeAnnotation, setAnnotation } from "../editDraft.ts";

/** The actions on annotations; the annotations themselves are in the draft. */
export interface AnnotationsSlice {
  /** Adds a blank annotation. */
  readonly addAnnotation: () => void;
  readonly editAnnotation: (id: string, change: Partial<Omit<DraftAnnotation, "id">>) => void;
  readonly removeAnnotation: (id: string) => void;
}

export function createAnnotationsSlice({
  get,
  set,
  changeDraft,
}: ComposeContext): AnnotationsSlice {
  return {
    addAnnotation: () => {
      const { draft } = get();
      const blank = {
        id: crypto.randomUUID(),
        scope: { kind: "index" as const },
        key: "",
        value: "",
      };
      // Blank annotations are not sent: the preview stays fresh.
      set({ draft: { ...draft, annotations: [...draft.annotations, blank] } });
    },
    editAnnotation: (id, change) => changeDraft(setAnnotation(get().draft, id, change)),
    removeAnnotation: (id) => {
      const { draft, undoOffer: previous } = get();
      const at = draft.annotations.findIndex((annotation) => annotation.id === id);
      const removed = draft.annotations[at];
      if (removed === undefined) {
        return;
      }
      const isBlank = removed.key === "" && removed.value === "";
      const undoOffer = {
        previous,
        label: `Removed annotation ${removed.key}`,
        revert: (current: typeof draft) => ({
          ...current,
          annotations: current.annotations.toSpliced(at, 0, removed),
        }),
      };
      changeDraft(removeAnnotation(draft, id), isBlank ? {} : { undoOffer });
    },
  };
}
