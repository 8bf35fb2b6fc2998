import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { isManifestType } from "../../../../shared/oci/mediaTypes.ts";
import { AsyncCache } from "../../async/asyncCache.ts";
import { EngineError } from "../../errors.ts";
import { decodeManifest } from "../../oci/decode.ts";
import type { Store } from "../../stores/store.ts";

/** Digests of which it is remembered whether they are there. */
const remembered = 100_000;

/** Whether stores have what indexes list, asked once until it is forgotten. */
export class EntryPresence {
  readonly #known = new AsyncCache<boolean>(remembered, () => 1);

  /**
   * Whether a store has a manifest. A registry takes no image without its blobs, so there the manifest alone is asked
   * for; on a disk, a manifest whose config is not there is part of an image, and not there.
   *
   * @returns true where it cannot be told: the push asks again, and says what is wrong
   */
  async of(store: Store, entry: Descriptor, signal: AbortSignal): Promise<boolean> {
    return await this.#known.get(`${store.repository}@${entry.digest}`, signal, () =>
      this.#look(store, entry, signal),
    );
  }

  clear(): void {
    this.#known.clear();
  }

  async #look(store: Store, entry: Descriptor, signal: AbortSignal): Promise<boolean> {
    try {
      if (!(await store.hasManifest(entry, signal))) return false;
      if (store.kind === "registry" || !isManifestType(entry.mediaType)) return true;
      const { bytes } = await store.fetchManifest({ digest: entry.digest }, signal);
      const { config } = decodeManifest(bytes, entry.digest);
      return config === undefined || (await store.hasBlob(config, signal));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof EngineError) return true;
      throw error;
    }
  }
}
