import type { Draft } from "../../../shared/draft.ts";
import type { SavedHistory } from "../../../shared/draftHistory.ts";
import type { Failure } from "../../../shared/errors.ts";
import { api } from "../../api.ts";
import { saveBeforeClose } from "../../saveBeforeClose.ts";
import { useSettings } from "../settings/settingsStore.ts";
import { useCompose } from "./composeStore.ts";
import { isEmptyDraft } from "./editDraft.ts";
import { fromSavedHistory, toSavedHistory } from "./savedHistory.ts";

/** Milliseconds without a change after which the draft is saved. */
const pauseMs = 300;

/**
 * Restores the draft and the undo history of the last session, and saves them whenever the draft changes. A failure to save is shown once,
 * until a draft is saved again.
 * @returns stops saving
 */
export function persistDraft(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let savedDraft = useCompose.getState().draft;
  /** Why the last save failed. */
  let problem: string | undefined;
  let lastSave = Promise.resolve();

  /** Saves the current draft, unless it is saved. @returns a promise for the last save */
  function save(): Promise<void> {
    clearTimeout(timer);
    const { draft, history } = useCompose.getState();
    if (draft !== savedDraft || problem !== undefined) {
      savedDraft = draft;
      lastSave = send(draft, toSavedHistory(history));
    }
    return lastSave;
  }

  async function send(draft: Draft, history: SavedHistory): Promise<void> {
    const result = await api.invoke("draft:save", { draft, history });
    const before = problem;
    problem = result.ok ? undefined : result.error.message;
    // A dismissed problem is not shown again at each change of the draft.
    if (problem !== before) {
      useSettings
        .getState()
        .showDraftProblem(result.ok ? undefined : describeProblem(result.error));
    }
  }

  const unsubscribe = useCompose.subscribe(({ draft }) => {
    if (draft !== savedDraft) {
      clearTimeout(timer);
      timer = setTimeout(() => void save(), pauseMs);
    }
  });
  const onPageHide = (): void => void save();
  window.addEventListener("pagehide", onPageHide);
  const stopSaving = saveBeforeClose(save);
  void restoreSavedDraft();
  return () => {
    clearTimeout(timer);
    unsubscribe();
    stopSaving();
    window.removeEventListener("pagehide", onPageHide);
  };
}

function describeProblem(error: Failure): Failure {
  return { ...error, message: `The draft is not saved for the next start. ${error.message}` };
}

async function restoreSavedDraft(): Promise<void> {
  const result = await api.invoke("draft:saved", {});
  const { draft, restoreDraft } = useCompose.getState();
  // Ignore the saved draft if the user already started one.
  if (result.ok && result.value !== null && isEmptyDraft(draft)) {
    restoreDraft(result.value.draft, fromSavedHistory(result.value.history));
  }
}
