import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import pLimit from "p-limit";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { AsyncCache } from "../async/asyncCache.ts";
import type { Store } from "./store.ts";
import { allOrAbort } from "../async/allOrAbort.ts";

/** Digests whose referrers are remembered: those of an index of 10,000 entries, and what refers to them in turn. */
const remembered = 100_000;
/** Digests looked up at once: all that a registry is asked at once, and no thousands that wait in line. */
const lookUps = 32;
/** Digests after which other work gets its turn. */
const betweenTurns = 200;

/** What refers to a digest in a store, asked once until it is forgotten. */
export class ReferrersCache {
  readonly #known = new AsyncCache<readonly Descriptor[]>(remembered, () => 1);

  async of(store: Store, digest: string, signal: AbortSignal): Promise<readonly Descriptor[]> {
    return await this.#known.get(keyOf(store, digest), signal, () =>
      store.referrers(digest, signal),
    );
  }

  /**
   * Look up many digests of one store, which is told how many they are: it may find them in fewer requests.
   * @param onFound told of each digest as it was looked up, by its position
   * @returns the referrers of each digest, in the order of the digests
   */
  async ofAll(
    store: Store,
    digests: readonly string[],
    signal: AbortSignal,
    onFound: (position: number, referrers: readonly Descriptor[]) => void = () => {},
  ): Promise<readonly (readonly Descriptor[])[]> {
    const over = this.expect(store, digests, signal);
    const limit = pLimit(lookUps);
    try {
      return await allOrAbort([...digests.entries()], signal, ([position, digest], until) =>
        limit(async () => {
          until.throwIfAborted();
          const referrers = await this.of(store, digest, until);
          onFound(position, referrers);
          // Where the store knows the answers, nothing else would have a turn before the last of thousands.
          if (position % betweenTurns === 0) await yieldToEventLoop();
          return referrers;
        }),
      );
    } finally {
      over();
    }
  }

  /**
   * Tell a store that digests are going to be looked up in it.
   * @returns to be called when they were
   */
  expect(store: Store, digests: readonly string[], signal: AbortSignal): () => void {
    const unknown = digests.filter((digest) => !this.#known.has(keyOf(store, digest)));
    return unknown.length === 0 ? () => {} : store.prepareReferrers(unknown.length, signal);
  }

  forget(): void {
    this.#known.clear();
  }
}

function keyOf(store: Store, digest: string): string {
  return `${store.repository}@${digest}`;
}
