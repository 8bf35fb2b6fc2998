import pLimit from "p-limit";
import type { PlanDifference } from "../../../shared/plan.ts";
import { EngineError, isNotFound } from "../errors.ts";
import type { ResolvedSource } from "./resolve.ts";
import { formatLocation, type Location } from "../oci/location.ts";
import type { Store } from "../stores/store.ts";
import { toTagOrDigest } from "../stores/openStores.ts";
import { allOrAbort } from "../async/allOrAbort.ts";

/** Milliseconds for which a tag, once read, is not read again: a plan without a person between needs no second look. */
const fresh = 1000;
/** Tags checked at once. */
const checkedAtOnce = 32;

/** A tag that content was read from. */
export interface ReadTag extends Pick<ResolvedSource, "location" | "store"> {
  /** What the tag named then. */
  readonly digest: string;
}

/** The tags among sources that were read some time ago. */
export function sourceTags(sources: readonly ResolvedSource[]): readonly ReadTag[] {
  const now = Date.now();
  return sources.flatMap(({ location, store, content: { digest }, fetchedAt }) =>
    "tag" in toTagOrDigest(location) && now - fetchedAt > fresh
      ? [{ location, store, digest }]
      : [],
  );
}

/**
 * The tags that name something else now than when they were read, each once. One HEAD request a tag where
 * nothing moved.
 *
 * A tag that cannot be checked is left out: its content was read and is what gets pushed, and whatever keeps a
 * registry from answering shows when it is copied.
 *
 * @returns differences of kind `source`; `now` is null where the tag is gone
 */
export async function findMovedTags(
  tags: readonly ReadTag[],
  signal: AbortSignal,
): Promise<readonly PlanDifference[]> {
  const distinct = new Map(tags.map((tag) => [formatLocation(tag.location), tag]));
  const limit = pLimit(checkedAtOnce);
  const differences = await allOrAbort([...distinct], signal, ([name, tag], until) =>
    limit(async (): Promise<readonly PlanDifference[]> => {
      const now = await readAgain(tag, until);
      return now === undefined || now === tag.digest
        ? []
        : [{ kind: "source", name, was: tag.digest, now }];
    }),
  );
  return differences.flat();
}

/** @returns undefined where it cannot be told */
async function readAgain(
  { location, store, digest }: ReadTag,
  signal: AbortSignal,
): Promise<string | null | undefined> {
  try {
    return await currentDigest(location, store, digest, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof EngineError)) throw error;
    return isNotFound(error) ? null : undefined;
  }
}

async function currentDigest(
  location: Location,
  store: Store,
  known: string,
  signal: AbortSignal,
): Promise<string> {
  const target = toTagOrDigest(location);
  const { digest } = await store.resolve(target, signal);
  if (digest === known) return known;
  // The registry itself answers that; the content was read from a mirror, where there is one, and it may lag.
  return (await store.fetchManifest(target, signal)).digest;
}
