import { useSyncExternalStore } from "react";

/** The width of the window, in pixels, from which the raw bytes have a pane of their own. */
const query = "(min-width: 1400px)";

function subscribe(onChange: () => void): () => void {
  const media = window.matchMedia(query);
  media.addEventListener("change", onChange);
  return () => media.removeEventListener("change", onChange);
}

/** Whether the window has room for the raw bytes beside the details. */
export function useIsWide(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}
