import { persistView } from "../../persistView.ts";
import { useNavigation } from "../../navigation.ts";
import { useViewState } from "../../viewState.ts";
import { useCatalogs } from "../tags/catalogStore.ts";
import { useTags } from "../tags/tagsStore.ts";
import { useTableFilters } from "./evidence/tableFilters.ts";
import { currentVisit, useInspect } from "./inspectStore.ts";
import { useListPlaces } from "./listPlaces.ts";
import { saveTabs } from "./savedTabs.ts";
import { restoreViews, saveViews } from "./savedViews.ts";
import { useTree } from "./tree/treeStore.ts";

/** References that are remembered as inspected. */
const maxRecent = 12;

/** Remembers what is shown as the latest inspected reference. */
function rememberShown(): void {
  const { remember, remembered } = useViewState.getState();
  const visit = currentVisit(useInspect.getState());
  const recent = remembered.recentInspections ?? [];
  if (visit?.kind === "open" && visit.trail.length === 1 && recent[0] !== visit.trail[0].text) {
    const opened = visit.trail[0].text;
    const others = recent.filter((each) => each !== opened);
    remember({ recentInspections: [opened, ...others].slice(0, maxRecent) });
  }
}

/**
 * Restores the tabs of the last start and how their content was shown, and saves them when they change.
 * @returns stops saving
 */
export function persistInspect(): () => void {
  const { remembered } = useViewState.getState();
  useInspect.getState().restore(remembered.inspectTabs);
  restoreViews(remembered.inspectViews);
  if (useNavigation.getState().view === "inspect") {
    useInspect.getState().ensureOpen();
  }
  const stops = [
    persistView(
      [useInspect, useTree, useTags, useCatalogs, useListPlaces, useTableFilters, useNavigation],
      current,
    ),
    useInspect.subscribe(rememberShown),
  ];
  return () => stops.forEach((stop) => stop());
}

/** What is saved. */
function current() {
  const { tabs, tab } = useInspect.getState();
  const inspectTabs = saveTabs(tabs, tab);
  const { view: shownView } = useNavigation.getState();
  return { inspectTabs, inspectViews: saveViews(inspectTabs), shownView };
}
