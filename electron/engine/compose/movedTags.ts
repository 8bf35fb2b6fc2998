import pLimit from "p-limit";
import type { PlanDifference } from "../../../shared/plan.ts";
import { EngineError, isNotFound } from "../errors.ts";
import type { ResolvedSource } from "./resolve.ts";
import { formatLocation, type Location } from "../oci/location.ts";
import type { Store } from "../stores/store.ts";
import { toTagOrDigest } from "../stores/openStores.ts";
import { allOrAbort } from "../async/allOrAbort.ts";

/** Milliseconds for which a tag that was read is not read again. */
const freshMs = 1000;
/** Tags checked in parallel. */
const maxParallelChecks = 32;

/** A tag that content was read from. */
export interface ReadTag extends Pick<ResolvedSource, "location" | "store"> {
  /** The digest of the tag when it was read. */
  readonly digest: string;
}

/** The tags among sources that were not read just now. */
export function sourceTags(sources: readonly ResolvedSource[]): readonly ReadTag[] {
  const now = Date.now();
  return sources.flatMap(({ location, store, content: { digest }, fetchedAt }) =>
    "tag" in toTagOrDigest(location) && now - fetchedAt > freshMs
      ? [{ location, store, digest }]
      : [],
  );
}

/**
 * Finds tags that point to another digest than when they were read. Sends one HEAD request per tag that did not move.
 *
 * A tag that cannot be checked is left out: its content was read and is what gets pushed, and the copy reports the error.
 *
 * @returns differences of kind `source`; `now` is null if the tag was deleted
 */
export async function findMovedTags(
  tags: readonly ReadTag[],
  signal: AbortSignal,
): Promise<readonly PlanDifference[]> {
  const distinct = new Map(tags.map((tag) => [formatLocation(tag.location), tag]));
  const limit = pLimit(maxParallelChecks);
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

/** @returns undefined if the tag cannot be checked */
async function readAgain(
  { location, store, digest }: ReadTag,
  signal: AbortSignal,
): Promise<string | null | undefined> {
  try {
    return await currentDigest(location, { store, known: digest }, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof EngineError)) {
      throw error;
    }
    return isNotFound(error) ? null : undefined;
  }
}

interface KnownDigest {
  readonly store: Store;
  readonly known: string;
}

async function currentDigest(
  location: Location,
  { store, known }: KnownDigest,
  signal: AbortSignal,
): Promise<string> {
  const target = toTagOrDigest(location);
  const { digest } = await store.resolve(target, signal);
  if (digest === known) {
    return known;
  }
  // A mirror may be outdated: ask the registry itself.
  return (await store.fetchManifest(target, signal)).digest;
}
