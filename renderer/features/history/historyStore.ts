import { create } from "zustand";
import type { JournalList } from "../../../shared/journal.ts";
import type { Failure } from "../../../shared/errors.ts";
import { api } from "../../api.ts";

/** What came of the last thing that was asked of an entry. */
export type EntryNews =
  | { readonly kind: "exported"; readonly path: string }
  | { readonly kind: "failed"; readonly failure: Failure };

interface HistoryData {
  /** What the journal holds; null until it was read. */
  readonly list: JournalList | null;
  readonly isReading: boolean;
  readonly failure: Failure | null;
  /** What stands in the filter. */
  readonly filter: string;
  /** The entries whose tags are shown however many they are. */
  readonly opened: ReadonlySet<string>;
  readonly news: EntryNews | null;
  /** Whether the person has seen that pushes were interrupted. */
  readonly bannerDismissed: boolean;
}

interface HistoryState extends HistoryData {
  readonly read: () => Promise<void>;
  readonly setFilterInput: (filter: string) => void;
  readonly openTags: (id: string) => void;
  /** Stops offering to resume an interrupted push. */
  readonly dismiss: (id: string) => Promise<void>;
  /** Writes an entry to a file that the person chooses. */
  readonly exportEntry: (id: string) => Promise<void>;
  readonly dismissNews: () => void;
  readonly dismissBanner: () => void;
}

const initial: HistoryData = {
  list: null,
  isReading: false,
  failure: null,
  filter: "",
  opened: new Set(),
  news: null,
  bannerDismissed: false,
};

/** The pushes that the journal tells of. */
export const useHistory = create<HistoryState>()((set, get) => {
  let readings = 0;
  return {
    ...initial,
    read: async () => {
      readings += 1;
      const reading = readings;
      set({ isReading: true });
      const answer = await api.invoke("journal:list", {});
      if (reading === readings) {
        set({
          isReading: false,
          ...(answer.ok ? { list: answer.value, failure: null } : { failure: answer.error }),
        });
      }
    },
    setFilterInput: (filter) => set({ filter }),
    openTags: (id) => set({ opened: new Set([...get().opened, id]) }),
    dismiss: async (id) => {
      const answer = await api.invoke("journal:dismiss", { journalId: id });
      set({ news: answer.ok ? null : { kind: "failed", failure: answer.error } });
      await get().read();
    },
    exportEntry: async (id) => {
      const answer = await api.invoke("journal:export", { journalId: id });
      if (!answer.ok) {
        set({ news: { kind: "failed", failure: answer.error } });
      } else if (answer.value !== null) {
        set({ news: { kind: "exported", path: answer.value.path } });
      }
    },
    dismissNews: () => set({ news: null }),
    dismissBanner: () => set({ bannerDismissed: true }),
  };
});
