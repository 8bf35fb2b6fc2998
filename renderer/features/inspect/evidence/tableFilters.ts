import { create } from "zustand";
import { viewLimits } from "../../../../shared/viewLimits.ts";

interface TableFilters {
  /** What tables are filtered by, by their key: the opened reference, the document and the label. The last one is the newest. */
  readonly filters: Readonly<Record<string, string>>;
  readonly keep: (table: string, filter: string) => void;
}

/** What the tables of evidence are filtered by: they are shown so again. */
export const useTableFilters = create<TableFilters>()((set, get) => ({
  filters: {},
  keep: (table, filter) => {
    const { [table]: _, ...others } = get().filters;
    const entries = [
      ...Object.entries(others),
      ...(filter === "" ? [] : [[table, filter] as const]),
    ];
    set({ filters: Object.fromEntries(entries.slice(-viewLimits.tables)) });
  },
}));
