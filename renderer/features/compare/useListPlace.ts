import { useLayoutEffect, useRef, useState } from "react";
import { type ListPlace, placeKey } from "./compareSteps.ts";
import { useCompare } from "./compareStore.ts";

/**
 * The place of a list of the shown comparison when it was shown before, and the key to keep it.
 * @param list names it in the comparison
 */
export function useListPlace(list: string): {
  readonly key: string;
  readonly place: ListPlace | undefined;
} {
  // Of the comparison that it is rendered for: another one may be shown when it is removed.
  const [key] = useState(() => placeKey(useCompare.getState().step, list));
  const [place] = useState(() => useCompare.getState().places[key]);
  return { key, place };
}

/** Keeps the place of a list before it is removed. */
export function useKeepPlace(key: string, placeOf: () => ListPlace): void {
  const latest = useRef(placeOf);
  useLayoutEffect(() => {
    latest.current = placeOf;
  });
  useLayoutEffect(() => () => useCompare.getState().keepPlace(key, latest.current()), [key]);
}
