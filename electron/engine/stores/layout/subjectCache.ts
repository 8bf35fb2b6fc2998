import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { isIndexType, isManifestType } from "../../../../shared/oci/mediaTypes.ts";
import { AsyncCache } from "../../async/asyncCache.ts";
import { EngineError } from "../../errors.ts";
import { describeReferrer, type ReferrerOfSubject } from "../../oci/referrer.ts";

/** Manifests of which it is remembered what they refer to. */
const remembered = 100_000;

interface Known {
  readonly reference: ReferrerOfSubject | undefined;
}

/**
 * What the entries of an index refer to. Each is read once, since a digest's content never changes; but what is missing
 * or broken may be there the next time.
 */
export class SubjectCache {
  readonly #known = new AsyncCache<Known>(remembered, () => 1);

  /**
   * @param read the entry's bytes, checked against its digest
   * @returns undefined where it refers to nothing, or cannot be read now
   */
  async of(
    entry: Descriptor,
    read: () => Promise<Uint8Array>,
    signal: AbortSignal,
  ): Promise<ReferrerOfSubject | undefined> {
    const { mediaType, digest } = entry;
    if (!isManifestType(mediaType) && !isIndexType(mediaType)) return undefined;
    try {
      const known = await this.#known.get(`${digest} ${mediaType}`, signal, async () => {
        const bytes = await read();
        return { reference: orNone(() => describeReferrer({ mediaType, digest, bytes })) };
      });
      return known.reference;
    } catch (error) {
      if (error instanceof EngineError) return undefined;
      throw error;
    }
  }
}

/** What is no manifest refers to nothing. */
function orNone(describe: () => ReferrerOfSubject | undefined): ReferrerOfSubject | undefined {
  try {
    return describe();
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}
