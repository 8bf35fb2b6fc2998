import { LRUCache } from "lru-cache";
import { SharedTask } from "../../async/sharedTask.ts";
import { isImageName, isTag } from "../../oci/splitPath.ts";
import type { Store } from "../../stores/store.ts";
import { sortTags } from "./sortTags.ts";

/** Maximum number of tags of one repository. */
export const maxListedTags = 50_000;

/** Pages that a completion waits for. A registry that has pages of 100 tags is not asked 500 times. */
const fewPages = 100;

/** Milliseconds for which a list is reused. */
const reusedFor = 60_000;

/** The tags of a repository, in the order of `sortTags`. */
export interface TagList {
  readonly tags: readonly string[];
  /** Whether these are all tags. */
  readonly isComplete: boolean;
  /** Listed names that a reference cannot contain, which `tags` lacks. */
  readonly dropped: number;
}

interface TagListOptions {
  /** Read all pages up to {@link maxListedTags}. */
  readonly allPages?: boolean;
  /**
   * Ask for no page size: `crane registry serve` cuts a page off at that size, without a link to the next. Then the list
   * has all tags, or cannot be read.
   */
  readonly isWhole?: boolean;
  /** Called with the number of tags so far, also if another caller started to read. */
  readonly onProgress?: (tags: number) => void;
}

interface PendingList {
  readonly task: SharedTask<TagList>;
  readonly allPages: boolean;
  readonly listeners: Set<(tags: number) => void>;
}

/** The sorted tags of repositories, read at most once a minute. A list that cannot be read is not cached. */
export class TagLists {
  readonly #lists = new LRUCache<string, PendingList>({ max: 32, ttl: reusedFor });

  /**
   * Returns the tags of a repository, at most {@link maxListedTags}.
   * @throws EngineError if the store does not list them; the signal's reason when it aborts
   */
  async get(
    store: Store,
    signal: AbortSignal,
    { allPages = false, onProgress }: TagListOptions = {},
  ): Promise<TagList> {
    const known = this.#lists.get(store.repository);
    const pending = known?.task.isAborted === false ? known : this.#start(store, allPages);
    const list = await waitFor(pending, signal, onProgress);
    if (list.isComplete || pending.allPages || !allPages) {
      return list;
    }
    return await waitFor(this.#start(store, true), signal, onProgress);
  }

  /** Forgets the list of a repository. */
  delete(repository: string): void {
    this.#lists.delete(repository);
  }

  clear(): void {
    this.#lists.clear();
  }

  #start(store: Store, allPages: boolean): PendingList {
    const { repository } = store;
    const listeners: PendingList["listeners"] = new Set();
    const task = new SharedTask((signal) =>
      readTagList(store, signal, {
        allPages,
        onProgress: (tags) => listeners.forEach((listener) => listener(tags)),
      }),
    );
    const pending = { task, allPages, listeners };
    this.#lists.set(repository, pending);
    task.result.catch(() => {
      if (this.#lists.peek(repository) === pending) {
        this.#lists.delete(repository);
      }
    });
    return pending;
  }
}

async function waitFor(
  { task, listeners }: PendingList,
  signal: AbortSignal,
  onProgress: TagListOptions["onProgress"],
): Promise<TagList> {
  if (!onProgress) {
    return await task.wait(signal);
  }
  listeners.add(onProgress);
  try {
    return await task.wait(signal);
  } finally {
    listeners.delete(onProgress);
  }
}

/**
 * Lists the tags that a reference can contain, read now: a registry may return any text.
 * @throws EngineError if the store does not list them; the signal's reason when it aborts
 */
export async function readTagList(
  store: Store,
  signal: AbortSignal,
  { allPages = false, isWhole = false, onProgress }: TagListOptions = {},
): Promise<TagList> {
  const isValid = store.kind === "registry" ? isTag : isImageName;
  let isComplete = true;
  const listed = await store.listTags(signal, {
    ...(isWhole ? {} : { limit: maxListedTags }),
    ...(allPages || isWhole ? {} : { maxPages: fewPages }),
    ...(onProgress ? { onPage: onProgress } : {}),
    onCut: () => {
      isComplete = false;
    },
  });
  const valid = listed.filter(isValid);
  const tags = [...new Set(valid)];
  return {
    tags: sortTags(tags.slice(0, maxListedTags)),
    isComplete: isComplete && tags.length <= maxListedTags,
    dropped: listed.length - valid.length,
  };
}
