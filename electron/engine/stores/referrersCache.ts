import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import pLimit from "p-limit";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import { AsyncCache } from "../async/asyncCache.ts";
import type { Store } from "./store.ts";

/** Digests whose referrers are cached: an index of 10,000 entries, and the referrers of its referrers. */
const maxDigests = 100_000;
/** Concurrent lookups in one store. */
const maxLookups = 32;
/** Lookups after which other tasks of the event loop run. */
const lookupsPerTurn = 200;

/** Caches the referrers of digests, by store, until it is cleared. */
export class ReferrersCache {
  readonly #cache = new AsyncCache<readonly Descriptor[]>(maxDigests, () => 1);

  /** Returns the referrers of a digest if they are known. */
  peek(store: Store, digest: string): readonly Descriptor[] | undefined {
    return this.#cache.peek(keyOf(store, digest));
  }

  /** Returns the referrers of one digest. */
  async get(store: Store, digest: string, signal: AbortSignal): Promise<readonly Descriptor[]> {
    return await this.#cache.get(keyOf(store, digest), signal, () =>
      store.referrers(digest, signal),
    );
  }

  /**
   * Returns the referrers of many digests in one store, which may need fewer requests because it knows their number.
   * @param lookup.onFound called with the position and the referrers of each digest when they are known
   * @returns the referrers of each digest, in the order of the digests
   */
  async getAll(
    store: Store,
    lookup: {
      readonly digests: readonly string[];
      readonly onFound?: (position: number, referrers: readonly Descriptor[]) => void;
    },
    signal: AbortSignal,
  ): Promise<readonly (readonly Descriptor[])[]> {
    const { digests, onFound } = lookup;
    const release = this.prepare(store, digests, signal);
    const limit = pLimit(maxLookups);
    try {
      return await allOrAbort([...digests.entries()], signal, ([position, digest], until) =>
        limit(async () => {
          until.throwIfAborted();
          const referrers = await this.get(store, digest, until);
          onFound?.(position, referrers);
          // Cached results resolve without I/O: thousands of them would block the event loop.
          if (position % lookupsPerTurn === 0) {
            await yieldToEventLoop();
          }
          return referrers;
        }),
      );
    } finally {
      release();
    }
  }

  /**
   * Prepares a store for lookups of digests, see {@link Store.prepareReferrers}.
   * @returns a function to call after the last lookup
   */
  prepare(store: Store, digests: readonly string[], signal: AbortSignal): () => void {
    const unknown = digests.filter((digest) => !this.#cache.has(keyOf(store, digest)));
    return unknown.length === 0 ? () => {} : store.prepareReferrers(unknown.length, signal);
  }

  clear(): void {
    this.#cache.clear();
  }
}

function keyOf(store: Store, digest: string): string {
  return `${store.repository}@${digest}`;
}
