import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { isIndexType, isManifestType } from "../../../../shared/oci/mediaTypes.ts";
import { AsyncCache } from "../../async/asyncCache.ts";
import { EngineError } from "../../errors.ts";
import { describeReferrer, type ReferrerOfSubject } from "../../oci/referrer.ts";

/** Manifests whose subject is cached. */
const maxManifests = 100_000;

interface CachedSubject {
  /** Undefined if the manifest has no subject. */
  readonly referrer: ReferrerOfSubject | undefined;
}

/**
 * Caches the subjects of the manifests in an index. Each manifest is read once, because the content of a digest never
 * changes. Missing and corrupt manifests are not cached.
 */
export class SubjectCache {
  readonly #cache = new AsyncCache<CachedSubject>(maxManifests, () => 1);

  /**
   * Returns the subject of an entry, and its descriptor as a referrer.
   * @param read reads the entry's bytes and verifies them against its digest
   * @returns undefined if the entry has no subject or cannot be read
   */
  async get(
    { mediaType, digest }: Descriptor,
    read: () => Promise<Uint8Array>,
    signal: AbortSignal,
  ): Promise<ReferrerOfSubject | undefined> {
    if (!isManifestType(mediaType) && !isIndexType(mediaType)) {
      return undefined;
    }
    try {
      const cached = await this.#cache.get(`${digest} ${mediaType}`, signal, async () => {
        const bytes = await read();
        return { referrer: tryDescribe(() => describeReferrer({ mediaType, digest, bytes })) };
      });
      return cached.referrer;
    } catch (error) {
      if (error instanceof EngineError) {
        return undefined;
      }
      throw error;
    }
  }
}

/** An invalid manifest has no subject. */
function tryDescribe(describe: () => ReferrerOfSubject | undefined): ReferrerOfSubject | undefined {
  try {
    return describe();
  } catch (error) {
    if (error instanceof EngineError) {
      return undefined;
    }
    throw error;
  }
}
