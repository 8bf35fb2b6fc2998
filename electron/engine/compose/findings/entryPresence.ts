import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { isManifestType } from "../../../../shared/oci/mediaTypes.ts";
import { AsyncCache } from "../../async/asyncCache.ts";
import { EngineError } from "../../errors.ts";
import { decodeManifest } from "../../oci/decode.ts";
import type { Store } from "../../stores/store.ts";

/** Digests remembered. */
const maxDigests = 100_000;

/** Remembers whether stores have the entries of indexes. */
export class EntryPresence {
  readonly #known = new AsyncCache<boolean>(maxDigests, () => 1);

  /**
   * Whether a store has a manifest. A registry accepts no image without its blobs, so only the manifest is checked there; a
   * layout or archive must also have the config.
   *
   * @returns true if it cannot be determined: the push checks again and reports the error
   */
  async has(store: Store, entry: Descriptor, signal: AbortSignal): Promise<boolean> {
    return await this.#known.get(`${store.repository}@${entry.digest}`, signal, () =>
      this.#look(store, entry, signal),
    );
  }

  clear(): void {
    this.#known.clear();
  }

  async #look(store: Store, entry: Descriptor, signal: AbortSignal): Promise<boolean> {
    try {
      if (!(await store.hasManifest(entry, signal))) {
        return false;
      }
      if (store.kind === "registry" || !isManifestType(entry.mediaType)) {
        return true;
      }
      const { bytes } = await store.fetchManifest({ digest: entry.digest }, signal);
      const { config } = decodeManifest(bytes, entry.digest);
      return config === undefined || (await store.hasBlob(config, signal));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof EngineError) {
        return true;
      }
      throw error;
    }
  }
}
