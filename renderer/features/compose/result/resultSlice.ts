import type {
  AnnotationEdit,
  Draft,
  EntryEdit,
  ManifestEdit,
  PlatformEdit,
} from "../../../../shared/draft.ts";
import type { Failure } from "../../../../shared/errors.ts";
import type { FindingFix, Preview, ResultRow } from "../../../../shared/preview.ts";
import { applyFix } from "../../../../shared/applyFix.ts";
import { entryLabel } from "../../../image/entryLabel.ts";
import { countOf } from "../../../../shared/countOf.ts";
import type { ComposeContext } from "../composeState.ts";
import { removeSources, setEntryEdit } from "../editDraft.ts";
import { manifestEditOf, revertManifestEdits, setManifestEdits } from "./manifestEdit.ts";
import { applyChoice, type EntryChoice, revertChoice, setEntryKept } from "./entryChoice.ts";
import { moveRow, orderOf, type RowPlace } from "./moveRow.ts";
import { rowsOf, showsAllSources, withRows } from "./previewResult.ts";

/** Whether the preview is that of the current draft (`fresh`), is being computed, or failed. */
export type PreviewStatus = "fresh" | "working" | "failed";

/** A dialog that edits or replaces an entry. */
export interface EntryDialog {
  readonly kind:
    | "replace"
    | "platform"
    | "annotations"
    | "imageAnnotations"
    | "configPlatform"
    | "convert"
    | "manifestJson";
  readonly row: ResultRow;
}

/** The preview, and the choices about its entries. */
export interface ResultSlice {
  /** The latest preview, which may be of an earlier draft. */
  readonly preview: Preview | undefined;
  readonly previewStatus: PreviewStatus;
  readonly previewFailure: Failure | undefined;
  /** How many images were checked for attestations, or read to be edited; undefined unless that takes long. */
  readonly attestationProgress:
    | {
        /** What is read, if not attestations. */
        readonly label?: string;
        readonly done: number;
        readonly total: number;
      }
    | undefined;
  /** The text of the platform filter while it is edited. */
  readonly filterText: string | undefined;
  readonly setFilterInput: (text: string | undefined) => void;
  readonly setPlatforms: (platforms: readonly string[]) => void;
  /** The open dialog about an entry. */
  readonly entryDialog: EntryDialog | undefined;
  readonly openEntryDialog: (dialog: EntryDialog) => void;
  readonly closeEntryDialog: () => void;
  /** Keeps or excludes an entry or attestation by its digest. @param label its name in the undo offer */
  readonly setEntryKept: (digest: string, keep: boolean, label: string) => void;
  /** Edits the platform of an entry; no fields remove the edit. @param label the name of the entry in the undo offer */
  readonly editPlatform: (digest: string, platform: PlatformEdit, label: string) => void;
  /** Edits the annotations of an entry; an empty list removes the edit. @param label as in `editPlatform` */
  readonly editEntryAnnotations: (
    digest: string,
    annotations: readonly AnnotationEdit[],
    label: string,
  ) => void;
  /** Sets the size of an entry to that of its source again. @param label as in `editPlatform` */
  readonly resetSize: (digest: string, label: string) => void;
  /** Changes fields of the edit of manifests; without fields that change them, the edit is removed. */
  readonly editManifests: (
    digests: readonly string[],
    change: ManifestEdit,
    words: { readonly what: string; readonly label: string },
  ) => void;
  /** Moves an entry to a place in the order. @param label as in `editPlatform` */
  readonly moveEntry: (digest: string, to: RowPlace, label: string) => void;
  /** Adds a source that takes the place of an entry. @param label as in `editPlatform` */
  readonly replaceEntry: (digest: string, text: string, label: string) => void;
  /** Lists the entries in the order of the sources. */
  readonly resetOrder: () => void;
  readonly setPreferIndex: (on: boolean) => void;
  readonly applyFix: (fix: FindingFix) => void;
  /** Computes the preview again. */
  readonly updatePreview: () => void;
  /** Resolves all sources and checks all targets again. */
  readonly refresh: () => void;
}

/** The edits of an entry, with every field in the same order. */
function editOf({ edits }: Draft, digest: string): EntryEdit {
  const edit = edits.find((other) => other.digest === digest);
  const { platform, size, annotations, manifest } = edit ?? {};
  return { digest, platform, size, annotations, manifest };
}

function isEqual(one: EntryEdit, other: EntryEdit): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function placeOf(rows: readonly ResultRow[], digest: string): number {
  return rows.findIndex((row) => row.descriptor.digest === digest);
}

export function createResultSlice({
  get,
  set,
  previewJob,
  lossesJob,
  changeDraft,
  resolveSources,
  requestMissingStates,
}: ComposeContext): ResultSlice {
  /** Changes the choice of entries, and offers to undo that. The shown rows change at once. */
  function choose({ platforms, excluded }: EntryChoice, label: string): void {
    const { preview, draft, undoOffer } = get();
    if (platforms === draft.platforms && excluded === draft.excluded) {
      return;
    }
    const choice = { platforms, excluded };
    if (preview !== undefined) {
      const rows = applyChoice(rowsOf(preview.result), choice);
      set({ preview: { ...preview, result: withRows(preview.result, rows) } });
    }
    changeDraft(
      { ...draft, ...choice },
      {
        filterText: undefined,
        undoOffer: {
          previous: undoOffer,
          label,
          revert: (current) => revertChoice(current, draft, choice),
        },
      },
    );
  }

  /** Replaces the edits of an entry, and offers to undo that. */
  function editEntry(edit: EntryEdit, label: string): void {
    const { draft, undoOffer } = get();
    const before = editOf(draft, edit.digest);
    const revert = (current: Draft): Draft =>
      isEqual(editOf(current, edit.digest), edit) ? setEntryEdit(current, before) : current;
    if (!isEqual(before, edit)) {
      changeDraft(setEntryEdit(draft, edit), {
        undoOffer: { previous: undoOffer, label, revert },
      });
    }
  }

  /** Replaces the order of the entries, and offers to undo that. */
  function setOrder(order: string[], label: string): void {
    const { draft, undoOffer } = get();
    const revert = (current: Draft): Draft =>
      current.order === order ? { ...current, order: draft.order } : current;
    changeDraft({ ...draft, order }, { undoOffer: { previous: undoOffer, label, revert } });
  }

  return {
    preview: undefined,
    previewStatus: "fresh",
    previewFailure: undefined,
    attestationProgress: undefined,
    filterText: undefined,
    entryDialog: undefined,
    openEntryDialog: (entryDialog) => set({ entryDialog }),
    closeEntryDialog: () => set({ entryDialog: undefined }),
    setFilterInput: (filterText) => set({ filterText }),
    setPlatforms: (platforms) => changeDraft({ ...get().draft, platforms: [...platforms] }),
    setEntryKept: (digest, keep, label) => {
      const { preview, draft } = get();
      if (preview !== undefined) {
        const rows = rowsOf(preview.result);
        const isComplete = showsAllSources(get());
        const choice = setEntryKept(draft, { rows, digest, keep, isComplete });
        const count = rows.filter(({ descriptor }) => descriptor.digest === digest).length;
        const others = count > 1 ? ` (${count} entries of this image)` : "";
        choose(choice, `${keep ? "Included" : "Excluded"} ${label}${others}`);
      }
    },
    editPlatform: (digest, platform, label) => {
      const isReset = Object.keys(platform).length === 0;
      editEntry(
        { ...editOf(get().draft, digest), platform: isReset ? undefined : platform },
        `${isReset ? "Reset" : "Edited"} the platform of ${label}`,
      );
    },
    editEntryAnnotations: (digest, annotations, label) => {
      const isReset = annotations.length === 0;
      editEntry(
        { ...editOf(get().draft, digest), annotations: isReset ? undefined : [...annotations] },
        `${isReset ? "Reset" : "Edited"} the annotations of ${label}`,
      );
    },
    resetSize: (digest, label) =>
      editEntry({ ...editOf(get().draft, digest), size: undefined }, `Reset the size of ${label}`),
    editManifests: (digests, change, { what, label }) => {
      const { draft, undoOffer } = get();
      const edited = setManifestEdits(draft, digests, change);
      if (edited !== draft) {
        const isReset = digests.every((digest) => manifestEditOf(edited, digest) === undefined);
        changeDraft(edited, {
          undoOffer: {
            previous: undoOffer,
            label: `${isReset ? "Reset" : "Edited"} ${what} of ${label}`,
            revert: (current) => revertManifestEdits(current, { digests, before: draft, edited }),
          },
        });
      }
    },
    moveEntry: (digest, to, label) => {
      const { preview, draft } = get();
      const rows = preview === undefined ? [] : rowsOf(preview.result);
      const moved = moveRow(rows, digest, to);
      if (preview !== undefined && moved !== rows) {
        set({ preview: { ...preview, result: withRows(preview.result, moved) } });
        const others = showsAllSources(get()) ? [] : draft.order;
        const isUp = placeOf(moved, digest) < placeOf(rows, digest);
        setOrder(orderOf(moved, others), `Moved ${label} ${isUp ? "up" : "down"}`);
      }
    },
    replaceEntry: (digest, text, label) => {
      const { draft, undoOffer } = get();
      const id = crypto.randomUUID();
      const sources = [...draft.sources, { id, text, replaces: digest }];
      const revert = (current: Draft): Draft => removeSources(current, new Set([id]));
      set({
        draft: { ...draft, sources },
        undoOffer: {
          previous: undoOffer,
          label: `Replaced ${label}`,
          replacement: { sourceId: id, entry: label },
          revert,
        },
      });
      resolveSources([id]);
    },
    resetOrder: () => setOrder([], "Reset the order"),
    setPreferIndex: (preferIndex) => changeDraft({ ...get().draft, preferIndex }),
    applyFix: (fix) => {
      if (fix.kind === "readConfigs") {
        get().readConfigs();
        return;
      }
      const fixed = applyFix(get().draft, fix, () => crypto.randomUUID());
      if (fix.kind !== "exclude" && fix.kind !== "include") {
        changeDraft(fixed);
        requestMissingStates();
        return;
      }
      const count = fix.digests.length;
      const rows = rowsOf(get().preview?.result ?? { kind: "empty" });
      const only = count === 1 ? rows[placeOf(rows, fix.digests[0] ?? "")] : undefined;
      const label =
        fix.kind === "exclude"
          ? `Excluded ${only === undefined ? countOf(count, "entry", "entries") : entryLabel(only)}`
          : `Removed ${countOf(count, "exclusion")}`;
      choose(fixed, label);
    },
    updatePreview: () => previewJob.schedule(),
    refresh: () => {
      lossesJob.invalidate();
      previewJob.refresh();
      get().recheckTargets();
    },
  };
}
