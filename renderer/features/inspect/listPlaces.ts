import { create } from "zustand";
import { viewLimits } from "../../../shared/viewLimits.ts";
import type { ListPosition } from "../../ui/list/VirtualList.tsx";

interface ListPlaces {
  /** How far lists are scrolled, in pixels, by their key. The one that was scrolled last is the last one. */
  readonly offsets: Readonly<Record<string, number>>;
  readonly keep: (list: string, offset: number) => void;
}

/** How far the lists of Inspect are scrolled: they are shown there again. */
export const useListPlaces = create<ListPlaces>()((set, get) => ({
  offsets: {},
  keep: (list, offset) => {
    const { [list]: _, ...others } = get().offsets;
    const entries = [...Object.entries(others), ...(offset > 0 ? [[list, offset] as const] : [])];
    set({ offsets: Object.fromEntries(entries.slice(-viewLimits.places)) });
  },
}));

/** Where a list starts. */
export function placeOfList(list: string): ListPosition | undefined {
  const offset = useListPlaces.getState().offsets[list];
  return offset === undefined ? undefined : { offset, heights: [] };
}
