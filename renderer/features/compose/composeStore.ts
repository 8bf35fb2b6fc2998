import { create } from "zustand";
import type { Draft, DraftSource, DraftTarget } from "../../../shared/draft.ts";
import { countOf, fileName } from "../../ui/format.ts";
import { emptyHistory, recordChange, stepBack, stepForward } from "./draftHistory.ts";
import * as edit from "./editDraft.ts";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import { createFileJobs } from "./sources/filesSlice.ts";
import { createFileReadJobs } from "./sources/fileReadJobs.ts";
import { isEmptyDraft } from "./isEmptyDraft.ts";
import { createLossesJob } from "./losses/lossesJob.ts";
import { setKept } from "./losses/keepOption.ts";
import { normalizeReference } from "./sources/paste/normalizeReference.ts";
import { createPreviewJob } from "./result/previewJob.ts";
import { createRecipeJobs } from "./recipe/recipeSlice.ts";
import { rowsOf, showsAllSources, withRows } from "./result/previewResult.ts";
import type {
  ComposeAccess,
  ComposeData,
  ComposeState,
  DraftHistory,
  DraftMoment,
  UndoOffer,
} from "./composeState.ts";
import { createTargetChecks } from "./targets/targetChecks.ts";
import { type EntryChoice, revertChoice, applyChoice, setEntryKept } from "./result/entryChoice.ts";

const initial: ComposeData = {
  draft: emptyDraft,
  sourceText: "",
  targetText: "",
  filterText: null,
  sourceEdit: null,
  sources: {},
  targets: {},
  preview: null,
  previewStatus: "fresh",
  previewFailure: null,
  checking: null,
  remoteLosses: { kind: "known", losses: [], findings: [] },
  recipeSave: { kind: "none" },
  fileReads: [],
  fileFailures: [],
  undoOffer: null,
  history: emptyHistory,
};

/** The states of those items that are the same in both lists. */
function keepStates<T>(
  states: Readonly<Record<string, T>>,
  before: readonly (DraftSource | DraftTarget)[],
  after: readonly (DraftSource | DraftTarget)[],
): Record<string, T> {
  const texts = new Map(before.map(({ id, text }) => [id, text]));
  const same = after.flatMap(({ id, text }) => (texts.get(id) === text ? [id] : []));
  return Object.fromEntries(
    same.flatMap((id) => (states[id] === undefined ? [] : [[id, states[id]]])),
  );
}

function newId(): string {
  return crypto.randomUUID();
}

/** The draft that the window owns, and what the app has said about it. */
export const useCompose = create<ComposeState>()((set, get) => {
  const access: ComposeAccess = { get, set };
  const targetJobs = createTargetChecks(access);
  const losses = createLossesJob(access, () => preview.schedule());
  const preview = createPreviewJob(access, { onStale: losses.giveUp, onFresh: losses.ask });
  const reads = createFileReadJobs(access);
  const files = createFileJobs(access, reads);
  const recipes = createRecipeJobs(access, reads, (draft, path) =>
    startOver(draft, wayBack(`Opened ${fileName(path)}`)),
  );

  function change(draft: Draft, more: Partial<ComposeData> = {}): void {
    if (draft !== get().draft) {
      set({ draft, ...more });
      preview.schedule();
    }
  }

  /** Takes another choice of entries, with the way back to the one before. */
  function choose({ platforms, excluded }: EntryChoice, label: string): void {
    const { preview: shown, draft, undoOffer } = get();
    if (platforms === draft.platforms && excluded === draft.excluded) {
      return;
    }
    const choice = { platforms, excluded };
    if (shown !== null) {
      // Shown at once; the preview that follows says what it comes to.
      const rows = applyChoice(rowsOf(shown.result), choice);
      set({ preview: { ...shown, result: withRows(shown.result, rows) } });
    }
    const restore = (now: Draft): Draft => revertChoice(now, draft, choice);
    // In one step: the history remembers the draft before with the removal before.
    change(
      { ...draft, ...choice },
      { filterText: null, undoOffer: { previous: undoOffer, label, restore } },
    );
  }

  /** Has sources resolved by the next preview, again if they failed before. */
  function resolveSources(ids: readonly string[]): void {
    if (ids.length > 0) {
      const resolving = ids.map((id) => [id, { kind: "resolving" }] as const);
      set({ sources: { ...get().sources, ...Object.fromEntries(resolving) } });
      preview.schedule(ids);
    }
  }

  /** Starts what is missing after sources or targets came back. */
  function startMissing(): void {
    const { draft, sources, targets } = get();
    resolveSources(draft.sources.flatMap(({ id }) => (id in sources ? [] : [id])));
    draft.targets.filter(({ id }) => !(id in targets)).forEach(({ id }) => targetJobs.look(id));
  }

  /** Puts another draft in the place of this one, of which nothing is kept. */
  function replaceDraft(draft: Draft, undoOffer: UndoOffer | null): void {
    const { targets } = get();
    set({
      draft,
      sources: {},
      targets: {},
      filterText: null,
      sourceEdit: null,
      fileFailures: [],
      preview: null,
      undoOffer,
    });
    Object.keys(targets).forEach((id) => targetJobs.giveUp(id));
    startMissing();
    preview.schedule();
  }

  /** Another draft by the person's choice: what is being read was meant for the one before. */
  function startOver(draft: Draft, undoOffer: UndoOffer | null): void {
    reads.cancelAll();
    replaceDraft(draft, undoOffer);
  }

  /** Shows another moment of the draft; what is known of its sources and targets stays known. */
  function showMoment({ draft, undoOffer }: DraftMoment, history: DraftHistory): void {
    const now = get();
    const sources = keepStates(now.sources, now.draft.sources, draft.sources);
    const targets = keepStates(now.targets, now.draft.targets, draft.targets);
    change(draft, { undoOffer, history, sources, targets, filterText: null, sourceEdit: null });
    for (const id of Object.keys(now.targets)) if (!(id in targets)) targetJobs.giveUp(id);
    startMissing();
  }

  /** The way back from a draft that took this one's place; from nothing there is none. */
  function wayBack(label: string): UndoOffer | null {
    const { draft } = get();
    return isEmptyDraft(draft) ? null : { label, restore: () => draft, untilEdit: true };
  }

  function changeSource(id: string, text: string): void {
    const { draft } = get();
    const before = draft.sources.find((source) => source.id === id);
    if (before !== undefined && before.text !== text && text !== "") {
      set({ draft: edit.setSourceText(draft, id, text) });
      resolveSources([id]);
      preview.schedule();
    }
  }

  return {
    ...initial,
    setSourceInput: (sourceText) => set({ sourceText }),
    setTargetInput: (targetText) => set({ targetText }),
    setFilterInput: (filterText) => set({ filterText }),

    addSources: (texts) => {
      const added = texts.map((text) => ({ id: newId(), text }));
      if (added.length === 0) {
        return;
      }
      const { draft } = get();
      set({ draft: { ...draft, sources: [...draft.sources, ...added] } });
      resolveSources(added.map(({ id }) => id));
      preview.schedule();
    },
    addPasted: ({ sources, targets, annotations, platforms, preferIndex }) => {
      const { draft } = get();
      const withId = (text: string) => ({ id: newId(), text });
      const added = sources.map(withId);
      const filled: Draft = {
        ...draft,
        sources: [...draft.sources, ...added],
        annotations: [
          ...draft.annotations,
          ...annotations.map((annotation) => ({ id: newId(), ...annotation })),
        ],
        platforms: platforms.length > 0 ? [...platforms] : draft.platforms,
        preferIndex: preferIndex ?? draft.preferIndex,
      };
      set({ draft: edit.addTargets(filled, targets.map(withId)), filterText: null });
      startMissing();
      preview.schedule();
    },
    startSourceEdit: (id) => {
      const source = get().draft.sources.find((candidate) => candidate.id === id);
      set({ sourceEdit: source === undefined ? null : { ...source } });
    },
    setSourceEditText: (text) => {
      const { sourceEdit } = get();
      set({ sourceEdit: sourceEdit && { ...sourceEdit, text } });
    },
    endSourceEdit: (take) => {
      const { sourceEdit } = get();
      set({ sourceEdit: null });
      if (sourceEdit === null || !take) {
        return;
      }
      const named = normalizeReference(sourceEdit.text);
      changeSource(sourceEdit.id, named.kind === "reference" ? named.text : sourceEdit.text.trim());
    },
    chooseSource: (id, [text, ...more]) => {
      changeSource(id, text);
      get().addSources(more);
    },
    retrySource: (id) => {
      resolveSources([id]);
      preview.schedule();
    },
    removeSources: (ids) => {
      const { draft } = get();
      const removed = draft.sources.flatMap((source, at) =>
        ids.has(source.id) ? [{ source, at }] : [],
      );
      if (removed.length === 0) {
        return;
      }
      const sources = { ...get().sources };
      for (const { source } of removed) {
        delete sources[source.id];
      }
      const first = removed[0]?.source.text ?? "";
      set({
        sources,
        draft: edit.removeSources(draft, ids),
        undoOffer: {
          previous: get().undoOffer,
          label:
            removed.length === 1
              ? `Removed ${first}`
              : `Removed ${countOf(removed.length, "source")}`,
          restore: (now) => edit.restoreSources(now, removed),
        },
      });
      preview.schedule();
    },
    moveSources: (ids, before) => change(edit.moveSources(get().draft, ids, before)),
    stepSource: (id, step) => change(edit.stepSource(get().draft, id, step)),

    addFiles: files.add,
    chooseFiles: files.choose,
    cancelFileRead: reads.cancel,
    dismissFileFailures: () => set({ fileFailures: [] }),

    setPlatforms: (platforms) => change({ ...get().draft, platforms: [...platforms] }),
    setEntryKept: (digest, keep, label) => {
      const { preview: shown, draft } = get();
      if (shown !== null) {
        const isComplete = showsAllSources(get());
        const choice = setEntryKept(draft, {
          rows: rowsOf(shown.result),
          digest,
          keep,
          isComplete,
        });
        choose(choice, `${keep ? "Included" : "Excluded"} ${label}`);
      }
    },
    setPreferIndex: (preferIndex) => change({ ...get().draft, preferIndex }),
    setCopyReferrers: (copyReferrers) => change({ ...get().draft, copyReferrers }),
    setKept: (keep, on) => change(setKept(get().draft, keep, on)),
    retryLosses: losses.ask,

    addAnnotation: () => {
      const { draft } = get();
      const blank = { id: newId(), scope: { kind: "index" as const }, key: "", value: "" };
      // A blank row is not yet part of what is asked, so the preview stays as it is.
      set({ draft: { ...draft, annotations: [...draft.annotations, blank] } });
    },
    editAnnotation: (id, part) => change(edit.setAnnotation(get().draft, id, part)),
    removeAnnotation: (id) => {
      const { draft } = get();
      const at = draft.annotations.findIndex((annotation) => annotation.id === id);
      const removed = draft.annotations[at];
      if (removed === undefined) {
        return;
      }
      const isBlank = removed.key === "" && removed.value === "";
      const undoOffer: UndoOffer = {
        previous: get().undoOffer,
        label: `Removed annotation ${removed.key}`,
        restore: (now) => ({ ...now, annotations: now.annotations.toSpliced(at, 0, removed) }),
      };
      change(edit.removeAnnotation(draft, id), isBlank ? {} : { undoOffer });
    },
    applyFix: (fix) => {
      const fixed = edit.applyFix(get().draft, fix);
      if (fix.kind === "annotationPlatform") {
        change(fixed);
        return;
      }
      const what = countOf(fix.digests.length, "entry", "entries");
      choose(
        fixed,
        fix.kind === "exclude" ? `Excluded ${what}` : `Forgot ${what} that were excluded`,
      );
    },

    addTargets: (texts) => {
      change(
        edit.addTargets(
          get().draft,
          texts.map((text) => ({ id: newId(), text })),
        ),
      );
      startMissing();
    },
    editTarget: (id, text) => {
      const before = get().draft.targets.find((target) => target.id === id);
      if (before !== undefined && before.text !== text && text.trim() !== "") {
        change(edit.setTargetText(get().draft, id, text.trim()));
        targetJobs.look(id);
      }
    },
    setNoClobber: (id, noClobber) => change(edit.setNoClobber(get().draft, id, noClobber)),
    chooseTarget: files.chooseTarget,
    removeTarget: (id) => {
      const { draft } = get();
      const removed = draft.targets.find((target) => target.id === id);
      if (removed === undefined) {
        return;
      }
      targetJobs.giveUp(id);
      const { [id]: _, ...targets } = get().targets;
      change(edit.removeTarget(draft, id), {
        targets,
        undoOffer: {
          previous: get().undoOffer,
          label: `Removed target ${removed.text}`,
          restore: (now) => edit.addTargets(now, [removed]),
        },
      });
    },
    recheckTarget: (id) => targetJobs.look(id),
    recheckTargets: () => get().draft.targets.forEach(({ id }) => targetJobs.look(id)),

    updatePreview: () => preview.schedule(),
    refresh: () => {
      losses.forget();
      preview.refresh();
      get().recheckTargets();
    },
    newDraft: () => startOver(emptyDraft, wayBack("Started a new draft")),
    restoreDraft: (draft) => {
      replaceDraft(draft, null);
      set({ history: emptyHistory });
    },
    undo: () => {
      const { draft, undoOffer, history } = get();
      const step = stepBack(history, { draft, undoOffer });
      if (step !== null) showMoment(step.moment, step.history);
    },
    redo: () => {
      const { draft, undoOffer, history } = get();
      const step = stepForward(history, { draft, undoOffer });
      if (step !== null) showMoment(step.moment, step.history);
    },
    openRecipe: recipes.open,
    saveRecipe: recipes.save,
    cancelRecipeSave: recipes.stop,
    dismissRecipeSave: () => set({ recipeSave: { kind: "none" } }),
    acceptUndoOffer: () => {
      const { undoOffer, draft } = get();
      if (undoOffer?.untilEdit === true) {
        startOver(undoOffer.restore(draft), null);
      } else if (undoOffer !== null) {
        const restored = undoOffer.restore(draft);
        const more = { undoOffer: undoOffer.previous ?? null };
        if (restored === draft) {
          set(more);
        } else {
          change(restored, more);
        }
        startMissing();
      }
    },
    dismissUndoOffer: () => set({ undoOffer: null }),
  };
});

// Every change of the draft is a step that can be undone, wherever it is made.
useCompose.subscribe((now, before) => {
  if (now.draft !== before.draft && now.history === before.history) {
    const moment = { draft: before.draft, undoOffer: before.undoOffer };
    const filterTyped = now.filterText !== null;
    useCompose.setState({
      history: recordChange(before.history, moment, now.draft, filterTyped),
    });
  }
});

// The old draft comes back whole or not at all: once the new one is edited, nothing of either is mixed.
useCompose.subscribe((now, before) => {
  if (
    now.draft !== before.draft &&
    now.undoOffer !== null &&
    now.undoOffer === before.undoOffer &&
    now.undoOffer.untilEdit === true
  ) {
    useCompose.setState({ undoOffer: null });
  }
});

// What was saved is not this draft any more.
useCompose.subscribe((now, before) => {
  if (now.draft !== before.draft && now.recipeSave.kind === "saved") {
    useCompose.setState({ recipeSave: { kind: "none" } });
  }
});
