import type { Draft } from "../../../shared/draft.ts";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import type { ComposeContext } from "./composeState.ts";
import { asCommand } from "./describeChange.ts";
import {
  type DraftHistory,
  type DraftMoment,
  emptyHistory,
  nameLastChange,
  stepBack,
  stepForward,
} from "./draftHistory.ts";
import { capDraft } from "./capDraft.ts";
import { addPasted, isEmptyDraft } from "./editDraft.ts";
import type { PasteResult } from "../../../shared/paste/pasteResult.ts";

/** A change that the window offers to undo on its own, whatever was changed since. */
export interface UndoOffer {
  readonly label: string;
  /** Undoes the change in the current draft. */
  readonly revert: (draft: Draft) => Draft;
  /** For a replacement, which only the preview confirms: the new source, and the name of the replaced entry. */
  readonly replacement?: { readonly sourceId: string; readonly entry: string };
  /** Whether the offer is withdrawn by the next change: it restores a whole draft. */
  readonly untilEdit?: boolean;
  /** The offer before. */
  readonly previous?: UndoOffer | undefined;
}

/** The draft, its undo history, and the actions on the whole draft. */
export interface DraftSlice {
  readonly draft: Draft;
  readonly history: DraftHistory;
  readonly undoOffer: UndoOffer | undefined;
  /** Undoes the last change of the draft. */
  readonly undo: () => void;
  /** Redoes the change that was undone last. */
  readonly redo: () => void;
  readonly acceptUndoOffer: () => void;
  readonly dismissUndoOffer: () => void;
  /** Adds everything in a pasted text in one step. */
  readonly addPasted: (pasted: PasteResult) => void;
  readonly newDraft: () => void;
  /** Replaces the draft, and offers to undo that. @param label what happened: `Opened app.yaml` */
  readonly replaceDraft: (draft: Draft, label: string) => void;
  /** Replaces the draft by the saved one of an earlier session, with its history. */
  readonly restoreDraft: (draft: Draft, history: DraftHistory) => void;
}

interface WithText {
  readonly id: string;
  readonly text: string;
}

/** The states of the items whose text is the same in both lists. */
function keepStates<T>(
  states: Readonly<Record<string, T>>,
  before: readonly WithText[],
  after: readonly WithText[],
): Record<string, T> {
  const texts = new Map(before.map(({ id, text }) => [id, text]));
  const same = after.flatMap(({ id, text }) => (texts.get(id) === text ? [id] : []));
  return Object.fromEntries(
    same.flatMap((id) => (states[id] === undefined ? [] : [[id, states[id]]])),
  );
}

export function createDraftSlice(context: ComposeContext): DraftSlice {
  const { get, set, previewJob, targetChecks, fileReadJobs, changeDraft, requestMissingStates } =
    context;

  /** Sets another draft and discards all states of the current one. */
  function setDraft(draft: Draft, undoOffer: UndoOffer | undefined): void {
    const { targets } = get();
    set({
      draft,
      sources: {},
      targets: {},
      filterText: undefined,
      sourceEdit: undefined,
      fileFailures: [],
      importReports: [],
      preview: undefined,
      undoOffer,
    });
    Object.keys(targets).forEach((id) => targetChecks.cancel(id));
    requestMissingStates();
    previewJob.schedule();
  }

  /** Sets another draft at the user's request; files being read belong to the current one. */
  function startOver(draft: Draft, undoOffer: UndoOffer | undefined): void {
    fileReadJobs.cancelAll();
    setDraft(draft, undoOffer);
  }

  /** Shows another moment of the history; states of unchanged sources and targets are kept. */
  function showMoment({ draft, undoOffer }: DraftMoment, history: DraftHistory): void {
    const current = get();
    const sources = keepStates(current.sources, current.draft.sources, draft.sources);
    const targets = keepStates(current.targets, current.draft.targets, draft.targets);
    changeDraft(draft, {
      undoOffer,
      history,
      sources,
      targets,
      filterText: undefined,
      sourceEdit: undefined,
    });
    for (const id of Object.keys(current.targets)) {
      if (!(id in targets)) {
        targetChecks.cancel(id);
      }
    }
    requestMissingStates();
  }

  function replaceDraft(draft: Draft, label: string): void {
    const { draft: replaced } = get();
    const undoOffer = { label, revert: () => replaced, untilEdit: true };
    if (!isEmptyDraft(replaced)) {
      startOver(draft, undoOffer);
      return;
    }
    startOver(draft, undefined);
    // Nothing is lost, so no notice offers to undo it; the menu names what was opened all the same.
    const change = asCommand(label);
    if (change !== undefined) {
      set({ history: nameLastChange(get().history, change) });
    }
  }

  return {
    draft: emptyDraft,
    history: emptyHistory,
    undoOffer: undefined,
    undo: () => {
      const { draft, undoOffer, history } = get();
      const step = stepBack(history, { draft, undoOffer });
      if (step !== undefined) {
        showMoment(step.moment, step.history);
      }
    },
    redo: () => {
      const { draft, undoOffer, history } = get();
      const step = stepForward(history, { draft, undoOffer });
      if (step !== undefined) {
        showMoment(step.moment, step.history);
      }
    },
    acceptUndoOffer: () => {
      const { undoOffer, draft } = get();
      if (undoOffer === undefined) {
        return;
      }
      const reverted = undoOffer.revert(draft);
      if (undoOffer.untilEdit === true) {
        startOver(reverted, undefined);
      } else if (reverted === draft) {
        set({ undoOffer: undoOffer.previous });
      } else {
        changeDraft(reverted, { undoOffer: undoOffer.previous });
        requestMissingStates();
      }
    },
    dismissUndoOffer: () => set({ undoOffer: undefined }),
    addPasted: (pasted) => {
      const { draft, failures } = capDraft(addPasted(get().draft, pasted));
      set({ draft, filterText: undefined });
      fileReadJobs.addFailures(failures);
      requestMissingStates();
      previewJob.schedule();
    },
    newDraft: () => {
      // A tag that is being read would replace the new draft, and a failure is about the old one.
      get().dismissTagRead();
      replaceDraft(emptyDraft, "Started a new draft");
    },
    replaceDraft,
    restoreDraft: (draft, history) => {
      setDraft(draft, undefined);
      set({ history });
    },
  };
}
