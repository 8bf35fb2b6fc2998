import { persistView } from "../../persistView.ts";
import { useViewState } from "../../viewState.ts";
import { useCompare } from "./compareStore.ts";
import { restoreComparisons, saveComparisons } from "./savedComparisons.ts";

/**
 * Restores the fields and the history of Compare, and saves them when they change. Nothing is compared before the view is
 * shown.
 * @returns stops saving
 */
export function persistCompare(): () => void {
  const { compared, comparisons } = useViewState.getState().remembered;
  useCompare.setState(restoreComparisons(compared, comparisons));
  return persistView([useCompare], () => saveComparisons(useCompare.getState()));
}
