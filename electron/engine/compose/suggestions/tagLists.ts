import { LRUCache } from "lru-cache";
import { SharedTask } from "../../async/sharedTask.ts";
import { isImageName, isTag } from "../../oci/splitPath.ts";
import type { Store } from "../../stores/store.ts";
import { sortTags } from "./sortTags.ts";

/** Maximum number of tags of one repository. */
export const maxListedTags = 50_000;

/** Milliseconds for which a list is reused. */
const reusedFor = 60_000;

/** The sorted tags of repositories, read at most once a minute. A list that cannot be read is not cached. */
export class TagLists {
  readonly #lists = new LRUCache<string, SharedTask<readonly string[]>>({
    max: 32,
    ttl: reusedFor,
  });

  /**
   * Returns the tags of a repository, at most {@link maxListedTags}.
   * @throws EngineError if the store does not list them; the signal's reason when it aborts
   */
  async get(store: Store, signal: AbortSignal): Promise<readonly string[]> {
    const { repository } = store;
    const known = this.#lists.get(repository);
    if (known && !known.isAborted) {
      return await known.wait(signal);
    }
    const task = new SharedTask((until) => listTags(store, until));
    this.#lists.set(repository, task);
    const forget = (): void => {
      if (this.#lists.peek(repository) === task) {
        this.#lists.delete(repository);
      }
    };
    task.result.catch(forget);
    return await task.wait(signal);
  }

  clear(): void {
    this.#lists.clear();
  }
}

/** Lists the tags that a reference can contain: a registry may return any text. */
async function listTags(store: Store, signal: AbortSignal): Promise<readonly string[]> {
  const isValid = store.kind === "registry" ? isTag : isImageName;
  const tags = new Set((await store.listTags(signal, maxListedTags)).filter(isValid));
  return sortTags([...tags].slice(0, maxListedTags));
}
