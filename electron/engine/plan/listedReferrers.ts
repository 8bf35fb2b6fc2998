import { EngineError } from "../errors.ts";
import type { Store } from "../stores/store.ts";

/**
 * The digests that a target lists as referrers of a digest; none where it does not tell. What it has and does not
 * list is put again, which does no harm.
 */
export async function listedReferrers(
  store: Store,
  digest: string,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  try {
    const listed = await store.referrers(digest, signal);
    return new Set(listed.map((referrer) => referrer.digest));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EngineError) return new Set();
    throw error;
  }
}
