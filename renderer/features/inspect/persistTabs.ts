import { useViewState } from "../../viewState.ts";
import { currentVisit, useInspect } from "./inspectStore.ts";
import { saveTabs } from "./savedTabs.ts";

/** References that are remembered as inspected. */
const maxRecent = 12;

/** Restores the tabs of the last start, and saves them whenever they change. @returns a function that stops saving */
export function persistTabs(): () => void {
  const { remembered } = useViewState.getState();
  useInspect.getState().restore(remembered.inspectTabs);
  let saved = JSON.stringify(remembered.inspectTabs ?? { tabs: [], current: 0 });
  return useInspect.subscribe((state) => {
    const { remember, remembered: now } = useViewState.getState();
    const inspectTabs = saveTabs(state.tabs, state.tab);
    const text = JSON.stringify(inspectTabs);
    if (text !== saved) {
      saved = text;
      remember({ inspectTabs });
    }
    const visit = currentVisit(state);
    const recent = now.recentInspections ?? [];
    if (visit?.kind === "open" && visit.trail.length === 1 && recent[0] !== visit.trail[0].text) {
      const opened = visit.trail[0].text;
      const others = recent.filter((each) => each !== opened);
      remember({ recentInspections: [opened, ...others].slice(0, maxRecent) });
    }
  });
}
