import type { Draft, DraftAnnotation, CopyReferrers } from "../../../shared/draft.ts";
import type {
  FindingFix,
  KeepOption,
  Preview,
  SourceChecks,
  SourceState,
  TargetState,
} from "../../../shared/preview.ts";
import type { PasteResult } from "./sources/paste/pasteResult.ts";
import type { Failure } from "../../../shared/errors.ts";

/** Where the look at one target stands. */
export type TargetStatus =
  | { readonly kind: "looking" }
  | { readonly kind: "found"; readonly state: TargetState }
  | { readonly kind: "failed"; readonly error: Failure };

/** How the preview stands to the draft: `fresh` says that it is of exactly this draft. */
export type PreviewStatus = "fresh" | "working" | "failed";

/** What only the sources' stores can tell; the last answer is shown until the next is there. */
export type RemoteLosses = SourceChecks &
  (
    | { readonly kind: "asking" }
    | { readonly kind: "known" }
    | { readonly kind: "failed"; readonly error: Failure }
  );

/** Whether the draft is being written to a recipe, or was. */
export type RecipeSave =
  | { readonly kind: "none" }
  | { readonly kind: "saving" }
  | { readonly kind: "saved"; readonly path: string }
  | { readonly kind: "failed"; readonly error: Failure };

/** Something taken out that can be put back. */
export interface UndoOffer {
  readonly label: string;
  readonly restore: (draft: Draft) => Draft;
  /** Whether a whole draft comes back: that way ends with the next change to the new one. */
  readonly untilEdit?: boolean;
  /** What was taken out before. */
  readonly previous?: UndoOffer | null;
}

/** The draft at one moment, with the removal that was offered to be restored. */
export interface DraftMoment {
  readonly draft: Draft;
  readonly undoOffer: UndoOffer | null;
}

/** The drafts before and after the current one, the nearest last. */
export interface DraftHistory {
  readonly past: readonly DraftMoment[];
  readonly future: readonly DraftMoment[];
  /** The field that the last change was typed into; null after any other change. */
  readonly typing: string | null;
}

export interface ComposeData {
  readonly draft: Draft;
  /** What stands in the fields and has not been added yet. */
  readonly sourceText: string;
  readonly targetText: string;
  /** What stands in the platform filter while it is typed in; null while it shows the draft's. */
  readonly filterText: string | null;
  /** The source that is being edited in place, with what has been typed. */
  readonly sourceEdit: { readonly id: string; readonly text: string } | null;
  readonly sources: Readonly<Record<string, SourceState>>;
  readonly targets: Readonly<Record<string, TargetStatus>>;
  readonly preview: Preview | null;
  readonly previewStatus: PreviewStatus;
  readonly previewFailure: Failure | null;
  /** How many images were looked up for attestations, of how many; null while that takes no time worth a word. */
  readonly checking: { readonly done: number; readonly total: number } | null;
  readonly remoteLosses: RemoteLosses;
  readonly recipeSave: RecipeSave;
  /** Reads of files that take long: what is read, by the id of its job. */
  readonly fileReads: readonly { readonly id: string; readonly message: string }[];
  /** What could not be read of files that were dropped or chosen. */
  readonly fileFailures: readonly Failure[];
  readonly undoOffer: UndoOffer | null;
  /** The steps of the draft that can be undone and redone. */
  readonly history: DraftHistory;
}

export interface ComposeActions {
  readonly setSourceInput: (text: string) => void;
  readonly setTargetInput: (text: string) => void;
  readonly setFilterInput: (text: string | null) => void;
  readonly addSources: (texts: readonly string[]) => void;
  /** Takes all that a pasted text gives, in one step. */
  readonly addPasted: (pasted: PasteResult) => void;
  readonly startSourceEdit: (id: string) => void;
  readonly setSourceEditText: (text: string) => void;
  /** Takes what was typed, or lets it go. */
  readonly endSourceEdit: (take: boolean) => void;
  /** Writes what was meant in the place of a source, and more after all sources. */
  readonly chooseSource: (id: string, texts: readonly [string, ...string[]]) => void;
  readonly retrySource: (id: string) => void;
  readonly removeSources: (ids: ReadonlySet<string>) => void;
  readonly moveSources: (ids: ReadonlySet<string>, before: string | null) => void;
  readonly stepSource: (id: string, step: -1 | 1) => void;
  readonly addFiles: (paths: readonly string[]) => Promise<void>;
  readonly chooseFiles: (kind: "layout" | "archive" | "descriptor") => Promise<void>;
  readonly cancelFileRead: (id: string) => void;
  readonly dismissFileFailures: () => void;
  readonly setPlatforms: (platforms: readonly string[]) => void;
  /** Excludes an entry by its digest, or includes it again; attestations can be ticked alone. */
  readonly setEntryKept: (digest: string, keep: boolean, label: string) => void;
  readonly setPreferIndex: (on: boolean) => void;
  readonly setCopyReferrers: (copyReferrers: CopyReferrers) => void;
  /** Keeps what would be left behind, or lets it go again. */
  readonly setKept: (keep: KeepOption, on: boolean) => void;
  readonly retryLosses: () => void;
  readonly addAnnotation: () => void;
  readonly editAnnotation: (id: string, change: Partial<Omit<DraftAnnotation, "id">>) => void;
  readonly removeAnnotation: (id: string) => void;
  readonly applyFix: (fix: FindingFix) => void;
  readonly addTargets: (texts: readonly string[]) => void;
  readonly editTarget: (id: string, text: string) => void;
  readonly setNoClobber: (id: string, noClobber: boolean) => void;
  /** Asks with the system's dialog where a push may go on this computer; the answer is put into the field. */
  readonly chooseTarget: (kind: "layout" | "archive") => Promise<void>;
  readonly removeTarget: (id: string) => void;
  readonly recheckTarget: (id: string) => void;
  /** Looks at every target anew: after a push they hold something else. */
  readonly recheckTargets: () => void;
  /** Requests the preview again, with the sources as they are known. */
  readonly updatePreview: () => void;
  /** Asks the registries again what everything means now. */
  readonly refresh: () => void;
  readonly newDraft: () => void;
  /** Goes on with a draft of an earlier session, in place of this one. */
  readonly restoreDraft: (draft: Draft) => void;
  /** Reads a draft from a file that the person chooses, in place of this one; nothing is pushed by it. */
  readonly openRecipe: () => Promise<void>;
  /** Writes the draft to a file that the person chooses. @param pin with the digests that sources have now */
  readonly saveRecipe: (pin: boolean) => Promise<void>;
  readonly cancelRecipeSave: () => void;
  readonly dismissRecipeSave: () => void;
  /** Undoes the last change of the draft. */
  readonly undo: () => void;
  /** Redoes the change that was undone last. */
  readonly redo: () => void;
  /** Restores what was removed last into the draft as it is now. */
  readonly acceptUndoOffer: () => void;
  readonly dismissUndoOffer: () => void;
}

export type ComposeState = ComposeData & ComposeActions;

/** How the parts of the store reach its state. */
export interface ComposeAccess {
  readonly get: () => ComposeState;
  readonly set: (change: Partial<ComposeData>) => void;
}
