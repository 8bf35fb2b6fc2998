import type { Draft } from "../../../shared/draft.ts";
import type { UndoOffer } from "./draftSlice.ts";

/** A draft of the history, with the undo offer that was shown for it. */
export interface DraftMoment {
  readonly draft: Draft;
  readonly undoOffer: UndoOffer | undefined;
}

/** A step of the history: a draft, and the change between it and the next one towards the current draft. */
export interface DraftStep extends DraftMoment {
  /** As a command: `Exclude linux/arm/v7`. */
  readonly change: string;
}

/** The drafts before and after the current one, the nearest last. */
export interface DraftHistory {
  readonly past: readonly DraftStep[];
  readonly future: readonly DraftStep[];
  /** The field and run that the last change was typed in; undefined for any other change. */
  readonly typedField: string | undefined;
}

export const emptyHistory: DraftHistory = { past: [], future: [], typedField: undefined };

/** Maximum number of undo steps. Drafts share unchanged parts. */
const maxSteps = 500;
/** Longest description of a change; as in the schema of the saved history. */
const maxChangeLength = 200;

function isEqualExcept(name: keyof Draft, a: Draft, b: Draft): boolean {
  return Object.entries(a).every(
    ([other, value]) => other === name || b[other as keyof Draft] === value,
  );
}

/** The annotation field in which two drafts differ; undefined if they differ in anything else. */
function changedAnnotationField(before: Draft, after: Draft): string | undefined {
  if (
    !isEqualExcept("annotations", before, after) ||
    before.annotations.length !== after.annotations.length
  ) {
    return undefined;
  }
  const changed = before.annotations.flatMap((annotation, at) => {
    const other = after.annotations[at];
    return annotation === other ? [] : [{ annotation, other }];
  });
  const [only, ...more] = changed;
  if (only?.other === undefined || more.length > 0 || only.other.id !== only.annotation.id) {
    return undefined;
  }
  const { annotation, other } = only;
  const fields = (["scope", "key", "value"] as const).filter(
    (field) => annotation[field] !== other[field],
  );
  return fields.length === 1 ? `${annotation.id} ${fields[0]}` : undefined;
}

/** Whether typing has restored an earlier text. */
function hasSameText(a: Draft, b: Draft): boolean {
  const typed = ({ annotations, platforms }: Draft): string =>
    JSON.stringify([annotations, platforms]);
  return typed(a) === typed(b);
}

interface DraftChange {
  /** The moment before the change. */
  readonly before: DraftMoment;
  readonly after: Draft;
  /** Whether platforms are being typed into the filter. */
  readonly isFilterInput: boolean;
  /** The number of the run of typing that the change may belong to. */
  readonly run: number;
  /** The change as a command. */
  readonly describe: () => string;
}

/** Records a change of the draft. A run of typing into one field is one step; text that is typed and deleted again is none. */
export function recordChange(
  history: DraftHistory,
  { before, after, isFilterInput, run, describe }: DraftChange,
): DraftHistory {
  const field =
    isFilterInput && isEqualExcept("platforms", before.draft, after)
      ? "platforms"
      : changedAnnotationField(before.draft, after);
  const typedField = field && `${field} ${run}`;
  const start = history.past.at(-1);
  if (typedField === undefined || typedField !== history.typedField || start === undefined) {
    const step = { ...before, change: describe().slice(0, maxChangeLength) };
    return { past: [...history.past, step].slice(-maxSteps), future: [], typedField };
  }
  return hasSameText(start.draft, after)
    ? { past: history.past.slice(0, -1), future: [], typedField: undefined }
    : { past: history.past, future: [], typedField };
}

/** Names the last change, for one that no offer to undo it names. @param change as a command */
export function nameLastChange(history: DraftHistory, change: string): DraftHistory {
  const last = history.past.at(-1);
  return last === undefined
    ? history
    : {
        ...history,
        past: [...history.past.slice(0, -1), { ...last, change: change.slice(0, maxChangeLength) }],
      };
}

interface HistoryStep {
  readonly moment: DraftMoment;
  readonly history: DraftHistory;
}

/** The step back from the current moment; undefined at the start of the history. */
export function stepBack(
  { past, future }: DraftHistory,
  current: DraftMoment,
): HistoryStep | undefined {
  const moment = past.at(-1);
  return (
    moment && {
      moment,
      history: {
        past: past.slice(0, -1),
        future: [...future, { ...current, change: moment.change }],
        typedField: undefined,
      },
    }
  );
}

/** The step forward from the current moment; undefined at the end of the history. */
export function stepForward(
  { past, future }: DraftHistory,
  current: DraftMoment,
): HistoryStep | undefined {
  const moment = future.at(-1);
  return (
    moment && {
      moment,
      history: {
        past: [...past, { ...current, change: moment.change }],
        future: future.slice(0, -1),
        typedField: undefined,
      },
    }
  );
}
