import { create } from "zustand";
import type { Failure } from "../../../shared/errors.ts";
import type { RepositoryTags, TagContent } from "../../../shared/tags.ts";
import type { SavedViews } from "../../../shared/viewState.ts";
import { api, type Job } from "../../api.ts";
import { VisibleReads } from "../../ui/list/visibleReads.ts";
import type { TagOrder } from "./tagRows.ts";

/** The list of tags of a repository. */
export type TagListState =
  | { readonly kind: "reading"; readonly message: string | undefined }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "open"; readonly list: RepositoryTags };

/** What is known of a tag on screen. */
export type TagState =
  | { readonly kind: "read"; readonly content: TagContent }
  | { readonly kind: "failed"; readonly failure: Failure };

/** The digests of all tags, which grouping needs. */
export type DigestsState =
  | { readonly kind: "none" }
  | { readonly kind: "reading"; readonly done: number; readonly total: number }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "read"; readonly digests: ReadonlyMap<string, string> };

/** The page of one repository. */
export interface TagsPageState {
  readonly state: TagListState;
  /** By tag. */
  readonly tags: ReadonlyMap<string, TagState>;
  /** Whether manifests are read, not only digests. */
  readonly readsManifests: boolean;
  readonly digests: DigestsState;
  readonly isGrouped: boolean;
  readonly order: TagOrder;
  readonly showsDigestTags: boolean;
  readonly filter: string;
  /** The ids of the selected rows. */
  readonly selected: ReadonlySet<string>;
}

/** What a user changes of a page. */
type PageView = Pick<TagsPageState, "order" | "showsDigestTags" | "filter" | "selected">;

/** How a page of the last start was shown. */
type RestoredPage = PageView & Pick<TagsPageState, "isGrouped">;

interface TagsState {
  /** Pages of the last start, until they are opened; by repository. */
  readonly restored: Readonly<Record<string, RestoredPage>>;
  readonly restore: (pages: SavedViews["tags"]) => void;
  /** By repository, as the page was opened. */
  readonly pages: Readonly<Record<string, TagsPageState>>;
  /** Reads the list of a repository, unless it is read already. */
  readonly open: (repository: string) => void;
  /** Reads the list and what its tags point to again. */
  readonly reload: (repository: string) => void;
  /** Stops reading the list, or the digests of all tags. */
  readonly cancel: (repository: string) => void;
  readonly change: (repository: string, view: Partial<PageView>) => void;
  /** Groups tags by digest, which reads the digests of all tags. */
  readonly setGrouped: (repository: string, isGrouped: boolean) => void;
  /** Reads the manifests of the tags on screen, although the registry counts that. */
  readonly readManifests: (repository: string) => void;
  /** Reads a tag that is on screen. */
  readonly want: (repository: string, tag: string) => void;
  /** Forgets a tag that is no longer on screen, unless its read has started. */
  readonly drop: (repository: string, tag: string) => void;
}

const newPage: TagsPageState = {
  state: { kind: "reading", message: undefined },
  tags: new Map(),
  readsManifests: true,
  digests: { kind: "none" },
  isGrouped: false,
  order: "version",
  showsDigestTags: false,
  filter: "",
  selected: new Set(),
};

/** Milliseconds that what is read waits for more of it, so that the rows of one screen change together. */
const gatherMs = 100;

/** Whether nothing more of a tag is to be read. A failed read is repeated by a reload. */
function isRead(state: TagState | undefined, readsManifests: boolean): boolean {
  return (
    state !== undefined &&
    (state.kind === "failed" || !readsManifests || state.content.summary !== undefined)
  );
}

/** The pages of repositories. */
export const useTags = create<TagsState>()((set, get) => {
  const jobs = new Map<string, Job<unknown>>();
  const reads = new Map<string, VisibleReads>();
  const gathered = new Map<string, Map<string, TagState>>();

  function change(repository: string, part: Partial<TagsPageState>): void {
    const page = get().pages[repository];
    if (page !== undefined) {
      set({ pages: { ...get().pages, [repository]: { ...page, ...part } } });
    }
  }

  /** Starts the one job of a page, which cancels the one before. */
  function startJob<T>(
    repository: string,
    start: () => Job<T>,
    onEnd: (result: Awaited<Job<T>["result"]>) => void,
  ): void {
    jobs.get(repository)?.cancel();
    const job = start();
    jobs.set(repository, job);
    void job.result.then((result) => {
      if (jobs.get(repository) === job) {
        jobs.delete(repository);
        onEnd(result);
      }
    });
  }

  function readList(repository: string, refresh: boolean): void {
    startJob(
      repository,
      () =>
        api.startJob("tags:list", { text: repository, refresh }, (progress) => {
          if (progress.kind === "working" && get().pages[repository]?.state.kind === "reading") {
            change(repository, { state: { kind: "reading", message: progress.message } });
          }
        }),
      (result) => {
        change(
          repository,
          result.ok
            ? {
                state: { kind: "open", list: result.value },
                readsManifests: !result.value.isMetered,
              }
            : { state: { kind: "failed", failure: result.error } },
        );
        if (result.ok && get().pages[repository]?.isGrouped === true) {
          readDigests(repository, result.value);
        }
      },
    );
  }

  /** What is known of a tag, also if its row does not show it yet. */
  function stateOf(repository: string, tag: string): TagState | undefined {
    return gathered.get(repository)?.get(tag) ?? get().pages[repository]?.tags.get(tag);
  }

  /** Shows what was read of a tag, soon. */
  function gather(repository: string, tag: string, state: TagState): void {
    const waiting = gathered.get(repository);
    if (waiting !== undefined) {
      waiting.set(tag, state);
      return;
    }
    const first = new Map([[tag, state]]);
    gathered.set(repository, first);
    setTimeout(() => {
      const page = get().pages[repository];
      // Reloaded meanwhile.
      if (gathered.get(repository) === first && page !== undefined) {
        gathered.delete(repository);
        change(repository, { tags: new Map([...page.tags, ...first]) });
      }
    }, gatherMs);
  }

  /** Reads what a tag points to, if that is not known. */
  async function readTag(repository: string, tag: string): Promise<void> {
    const page = get().pages[repository];
    const known = stateOf(repository, tag);
    if (page?.state.kind !== "open" || isRead(known, page.readsManifests)) {
      return;
    }
    const { list } = page.state;
    const digest =
      known?.kind === "read"
        ? known.content.digest
        : page.digests.kind === "read"
          ? page.digests.digests.get(tag)
          : undefined;
    const job = api.startJob("tags:describe", {
      repository: list.repository,
      tag,
      ...(digest === undefined ? {} : { digest }),
      summary: page.readsManifests,
    });
    const result = await job.result;
    const current = get().pages[repository];
    // Reloaded meanwhile.
    if (current?.state.kind !== "open" || current.state.list !== list) {
      return;
    }
    gather(
      repository,
      tag,
      result.ok
        ? { kind: "read", content: result.value }
        : { kind: "failed", failure: result.error },
    );
  }

  function readsOf(repository: string): VisibleReads {
    const known = reads.get(repository) ?? new VisibleReads((tag) => readTag(repository, tag));
    reads.set(repository, known);
    return known;
  }

  function readDigests(repository: string, list: RepositoryTags): void {
    const total = list.tags.length;
    change(repository, { digests: { kind: "reading", done: 0, total } });
    startJob(
      repository,
      () =>
        api.startJob(
          "tags:digests",
          { repository: list.repository, tags: [...list.tags] },
          (progress) => {
            if (progress.kind === "working") {
              change(repository, { digests: { kind: "reading", done: progress.done, total } });
            }
          },
        ),
      (result) =>
        change(
          repository,
          result.ok
            ? { digests: { kind: "read", digests: new Map(result.value) } }
            : { digests: { kind: "failed", failure: result.error }, isGrouped: false },
        ),
    );
  }

  return {
    pages: {},
    restored: {},
    restore: (pages) =>
      set({
        restored: Object.fromEntries(
          pages.map(({ repository, ...page }) => [
            repository,
            { ...page, selected: new Set(page.selected) },
          ]),
        ),
      }),
    open: (repository) => {
      const kind = get().pages[repository]?.state.kind;
      if (kind === undefined || kind === "failed") {
        const { [repository]: view, ...restored } = get().restored;
        set({ restored, pages: { ...get().pages, [repository]: { ...newPage, ...view } } });
        readList(repository, false);
      }
    },
    reload: (repository) => {
      const page = get().pages[repository] ?? newPage;
      const { order, showsDigestTags, filter } = page;
      reads.get(repository)?.clear();
      gathered.delete(repository);
      set({
        pages: {
          ...get().pages,
          [repository]: { ...newPage, order, showsDigestTags, filter },
        },
      });
      readList(repository, true);
    },
    cancel: (repository) => {
      jobs.get(repository)?.cancel();
    },
    change: (repository, view) => change(repository, view),
    setGrouped: (repository, isGrouped) => {
      const page = get().pages[repository];
      if (page?.state.kind !== "open") {
        return;
      }
      change(repository, { isGrouped, selected: new Set() });
      if (isGrouped && page.digests.kind !== "read" && page.digests.kind !== "reading") {
        readDigests(repository, page.state.list);
      } else if (!isGrouped && page.digests.kind === "reading") {
        jobs.get(repository)?.cancel();
      }
    },
    readManifests: (repository) => change(repository, { readsManifests: true }),
    want: (repository, tag) => {
      const page = get().pages[repository];
      if (page !== undefined && !isRead(stateOf(repository, tag), page.readsManifests)) {
        readsOf(repository).want(tag);
      }
    },
    drop: (repository, tag) => reads.get(repository)?.drop(tag),
  };
});
