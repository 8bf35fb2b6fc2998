import pLimit from "p-limit";
import { isNotFound } from "../errors.ts";
import type { Resolution, Store } from "../stores/store.ts";

/** Tags that are read at the same time; the registry's throttle may allow fewer. */
const maxConcurrent = 24;

interface DigestsOptions {
  readonly tags: readonly string[];
  /** Called with the number of tags read so far. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** A tag and the manifest that it points to. */
export interface ResolvedTag extends Pick<Resolution, "digest" | "mediaType"> {
  readonly tag: string;
}

/**
 * Reads the digests of tags, one request each. A tag that does not exist any more is left out.
 * @throws the first error; the signal's reason when it aborts
 */
export async function readDigests(
  store: Store,
  { tags, onProgress }: DigestsOptions,
  signal: AbortSignal,
): Promise<readonly ResolvedTag[]> {
  const limit = pLimit(maxConcurrent);
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  let done = 0;
  const read = async (tag: string): Promise<readonly ResolvedTag[]> => {
    // Tags that wait after a failure are not read.
    until.throwIfAborted();
    try {
      const { digest, mediaType } = await store.resolve({ tag }, until);
      return [{ tag, digest, mediaType }];
    } catch (error) {
      if (isNotFound(error)) {
        return [];
      }
      stop.abort(error);
      throw error;
    } finally {
      done += 1;
      onProgress?.(done);
    }
  };
  const settled = await Promise.allSettled(tags.map((tag) => limit(() => read(tag))));
  signal.throwIfAborted();
  stop.signal.throwIfAborted();
  return settled.flatMap((each) => (each.status === "fulfilled" ? each.value : []));
}
