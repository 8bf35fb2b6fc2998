import type { SideInput } from "../../../shared/comparedSide.ts";
import { normalizeReference } from "../../../shared/paste/normalizeReference.ts";
import { viewLimits } from "../../../shared/viewLimits.ts";
import type { ViewState } from "../../../shared/viewState.ts";
import { noParts } from "./compareParts.ts";
import { firstPairView, isSame, nextStep, type Step, type StepHistory } from "./compareSteps.ts";

type SavedStep = NonNullable<ViewState["comparisons"]>["steps"][number];

/** Whether a side may be saved. References with credentials, which are never read, are not. */
function canSave(side: SideInput): boolean {
  return (
    side.kind !== "reference" ||
    side.text.trim() === "" ||
    (side.text.length <= 4096 && normalizeReference(side.text).kind === "reference")
  );
}

function saveStep(step: Step, positions: ReadonlyMap<number, number>): SavedStep {
  const { mode, before, after, title, above, selected, views } = step;
  return {
    mode,
    before,
    after,
    title: title.slice(0, 4096),
    above: above.flatMap(({ step: id }) => positions.get(id) ?? []).slice(-viewLimits.above),
    selected: selected.length > 4096 ? "" : selected,
    tab: (views[selected] ?? firstPairView).tab,
  };
}

/** What is saved of Compare: its fields, and its history without what was read. */
export function saveComparisons(state: Step & StepHistory): ViewState {
  const { mode, before, after, compared, past, future } = state;
  // The fields may have other text by now.
  const shown =
    compared === undefined
      ? []
      : [{ ...state, mode: compared.mode, before: compared.before, after: compared.after }];
  const all = [...past, ...shown, ...future];
  const kept = all
    .filter((step) => [step.before, step.after].every(canSave))
    .slice(0, viewLimits.comparisons);
  const positions = new Map(kept.map(({ step }, at) => [step, at] as const));
  const current = compared === undefined ? past.at(-1) : state;
  const fields = canSave(before) && canSave(after) ? { compared: { mode, before, after } } : {};
  return {
    ...fields,
    comparisons: {
      steps: kept.map((step) => saveStep(step, positions)),
      // If nothing is compared, that of the last comparison before the fields.
      at: current === undefined ? -1 : (positions.get(current.step) ?? -1),
    },
  };
}

function restoreStep(saved: SavedStep, ids: readonly number[], all: readonly SavedStep[]): Step {
  const { mode, before, after, title, above, selected, tab } = saved;
  return {
    ...noParts,
    mode,
    before,
    after,
    title,
    above: above.flatMap((at) => {
      const [step, found] = [ids[at], all[at]];
      return step === undefined || found === undefined ? [] : [{ step, title: found.title }];
    }),
    selected,
    // A pair whose tab was not chosen opens on what differs.
    views: tab === firstPairView.tab ? {} : { [selected]: { ...firstPairView, tab } },
    // Read when it is shown.
    comparison: undefined,
    compared: { mode, before, after, previewId: undefined },
    step: ids[all.indexOf(saved)] ?? nextStep(),
  };
}

/** The fields and the history of the last start. */
export function restoreComparisons(
  fields: ViewState["compared"],
  saved: ViewState["comparisons"],
): Partial<Step & StepHistory> {
  const all = saved?.steps ?? [];
  const ids = all.map(() => nextStep());
  const steps = all.map((step) => restoreStep(step, ids, all));
  const at = Math.min(saved?.at ?? -1, steps.length - 1);
  const shown = steps[at];
  if (shown !== undefined && (fields === undefined || isSame(shown.compared, fields))) {
    return { ...shown, past: steps.slice(0, at), future: steps.slice(at + 1) };
  }
  // Other fields were typed since, and not compared.
  return { ...fields, past: steps.slice(0, at + 1), future: steps.slice(at + 1), step: nextStep() };
}
