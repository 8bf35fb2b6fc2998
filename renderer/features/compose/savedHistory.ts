import type { Draft } from "../../../shared/draft.ts";
import type { SavedHistory, SavedStep } from "../../../shared/draftHistory.ts";
import type { DraftHistory, DraftStep } from "./draftHistory.ts";

/** Most steps that are saved in one direction; as in the schema of the saved history. */
const maxSteps = 30;
/** Most characters of all saved drafts in one direction. A draft of 2,000 sources has about 200,000. */
const maxLength = 500_000;

const lengths = new WeakMap<Draft, number>();

function lengthOf(draft: Draft): number {
  const length = lengths.get(draft) ?? JSON.stringify(draft).length;
  lengths.set(draft, length);
  return length;
}

/** The nearest steps that fit. */
function takeNearest(steps: readonly DraftStep[]): SavedStep[] {
  const taken: SavedStep[] = [];
  let length = 0;
  for (const { draft, change } of steps.slice(-maxSteps).toReversed()) {
    length += lengthOf(draft);
    if (length > maxLength) {
      break;
    }
    taken.unshift({ draft, change });
  }
  return taken;
}

/** The part of the history that is saved for the next start. */
export function toSavedHistory({ past, future }: DraftHistory): SavedHistory {
  return { past: takeNearest(past), future: takeNearest(future) };
}

function toStep({ draft, change }: SavedStep): DraftStep {
  return { draft, change, undoOffer: undefined };
}

/** The history of an earlier session. */
export function fromSavedHistory({ past, future }: SavedHistory): DraftHistory {
  return { past: past.map(toStep), future: future.map(toStep), typedField: undefined };
}
