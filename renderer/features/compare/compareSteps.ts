import type { SideInput } from "../../../shared/comparedSide.ts";
import type { Comparison } from "../../../shared/comparison.ts";
import { type Parts, settledParts } from "./compareParts.ts";
import type { Loading } from "./loading.ts";
import type { ListPosition } from "../../ui/list/VirtualList.tsx";
import { sideTitle } from "./sides.ts";

/** What is compared: two contents, or the platforms of the first one. */
export type CompareMode = "contents" | "platforms";

/** The tab of a pair that is shown, of which layers its files are compared, and their order. */
export interface PairView {
  readonly tab: string;
  readonly fileOrder: "size" | "path";
  readonly withShared: boolean;
  readonly whole: boolean;
}

export const firstPairView: PairView = {
  tab: "values",
  fileOrder: "size",
  withShared: false,
  whole: false,
};

/** A comparison that a nested one was opened from. */
interface StepAbove {
  readonly step: number;
  readonly title: string;
}

/** A comparison that the user may come back to. */
export interface Step extends Parts {
  readonly mode: CompareMode;
  readonly before: SideInput;
  readonly after: SideInput;
  /** Undefined before the first comparison. */
  readonly comparison: Loading<Comparison> | undefined;
  /** What was compared: the mode and fields may have changed since. */
  readonly compared: Compared | undefined;
  /** `indexId`, or the id of a pair. */
  readonly selected: string;
  /** How pairs are shown, by pair. */
  readonly views: Readonly<Record<string, PairView>>;
  /** Its sides, or the platform of its nested indexes. */
  readonly title: string;
  /** The way to nested indexes, from the first comparison on. */
  readonly above: readonly StepAbove[];
  /** Identifies it: coming back to it finds its lists as they were left. */
  readonly step: number;
}

interface Compared {
  readonly mode: CompareMode;
  readonly before: SideInput;
  readonly after: SideInput;
  /** The preview whose result is a side. */
  readonly previewId: string | undefined;
}

/** Whether the fields are those that were compared. */
export function isSame(
  compared: Compared | undefined,
  fields: Pick<Compared, "mode" | "before" | "after">,
): boolean {
  return (
    compared !== undefined &&
    (["mode", "before", "after"] as const).every(
      (field) => JSON.stringify(compared[field]) === JSON.stringify(fields[field]),
    )
  );
}

/** Comparisons before and after the shown one, as in a browser's history. */
export interface StepHistory {
  /** Oldest first. */
  readonly past: readonly Step[];
  /** The nearest first. */
  readonly future: readonly Step[];
}

/** Comparisons to go back to: each keeps what was read of it. */
const maxPast = 20;

/** A comparison as the user leaves it. */
function leftStep(state: Step): Step {
  const { comparison, compared, selected, views, title, above, step } = state;
  const { mode, before, after } = compared ?? state;
  return {
    ...settledParts(state),
    mode,
    before,
    after,
    // Who comes back to it reads it again.
    comparison: comparison?.kind === "reading" ? undefined : comparison,
    compared,
    selected,
    views,
    title,
    above,
    step,
  };
}

/** What was chosen and typed in a list, and how far it was scrolled, when it was left. */
export interface ListPlace {
  readonly filter: string | undefined;
  readonly find: string;
  readonly position: ListPosition | undefined;
}

/** The key of a list of a comparison. @param list names it in the comparison */
export function placeKey(step: number, list: string): string {
  return `${step} ${list}`;
}

/** The places of lists of comparisons that are still in the history. */
export function placesOf(
  places: Readonly<Record<string, ListPlace>>,
  steps: readonly Step[],
): Readonly<Record<string, ListPlace>> {
  const kept = new Set(steps.map(({ step }) => `${step}`));
  return Object.fromEntries(
    Object.entries(places).filter(([key]) => kept.has(key.split(" ", 1)[0] ?? "")),
  );
}

/** The history once another comparison is started: what was forward is gone. */
export function pushedHistory(state: Step & StepHistory): StepHistory {
  return state.compared === undefined
    ? { past: state.past, future: [] }
    : { past: [...state.past, leftStep(state)].slice(-maxPast), future: [] };
}

/** The history and the shown comparison after going to another one; undefined if there is none with that id. */
export function movedTo(
  state: Step & StepHistory,
  id: number | undefined,
): (Step & StepHistory) | undefined {
  const all = [...state.past, leftStep(state), ...state.future];
  const at = all.findIndex(({ step }) => step === id);
  const shown = all[at];
  return shown && { ...shown, past: all.slice(0, at), future: all.slice(at + 1) };
}

/** What a comparison of sides is called: `app:1 → app:2`. */
export function stepTitle({
  mode,
  before,
  after,
}: Pick<Step, "mode" | "before" | "after">): string {
  return mode === "platforms"
    ? `Platforms of ${sideTitle(before)}`
    : [before, after].map(sideTitle).join(" → ");
}

let steps = 0;

/** Returns the id of a new step. */
export function nextStep(): number {
  steps += 1;
  return steps;
}
