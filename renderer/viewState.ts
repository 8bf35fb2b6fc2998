import { create } from "zustand";
import type { DetailsTab, ViewState } from "../shared/viewState.ts";
import { api } from "./api.ts";

interface ViewStateSlice {
  readonly remembered: ViewState;
  /** Changes what is remembered, and stores it. */
  readonly remember: (change: ViewState) => void;
  /** Resolves when the last change is stored, or could not be. */
  readonly stored: () => Promise<unknown>;
  /** Opens the details of the result at a tab. */
  readonly showDetails: (tab: DetailsTab) => void;
}

/** Reads what was remembered before: the main process wrote it into the page, which is then rendered at once. */
function readFromPage(): ViewState {
  const content = document.querySelector<HTMLMetaElement>("meta[name=view-state]")?.content;
  return content === undefined ? {} : (JSON.parse(content) as ViewState);
}

/** How the user arranged the window: sizes of panes, what is folded, choices that are no settings. */
export const useViewState = create<ViewStateSlice>()((set, get) => {
  let lastWrite: Promise<unknown> = Promise.resolve();
  return {
    remembered: readFromPage(),
    stored: () => lastWrite,
    remember: (change) => {
      const remembered = { ...get().remembered, ...change };
      set({ remembered });
      // A failure is not reported: the arrangement applies, and the next change is stored again.
      lastWrite = api.invoke("viewState:write", remembered);
    },
    showDetails: (detailsTab) => {
      const { remembered, remember } = get();
      if (remembered.detailsTab !== detailsTab || remembered.areDetailsFolded === true) {
        remember({ detailsTab, areDetailsFolded: false });
      }
    },
  };
});
