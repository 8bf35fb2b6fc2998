import type { Draft } from "../../../shared/draft.ts";
import type { DraftHistory, DraftMoment } from "./composeState.ts";

export const emptyHistory: DraftHistory = { past: [], future: [], typing: null };

/** Maximum number of undo steps; drafts share what they have in common. */
const maxSteps = 500;

function sameExcept(name: keyof Draft, a: Draft, b: Draft): boolean {
  return Object.entries(a).every(
    ([other, value]) => other === name || b[other as keyof Draft] === value,
  );
}

/** The annotation field in which alone two drafts differ; null where anything else differs. */
function typedAnnotation(before: Draft, after: Draft): string | null {
  if (
    !sameExcept("annotations", before, after) ||
    before.annotations.length !== after.annotations.length
  ) {
    return null;
  }
  const changed = before.annotations.flatMap((annotation, at) => {
    const other = after.annotations[at];
    return annotation === other ? [] : [{ annotation, other }];
  });
  const [only, ...more] = changed;
  if (only?.other === undefined || more.length > 0 || only.other.id !== only.annotation.id) {
    return null;
  }
  const { annotation, other } = only;
  const fields = (["scope", "key", "value"] as const).filter(
    (field) => annotation[field] !== other[field],
  );
  return fields.length === 1 ? `${annotation.id} ${fields[0]}` : null;
}

/** Whether typing has come to the same again. */
function saysSame(a: Draft, b: Draft): boolean {
  const typed = ({ annotations, platforms }: Draft): string =>
    JSON.stringify([annotations, platforms]);
  return typed(a) === typed(b);
}

/**
 * The history after a change of the draft. Typing into one field is one step, however many keys it
 * takes; text that was typed and deleted again is none.
 * @param filterTyped whether the platforms are being typed into the filter, not ticked
 */
export function recordChange(
  history: DraftHistory,
  before: DraftMoment,
  after: Draft,
  filterTyped: boolean,
): DraftHistory {
  const typing =
    filterTyped && sameExcept("platforms", before.draft, after)
      ? "platforms"
      : typedAnnotation(before.draft, after);
  const start = history.past.at(-1);
  if (typing === null || typing !== history.typing || start === undefined) {
    return { past: [...history.past, before].slice(-maxSteps), future: [], typing };
  }
  return saysSame(start.draft, after)
    ? { past: history.past.slice(0, -1), future: [], typing: null }
    : { past: history.past, future: [], typing };
}

interface Step {
  readonly moment: DraftMoment;
  readonly history: DraftHistory;
}

/** One step back from `now`; null where there is none. */
export function stepBack({ past, future }: DraftHistory, now: DraftMoment): Step | null {
  const moment = past.at(-1);
  return moment === undefined
    ? null
    : { moment, history: { past: past.slice(0, -1), future: [...future, now], typing: null } };
}

/** One step forward from `now`, after steps back; null where there is none. */
export function stepForward({ past, future }: DraftHistory, now: DraftMoment): Step | null {
  const moment = future.at(-1);
  return moment === undefined
    ? null
    : { moment, history: { past: [...past, now], future: future.slice(0, -1), typing: null } };
}
