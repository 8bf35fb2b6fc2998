import { create } from "zustand";
import type { Failure } from "../../../shared/errors.ts";
import type { SavedTabs } from "../../../shared/viewState.ts";
import { readTypedReference } from "../../../shared/paste/readTypedReference.ts";
import type { Job } from "../../api.ts";
import { mediaTypeName } from "../../image/mediaTypeName.ts";
import { useNavigation } from "../../navigation.ts";
import { canRetag } from "./allowedActions.ts";
import { pageOf, type RepositoryPage } from "../tags/pageOf.ts";
import { reloadPage, textOfPage } from "../tags/pages.ts";
import { restoreTabs } from "./savedTabs.ts";
import { startInspection } from "./startInspection.ts";
import {
  type Crumb,
  extendTrail,
  type InspectTab,
  isSameVisit,
  type Trail,
  type Visit,
} from "./visit.ts";

/** Visits that a tab remembers. */
const maxVisits = 30;
/** Tabs that can be open. */
const maxTabs = 20;

/** How a reference is opened. */
interface OpenOptions {
  readonly inNewTab?: boolean;
  /** Open the retag dialog once it is read, if it can be tagged and is still shown. */
  readonly thenRetag?: boolean;
}

interface InspectState {
  /** The text of the reference field. */
  readonly text: string;
  readonly tabs: readonly InspectTab[];
  /** The position of the shown tab; -1 without tabs. */
  readonly tab: number;
  /** Why the files that were chosen last could not be opened. */
  readonly fileFailure: Failure | undefined;
  readonly setFileFailure: (failure: Failure | undefined) => void;
  /** Chooses the section of the details for a kind of content, in the shown tab and below what was opened there. */
  readonly showSection: (kind: string, section: string) => void;
  /** The client whose entry is marked in indexes. */
  readonly client: string | undefined;
  readonly pickClient: (client: string | undefined) => void;
  /** The text of the retag dialog while it is open. */
  readonly retagText: string | undefined;
  readonly openRetag: () => void;
  readonly setRetagText: (text: string) => void;
  /** Closes the retag dialog and keeps its text for the next time. */
  readonly closeRetag: () => void;
  /** Closes the retag dialog and discards its text. */
  readonly clearRetag: () => void;
  readonly setText: (text: string) => void;
  /** Opens a reference as typed: also that of a command, a FROM line or a web address. */
  readonly open: (text: string, options?: OpenOptions) => void;
  /** Opens what was typed: an image, or the page of a repository or a registry. */
  readonly openTyped: (text: string, inNewTab?: boolean) => void;
  /** Opens the page of a repository or a registry. */
  readonly openPage: (page: RepositoryPage, inNewTab?: boolean) => void;
  /** Opens what a trail leads to. */
  readonly openTrail: (trail: Trail, inNewTab?: boolean) => void;
  /** Opens content that the shown content refers to. @param steps from the shown content to it */
  readonly follow: (steps: readonly Crumb[], inNewTab?: boolean) => void;
  /** Reads the current visit if it was not read yet. */
  readonly ensureOpen: () => void;
  readonly reload: () => void;
  readonly cancel: () => void;
  /** Goes back or forward. */
  readonly step: (by: -1 | 1) => void;
  readonly selectTab: (position: number) => void;
  readonly closeTab: (position: number) => void;
  /** Restores the tabs of the last start. Nothing is read before a tab is shown. */
  readonly restore: (saved: SavedTabs | undefined) => void;
}

/** The current visit of the shown tab. */
export function currentVisit(state: Pick<InspectState, "tabs" | "tab">): Visit | undefined {
  const tab = state.tabs[state.tab];
  return tab?.visits[tab.at];
}

/** The section of the details that was chosen for a kind of content in the shown tab. */
export function chosenSection(
  state: Pick<InspectState, "tabs" | "tab">,
  kind: string,
): string | undefined {
  const root = currentVisit(state)?.trail[0].text;
  return root === undefined ? undefined : state.tabs[state.tab]?.sections[root]?.[kind];
}

/** The state of the Inspect view. */
export const useInspect = create<InspectState>()((set, get) => {
  /** The running job of each tab. */
  const jobs = new Map<string, Job<unknown>>();
  /** The text of the retag dialog and the image it was typed for, kept while the dialog is closed. */
  let keptRetag: { readonly image: string; readonly text: string } | undefined;

  /** Returns the repository and the full reference of the current visit once it is read. */
  function currentImage(): { readonly repository: string; readonly image: string } | undefined {
    const visit = currentVisit(get());
    if (visit?.kind !== "open") {
      return undefined;
    }
    const { repository, digest } = visit.inspection;
    return { repository, image: `${repository}@${digest}` };
  }

  function cancelJob(id: string): void {
    jobs.get(id)?.cancel();
    jobs.delete(id);
  }

  function changeTab(id: string, change: (tab: InspectTab) => Partial<InspectTab>): void {
    set({ tabs: get().tabs.map((tab) => (tab.id === id ? { ...tab, ...change(tab) } : tab)) });
  }

  /** Shows a state of the visit that a tab is reading. */
  function setVisit(id: string, visit: Visit): void {
    changeTab(id, ({ visits, at }) => ({ visits: visits.with(at, visit) }));
  }

  /** Reads the current visit of a tab. */
  function load(id: string, trail: Trail, thenRetag = false): void {
    cancelJob(id);
    setVisit(id, { kind: "opening", trail, message: undefined });
    const { text, blob } = trail.at(-1) ?? trail[0];
    const input = { text, ...(blob === undefined ? {} : { blob }) };
    const started = startInspection(input, (message) => {
      if (jobs.get(id) === started) {
        setVisit(id, { kind: "opening", trail, message });
      }
    });
    jobs.set(id, started);
    void started.result.then((result) => {
      if (jobs.get(id) === started) {
        jobs.delete(id);
        setVisit(
          id,
          result.ok
            ? { kind: "open", trail, inspection: result.value }
            : { kind: "failed", trail, error: result.error },
        );
        const isShown = get().tabs[get().tab]?.id === id;
        if (isShown && result.ok) {
          const { label } = trail.at(-1) ?? trail[0];
          useNavigation
            .getState()
            .announce(`Opened ${label}: ${mediaTypeName(result.value.mediaType)}`);
        }
        if (thenRetag && isShown && result.ok && canRetag(result.value)) {
          if (useNavigation.getState().view === "inspect") {
            get().openRetag();
          }
        }
      }
    });
  }

  function addVisit(visit: Visit, { inNewTab = false, thenRetag = false }: OpenOptions = {}): void {
    const { tabs, tab: position } = get();
    const tab = tabs[position];
    const root = visit.trail[0].text;
    const isSame = currentVisit(get())?.trail[0].text === root;
    const isOpenedAnew = !isSame || (inNewTab && visit.trail.length === 1);
    const chosen = isOpenedAnew ? undefined : tab?.sections[root];
    const added: InspectTab = {
      id: crypto.randomUUID(),
      visits: [visit],
      at: 0,
      sections: chosen === undefined ? {} : { [root]: chosen },
    };
    if (tab === undefined) {
      set({ tabs: [added], tab: 0 });
    } else if (inNewTab) {
      if (tabs.length < maxTabs) {
        // As in a browser, the shown tab stays.
        set({ tabs: tabs.toSpliced(position + 1, 0, added) });
      }
      return;
    } else {
      cancelJob(tab.id);
      const past = tab.visits.slice(0, tab.at + 1).slice(1 - maxVisits);
      const last = past.at(-1);
      const isShown = last !== undefined && isSameVisit(last, visit);
      const visits = isShown ? [...past.slice(0, -1), visit] : [...past, visit];
      const { [root]: _, ...others } = tab.sections;
      changeTab(tab.id, () => ({
        visits,
        at: visits.length - 1,
        // What is opened anew starts with its first section.
        sections: chosen === undefined ? others : { ...others, [root]: chosen },
      }));
    }
    set({ text: visit.trail[0].text });
    readShown(thenRetag);
  }

  /** Reads the current visit of the shown tab if it was not read yet. */
  function readShown(thenRetag = false): void {
    const tab = get().tabs[get().tab];
    const visit = currentVisit(get());
    if (tab !== undefined && visit?.kind === "closed") {
      load(tab.id, visit.trail, thenRetag);
    }
  }

  function openTrail(trail: Trail, inNewTab = false): void {
    addVisit({ kind: "closed", trail }, { inNewTab });
  }

  /** Shows the text of the current visit in the field. */
  function showText(): void {
    set({ text: currentVisit(get())?.trail[0].text ?? "" });
  }

  return {
    text: "",
    tabs: [],
    tab: -1,
    fileFailure: undefined,
    setFileFailure: (fileFailure) => set({ fileFailure }),
    showSection: (kind, section) => {
      const tab = get().tabs[get().tab];
      const root = currentVisit(get())?.trail[0].text;
      if (tab !== undefined && root !== undefined) {
        changeTab(tab.id, ({ sections }) => ({
          sections: { ...sections, [root]: { ...sections[root], [kind]: section } },
        }));
      }
    },
    client: undefined,
    pickClient: (client) => set({ client }),
    retagText: undefined,
    openRetag: () => {
      const current = currentImage();
      if (current !== undefined) {
        // Most tags are added in the same repository.
        set({
          retagText: keptRetag?.image === current.image ? keptRetag.text : `${current.repository}:`,
        });
      }
    },
    setRetagText: (text) => {
      const current = currentImage();
      keptRetag = current === undefined ? undefined : { image: current.image, text };
      set({ retagText: text });
    },
    closeRetag: () => set({ retagText: undefined }),
    clearRetag: () => {
      keptRetag = undefined;
      set({ retagText: undefined });
    },
    setText: (text) => set({ text }),
    open: (typed, options) => {
      const text = readTypedReference(typed);
      if (text !== "") {
        addVisit({ kind: "closed", trail: [{ text, label: text }] }, options);
      }
    },
    openTyped: (typed, inNewTab = false) => {
      // The page of a web site without a tag shows all tags; in a command, such a reference means `latest`.
      const isAddress = /^https?:/i.test(typed.trim());
      const page = pageOf(typed) ?? (isAddress ? pageOf(readTypedReference(typed)) : undefined);
      if (page === undefined) {
        get().open(typed, { inNewTab });
      } else {
        get().openPage(page, inNewTab);
      }
    },
    openPage: (page, inNewTab = false) => {
      const text = textOfPage(page);
      addVisit({ kind: "page", page, trail: [{ text, label: text }] }, { inNewTab });
    },
    openTrail,
    follow: (steps, inNewTab) => {
      const visit = currentVisit(get());
      const last = steps.at(-1);
      if (last === undefined) {
        return;
      }
      const isBelow =
        visit?.kind === "open" && last.text.startsWith(`${visit.inspection.repository}@`);
      openTrail(
        isBelow ? steps.reduce(extendTrail, visit.trail) : [{ ...last, label: last.text }],
        inNewTab,
      );
    },
    ensureOpen: () => readShown(),
    reload: () => {
      const tab = get().tabs[get().tab];
      const visit = currentVisit(get());
      if (visit?.kind === "page") {
        reloadPage(visit.page);
      } else if (tab !== undefined && visit !== undefined) {
        load(tab.id, visit.trail);
      }
    },
    cancel: () => {
      const tab = get().tabs[get().tab];
      const visit = currentVisit(get());
      if (tab !== undefined && visit?.kind === "opening") {
        cancelJob(tab.id);
        const { trail } = visit;
        setVisit(tab.id, {
          kind: "failed",
          trail,
          error: {
            code: "cancelled",
            message: `Stopped reading ${trail.at(-1)?.text ?? ""}.`,
            retryable: true,
          },
        });
      }
    },
    step: (by) => {
      const tab = get().tabs[get().tab];
      if (tab?.visits[tab.at + by] !== undefined) {
        get().cancel();
        changeTab(tab.id, ({ at }) => ({ at: at + by }));
        showText();
        get().ensureOpen();
      }
    },
    selectTab: (position) => {
      if (get().tabs[position] !== undefined) {
        set({ tab: position });
        showText();
        get().ensureOpen();
      }
    },
    closeTab: (position) => {
      const { tabs, tab } = get();
      const closed = tabs[position];
      if (closed === undefined) {
        return;
      }
      cancelJob(closed.id);
      const left = tabs.toSpliced(position, 1);
      set({ tabs: left, tab: Math.min(position < tab ? tab - 1 : tab, left.length - 1) });
      showText();
      get().ensureOpen();
    },
    restore: (saved) => {
      const tabs = restoreTabs(saved);
      set({ tabs, tab: Math.min(saved?.current ?? 0, tabs.length - 1) });
      showText();
    },
  };
});
