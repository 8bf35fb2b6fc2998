import type { SideInput } from "../../../shared/comparedSide.ts";
import type { Comparison } from "../../../shared/comparison.ts";
import { type Parts, settledParts } from "./compareParts.ts";
import type { Loading } from "./loading.ts";
import { sideTitle } from "./sides.ts";

/** What is compared: two contents, or the platforms of the first one. */
export type CompareMode = "contents" | "platforms";

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
  /** What it is called on the way: the platform of its indexes; empty for the first one while it is shown. */
  readonly title: string;
  /** Identifies it: coming back to it finds its list of entries as it was left. */
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

/** A comparison as the user leaves it. */
export function leftStep(state: Step & { readonly trail: readonly Step[] }): Step {
  const { mode, before, after, comparison, compared, selected, step, trail } = state;
  const sides = compared === undefined ? [] : [compared.before, compared.after];
  const title = trail.length === 0 ? sides.map(sideTitle).join(" → ") : state.title;
  return {
    ...settledParts(state),
    mode,
    before: compared?.before ?? before,
    after: compared?.after ?? after,
    comparison,
    compared,
    selected,
    title,
    step,
  };
}

let steps = 0;

/** Returns the id of a new step. */
export function nextStep(): number {
  steps += 1;
  return steps;
}
