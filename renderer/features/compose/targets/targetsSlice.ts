import type { Failure } from "../../../../shared/errors.ts";
import type { TargetState } from "../../../../shared/preview.ts";
import { parsePaste } from "../../../../shared/paste/parsePaste.ts";
import { targetsOf } from "../../../../shared/paste/pasteResult.ts";
import { api } from "../../../api.ts";
import type { ComposeContext } from "../composeState.ts";
import { capDraft } from "../capDraft.ts";
import { addTargets, removeTarget, setNoClobber, setTargetText, withIds } from "../editDraft.ts";

/** The state of the check of one target. */
export type TargetStatus =
  | { readonly kind: "checking" }
  | { readonly kind: "found"; readonly state: TargetState }
  | { readonly kind: "failed"; readonly error: Failure };

/** The targets: the field that adds them, and their current tags. */
export interface TargetsSlice {
  /** The text of the field that adds targets. */
  readonly targetText: string;
  /** By target id. */
  readonly targets: Readonly<Record<string, TargetStatus>>;
  readonly setTargetInput: (text: string) => void;
  /** Adds targets that the draft does not have. */
  readonly addTargets: (texts: readonly string[]) => void;
  /**
   * Adds what the field has. Targets that the draft has already stay in the field.
   * @returns notes about what was skipped
   */
  readonly addTypedTargets: () => readonly string[];
  readonly editTarget: (id: string, text: string) => void;
  readonly setNoClobber: (id: string, noClobber: boolean) => void;
  /** Opens a system dialog for a layout or archive, and puts its location into the field. */
  readonly chooseTarget: (kind: "layout" | "archive") => Promise<void>;
  readonly removeTarget: (id: string) => void;
  readonly recheckTarget: (id: string) => void;
  /** Checks all targets again, as after a push. */
  readonly recheckTargets: () => void;
}

export function createTargetsSlice({
  fileReadJobs,
  get,
  set,
  targetChecks,
  changeDraft,
  requestMissingStates,
}: ComposeContext): TargetsSlice {
  return {
    targetText: "",
    targets: {},
    setTargetInput: (targetText) => set({ targetText }),
    addTargets: (texts) => {
      const { draft, failures } = capDraft(addTargets(get().draft, withIds(texts)));
      changeDraft(draft);
      fileReadJobs.addFailures(failures);
      requestMissingStates();
    },
    addTypedTargets: () => {
      const { targetText, draft } = get();
      const pasted = parsePaste(targetText);
      const found = targetsOf(pasted);
      const known = new Set(draft.targets.map(({ text }) => text));
      set({ targetText: found.filter((text) => known.has(text)).join(" ") });
      if (pasted.isCommand) {
        get().addPasted(pasted);
      } else {
        get().addTargets(found);
      }
      return pasted.notes;
    },
    editTarget: (id, text) => {
      const before = get().draft.targets.find((target) => target.id === id);
      if (before !== undefined && before.text !== text && text.trim() !== "") {
        changeDraft(setTargetText(get().draft, id, text.trim()));
        targetChecks.start(id);
      }
    },
    setNoClobber: (id, noClobber) => changeDraft(setNoClobber(get().draft, id, noClobber)),
    chooseTarget: async (kind) => {
      const result = await api.invoke("target:choose", { kind });
      if (!result.ok) {
        set({ fileFailures: [result.error] });
      } else if (result.value !== null) {
        set({ targetText: result.value.text });
      }
    },
    removeTarget: (id) => {
      const { draft, undoOffer } = get();
      const removed = draft.targets.find((target) => target.id === id);
      if (removed === undefined) {
        return;
      }
      targetChecks.cancel(id);
      const { [id]: _, ...targets } = get().targets;
      changeDraft(removeTarget(draft, id), {
        targets,
        undoOffer: {
          previous: undoOffer,
          label: `Removed target ${removed.text}`,
          revert: (current) => addTargets(current, [removed]),
        },
      });
    },
    recheckTarget: targetChecks.start,
    recheckTargets: () => get().draft.targets.forEach(({ id }) => targetChecks.start(id)),
  };
}
