import { useEffect } from "react";
import { create } from "zustand";

export type View = "compose" | "inspect" | "history" | "registries";

/** The places of the window that a command can put the focus on. */
export type FocusTarget =
  | "addSource"
  | "addTarget"
  | "blockingTarget"
  | "failedSource"
  | "inspectReference"
  | "interruptedPush"
  | "logInAccount"
  | "newAnnotation";

interface NavigationState {
  readonly view: View;
  readonly paletteOpen: boolean;
  /** The place that asked for the focus last; counted, so that asking twice works. */
  readonly focus: { readonly place: FocusTarget; readonly count: number } | null;
  readonly show: (view: View) => void;
  readonly setPaletteOpen: (open: boolean) => void;
  readonly requestFocus: (place: FocusTarget) => void;
}

/** Where in the window a person is. */
export const useNavigation = create<NavigationState>()((set) => ({
  view: "compose",
  paletteOpen: false,
  focus: null,
  show: (view) => set({ view }),
  setPaletteOpen: (paletteOpen) => set({ paletteOpen }),
  requestFocus: (place) => set((state) => ({ focus: { place, count: (state.focus?.count ?? 0) + 1 } })),
}));

/** Puts the focus where a command asked for it, once what it is in is shown. */
export function useFocusRequest(place: FocusTarget, take: () => void): void {
  const request = useNavigation((state) => (state.focus?.place === place ? state.focus : null));
  useEffect(() => {
    if (request === null) {
      return;
    }
    // After the palette or menu that asked has given the focus back.
    const frame = requestAnimationFrame(() => requestAnimationFrame(take));
    return () => cancelAnimationFrame(frame);
    // Only a new request moves the focus, not a new `take`.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [request]);
}
