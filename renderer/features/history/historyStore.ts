import { create } from "zustand";
import type { JournalList } from "../../../shared/journal.ts";
import type { Failure } from "../../../shared/errors.ts";
import { api } from "../../api.ts";
import { useNavigation, type View } from "../../navigation.ts";

/** The result of the last action on an entry. */
export type ActionNotice =
  | { readonly kind: "exported"; readonly path: string }
  | { readonly kind: "failed"; readonly failure: Failure };

/** What the History shows in place of the list. */
export type HistoryPage =
  | { readonly kind: "entry"; readonly id: string }
  /** `text`: the reference of the tag. */
  | { readonly kind: "tag"; readonly text: string };

interface HistoryData {
  /** The opened pages; the last one is shown, and the list if there is none. */
  readonly pages: readonly HistoryPage[];
  /** The view that the first page was opened from, to which Back returns; undefined if it was opened from the list. */
  readonly openedFrom: View | undefined;
  /** The page that was left last; its row gets the focus. */
  readonly left: HistoryPage | undefined;
  /** Undefined until the journal has been read. */
  readonly list: JournalList | undefined;
  readonly isReading: boolean;
  /** Why the journal could not be read. */
  readonly failure: Failure | undefined;
  readonly filter: string;
  /** The ids of entries that show all of their tags. */
  readonly expanded: ReadonlySet<string>;
  readonly notice: ActionNotice | undefined;
  /** Whether the user dismissed the banner about interrupted pushes. */
  readonly isBannerDismissed: boolean;
}

interface HistoryState extends HistoryData {
  readonly read: () => Promise<void>;
  readonly setFilter: (filter: string) => void;
  readonly open: (page: HistoryPage) => void;
  /** Shows one page, from another view. */
  readonly openFrom: (view: View, page: HistoryPage) => void;
  /** Returns to the page before, to the list, or to the view that the page was opened from. */
  readonly back: () => void;
  /** Another view is shown: from now on, Back returns to the list. */
  readonly leave: () => void;
  /** Closes all pages. */
  readonly showList: () => void;
  readonly expandTags: (id: string) => void;
  /** Stops offering to resume an interrupted push. */
  readonly dismiss: (id: string) => Promise<void>;
  /** Exports an entry to a file that the user chooses. */
  readonly exportEntry: (id: string) => Promise<void>;
  readonly dismissNotice: () => void;
  readonly dismissBanner: () => void;
}

const initial: HistoryData = {
  pages: [],
  openedFrom: undefined,
  left: undefined,
  list: undefined,
  isReading: false,
  failure: undefined,
  filter: "",
  expanded: new Set(),
  notice: undefined,
  isBannerDismissed: false,
};

/** The pushes of the journal. */
export const useHistory = create<HistoryState>()((set, get) => {
  let latestRead = 0;
  return {
    ...initial,
    read: async () => {
      latestRead += 1;
      const read = latestRead;
      set({ isReading: true });
      const result = await api.invoke("journal:list", {});
      if (read === latestRead) {
        set({
          isReading: false,
          ...(result.ok ? { list: result.value, failure: undefined } : { failure: result.error }),
        });
      }
    },
    setFilter: (filter) => set({ filter }),
    open: (page) => set({ pages: [...get().pages, page] }),
    openFrom: (view, page) => set({ pages: [page], openedFrom: view, left: undefined }),
    back: () => {
      const { pages, openedFrom } = get();
      if (pages.length === 1 && openedFrom !== undefined) {
        get().showList();
        useNavigation.getState().show(openedFrom);
        return;
      }
      set({ pages: pages.slice(0, -1), left: pages.at(-1) });
    },
    leave: () => set({ notice: undefined, openedFrom: undefined }),
    showList: () => set({ pages: [], openedFrom: undefined, left: undefined }),
    expandTags: (id) => set({ expanded: new Set([...get().expanded, id]) }),
    dismiss: async (id) => {
      const result = await api.invoke("journal:dismiss", { journalId: id });
      set({ notice: result.ok ? undefined : { kind: "failed", failure: result.error } });
      await get().read();
    },
    exportEntry: async (id) => {
      const result = await api.invoke("journal:export", { journalId: id });
      if (!result.ok) {
        set({ notice: { kind: "failed", failure: result.error } });
      } else if (result.value !== null) {
        set({ notice: { kind: "exported", path: result.value.path } });
      }
    },
    dismissNotice: () => set({ notice: undefined }),
    dismissBanner: () => set({ isBannerDismissed: true }),
  };
});
