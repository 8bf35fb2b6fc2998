import { create } from "zustand";
import type { DetailsTab, ViewState } from "../shared/viewState.ts";
import { api } from "./api.ts";

interface ViewStateSlice {
  /** What is remembered; empty until it is read. */
  readonly remembered: ViewState;
  /** Reads what was remembered at the last start. */
  readonly read: () => Promise<void>;
  /** Changes what is remembered, and stores it. */
  readonly remember: (change: ViewState) => void;
  /** Opens the details of the result at a tab. */
  readonly showDetails: (tab: DetailsTab) => void;
}

/** How the user arranged the window: sizes of panes, what is folded, choices that are no settings. */
export const useViewState = create<ViewStateSlice>()((set, get) => ({
  remembered: {},
  read: async () => {
    const result = await api.invoke("viewState:read", {});
    if (result.ok) {
      set({ remembered: result.value });
    }
  },
  remember: (change) => {
    const remembered = { ...get().remembered, ...change };
    set({ remembered });
    // A failure is not reported: the arrangement applies, and the next change is stored again.
    void api.invoke("viewState:write", remembered);
  },
  showDetails: (detailsTab) => {
    const { remembered, remember } = get();
    if (remembered.detailsTab !== detailsTab || remembered.areDetailsFolded === true) {
      remember({ detailsTab, areDetailsFolded: false });
    }
  },
}));
