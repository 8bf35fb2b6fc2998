import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { ContentCache } from "../contentCache.ts";
import type { Store } from "../store.ts";

/** Digests whose referrers are remembered. */
const remembered = 10_000;

/** What refers to a digest in a store, asked once until it is forgotten. */
export class Referrers {
  readonly #known = new ContentCache<readonly Descriptor[]>(remembered, () => 1);

  async of(store: Store, digest: string, signal: AbortSignal): Promise<readonly Descriptor[]> {
    return await this.#known.get(`${store.repository}@${digest}`, signal, () =>
      store.referrers(digest, signal),
    );
  }

  forget(): void {
    this.#known.clear();
  }
}
