import { create } from "zustand";
import { useCompose } from "../features/compose/composeStore.ts";
import { pushBlocker } from "../features/compose/targets/pushBlocker.ts";
import { useNavigation } from "../navigation.ts";

interface ReviewWait {
  /** Whether the review opens as soon as the result is computed. */
  readonly isWaiting: boolean;
  /**
   * Waits until the result is computed. An edit of the draft, typing, the dialog of an entry, another view and the palette
   * end the wait: the user is doing something else, and a review that opens would take the keys.
   * @param onReady called once, when the draft can be pushed or something other than the computation blocks it
   */
  readonly begin: (onReady: () => void) => void;
  readonly cancel: () => void;
}

/** The wait for the result after the review was requested. */
export const useReviewWait = create<ReviewWait>()((set, get) => {
  let stop = (): void => {};

  return {
    isWaiting: false,
    begin: (onReady) => {
      get().cancel();
      const { draft } = useCompose.getState();
      function check(): void {
        const state = useCompose.getState();
        const { view, isPaletteOpen } = useNavigation.getState();
        const isBusy = view !== "compose" || isPaletteOpen || state.entryDialog !== undefined;
        if (state.draft !== draft || isBusy) {
          get().cancel();
        } else if (pushBlocker(state)?.isPending !== true) {
          get().cancel();
          onReady();
        }
      }
      const { cancel } = get();
      const unsubscribe = [useCompose.subscribe(check), useNavigation.subscribe(check)];
      window.addEventListener("input", cancel, true);
      stop = () => {
        unsubscribe.forEach((end) => end());
        window.removeEventListener("input", cancel, true);
      };
      set({ isWaiting: true });
    },
    cancel: () => {
      stop();
      stop = () => {};
      set({ isWaiting: false });
    },
  };
});
