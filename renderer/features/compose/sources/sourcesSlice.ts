import { capDraft } from "../capDraft.ts";
import type { SourceState } from "../../../../shared/preview.ts";
import { countOf } from "../../../../shared/countOf.ts";
import type { ComposeContext } from "../composeState.ts";
import {
  addSources,
  moveSources,
  removeSources,
  restoreSources,
  setSourceText,
  stepSource,
} from "../editDraft.ts";
import { normalizeReference } from "../../../../shared/paste/normalizeReference.ts";

/** The sources: the field that adds them, the one being edited, their states. */
export interface SourcesSlice {
  /** The text of the field that adds sources. */
  readonly sourceText: string;
  /** The source being edited in place, and the text of its field. */
  readonly sourceEdit: { readonly id: string; readonly text: string } | undefined;
  /** By source id. */
  readonly sources: Readonly<Record<string, SourceState>>;
  readonly setSourceInput: (text: string) => void;
  readonly addSources: (texts: readonly string[]) => void;
  readonly startSourceEdit: (id: string) => void;
  readonly setSourceEditText: (text: string) => void;
  /** Ends the edit. @param save whether the new text replaces the source */
  readonly endSourceEdit: (save: boolean) => void;
  /** Replaces a source by the first text, and adds the others after all sources. */
  readonly chooseSource: (id: string, texts: readonly [string, ...string[]]) => void;
  /** Resolves a failed source again. */
  readonly retrySource: (id: string) => void;
  readonly removeSources: (ids: ReadonlySet<string>) => void;
  /** Moves sources together before another one, or to the end. */
  readonly moveSources: (ids: ReadonlySet<string>, before: string | undefined) => void;
  /** Moves a source one position up (-1) or down (1). */
  readonly stepSource: (id: string, step: -1 | 1) => void;
}

export function createSourcesSlice({
  get,
  set,
  previewJob,
  changeDraft,
  resolveSources,
  fileReadJobs,
}: ComposeContext): SourcesSlice {
  function replaceSource(id: string, text: string): void {
    const { draft } = get();
    const before = draft.sources.find((source) => source.id === id);
    if (before !== undefined && before.text !== text && text !== "") {
      set({ draft: setSourceText(draft, id, text) });
      resolveSources([id]);
    }
  }

  return {
    sourceText: "",
    sourceEdit: undefined,
    sources: {},
    setSourceInput: (sourceText) => set({ sourceText }),
    addSources: (texts) => {
      if (texts.length > 0) {
        const before = get().draft;
        const { draft, failures } = capDraft(addSources(before, texts));
        set({ draft });
        fileReadJobs.addFailures(failures);
        resolveSources(draft.sources.slice(before.sources.length).map(({ id }) => id));
      }
    },
    startSourceEdit: (id) => {
      const source = get().draft.sources.find((candidate) => candidate.id === id);
      set({ sourceEdit: source && { id, text: source.text } });
    },
    setSourceEditText: (text) => {
      const { sourceEdit } = get();
      set({ sourceEdit: sourceEdit && { ...sourceEdit, text } });
    },
    endSourceEdit: (save) => {
      const { sourceEdit } = get();
      set({ sourceEdit: undefined });
      if (sourceEdit !== undefined && save) {
        const normalized = normalizeReference(sourceEdit.text);
        replaceSource(
          sourceEdit.id,
          normalized.kind === "reference" ? normalized.text : sourceEdit.text.trim(),
        );
      }
    },
    chooseSource: (id, [text, ...more]) => {
      replaceSource(id, text);
      get().addSources(more);
    },
    retrySource: (id) => resolveSources([id]),
    removeSources: (ids) => {
      const { draft, undoOffer } = get();
      const removed = draft.sources.flatMap((source, at) =>
        ids.has(source.id) ? [{ source, at }] : [],
      );
      const [first] = removed;
      if (first === undefined) {
        return;
      }
      const sources = { ...get().sources };
      for (const { source } of removed) {
        delete sources[source.id];
      }
      const what = removed.length === 1 ? first.source.text : countOf(removed.length, "source");
      set({
        sources,
        draft: removeSources(draft, ids),
        undoOffer: {
          previous: undoOffer,
          label: `Removed ${what}`,
          revert: (current) => restoreSources(current, removed),
        },
      });
      previewJob.schedule();
    },
    moveSources: (ids, before) => changeDraft(moveSources(get().draft, ids, before)),
    stepSource: (id, step) => changeDraft(stepSource(get().draft, id, step)),
  };
}
