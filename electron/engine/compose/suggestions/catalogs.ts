import { LRUCache } from "lru-cache";
import { SharedTask } from "../../async/sharedTask.ts";
import { EngineError } from "../../errors.ts";
import type { Stores } from "../../stores/openStores.ts";
import { listCatalog } from "../../stores/registry/catalog.ts";
import { maxListedTags } from "./tagLists.ts";

/** Pages that a completion waits for. */
const fewPages = 20;

/** Milliseconds for which a list, or a refusal, is reused. */
const reusedFor = 60_000;

/** The repositories of a registry, sorted. */
export interface CatalogList {
  readonly repositories: readonly string[];
  /** Whether these are all repositories. */
  readonly isComplete: boolean;
}

interface CatalogOptions {
  readonly maxPages?: number;
  /** Called with the number of repositories so far. */
  readonly onProgress?: (count: number) => void;
}

/**
 * Lists the repositories of a registry, at most {@link maxListedTags}, read now.
 * @param domain as in references
 * @throws EngineError if the registry does not list them; the signal's reason when it aborts
 */
export async function readCatalog(
  { stores, domain }: { readonly stores: Stores; readonly domain: string },
  signal: AbortSignal,
  { maxPages, onProgress }: CatalogOptions = {},
): Promise<CatalogList> {
  let isComplete = true;
  const repositories = await listCatalog(stores.client(domain), signal, {
    limit: maxListedTags,
    ...(maxPages === undefined ? {} : { maxPages }),
    ...(onProgress ? { onPage: onProgress } : {}),
    onCut: () => {
      isComplete = false;
    },
  });
  return { repositories: repositories.toSorted(), isComplete };
}

/** The repositories of registries for completions, asked for at most once a minute: most registries refuse. */
export class Catalogs {
  readonly #stores: Stores;
  readonly #lists = new LRUCache<string, SharedTask<CatalogList | undefined>>({
    max: 32,
    ttl: reusedFor,
  });

  constructor(stores: Stores) {
    this.#stores = stores;
  }

  /**
   * Returns the repositories of a registry; undefined if it does not list them.
   * @param domain as in references
   * @throws the signal's reason when it aborts
   */
  async get(domain: string, signal: AbortSignal): Promise<CatalogList | undefined> {
    const known = this.#lists.get(domain);
    const task = known?.isAborted === false ? known : this.#start(domain);
    return await task.wait(signal);
  }

  clear(): void {
    this.#lists.clear();
  }

  #start(domain: string): SharedTask<CatalogList | undefined> {
    const task = new SharedTask(async (signal) => {
      try {
        return await readCatalog({ stores: this.#stores, domain }, signal, { maxPages: fewPages });
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof EngineError) {
          return undefined;
        }
        throw error;
      }
    });
    // A waiter reports it.
    task.result.catch(() => undefined);
    this.#lists.set(domain, task);
    return task;
  }
}
