import pLimit from "p-limit";
import type { ManifestReference } from "../../../shared/deletion.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { isIndexType, manifestKind } from "../../../shared/oci/mediaTypes.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import { EngineError, isNotFound } from "../errors.ts";
import { decodeIndex } from "../oci/decode.ts";
import { detectManifest } from "../oci/detectManifest.ts";
import type { Store } from "../stores/store.ts";
import type { ResolvedTag } from "./readDigests.ts";

/** Manifests that are read at the same time. */
const maxReads = 8;

/** Nested indexes that are read in one search: a hostile index can nest without end. */
const maxNested = 1000;

/** Manifests to find, and where. */
interface IndexSearch {
  readonly digests: ReadonlySet<string>;
  /** Tags that may point to indexes. */
  readonly tags: readonly ResolvedTag[];
}

/** The tagged indexes that list manifests. */
export interface ListingIndexes {
  /** By the digest of the manifest: each tag whose index lists it, also through nested indexes. */
  readonly found: ReadonlyMap<string, readonly ManifestReference[]>;
  /** Tags of which this is not known: their manifest or a nested index cannot be read. */
  readonly unread: readonly string[];
}

/** What an index leads to. */
interface Reached {
  readonly digests: ReadonlySet<string>;
  readonly isWhole: boolean;
}

const nothing: Reached = { digests: new Set(), isWhole: true };
const unreadable: Reached = { ...nothing, isWhole: false };

/**
 * Finds the tagged indexes that list manifests. Tags of images are not read; a manifest whose served type is unknown is.
 * Untagged indexes cannot be found.
 * @throws EngineError if the registry is unavailable; the signal's reason when it aborts
 */
export async function findIndexes(
  store: Pick<Store, "fetchManifest">,
  { digests, tags }: IndexSearch,
  signal: AbortSignal,
): Promise<ListingIndexes> {
  const candidates = tags.filter(
    ({ digest, mediaType }) => mayBeIndex(mediaType) && !digests.has(digest),
  );
  const reached = await allOrAbort(candidates, signal, readerOf(store, digests));
  const found = new Map<string, ManifestReference[]>();
  for (const [at, { tag, digest }] of candidates.entries()) {
    for (const each of reached[at]?.digests ?? []) {
      found.set(each, [...(found.get(each) ?? []), { digest, tag }]);
    }
  }
  const unread = candidates.filter((_, at) => reached[at]?.isWhole === false);
  return { found, unread: unread.map(({ tag }) => tag) };
}

/** Makes a function that reads which of the digests an index leads to; each index is read once. */
function readerOf(
  store: Pick<Store, "fetchManifest">,
  digests: ReadonlySet<string>,
): (index: Pick<Descriptor, "digest">, signal: AbortSignal) => Promise<Reached> {
  const limit = pLimit(maxReads);
  const known = new Map<string, Promise<Reached>>();
  let nested = 0;

  async function read(digest: string, signal: AbortSignal): Promise<Reached> {
    const entries = await limit(() => readEntries(store, digest, signal));
    if (entries === undefined) {
      return unreadable;
    }
    const parts = [{ digests: entries.map((each) => each.digest), isWhole: true }];
    for (const entry of entries) {
      // Digests rule out cycles.
      if (entry.mediaType === "" || isIndexType(entry.mediaType)) {
        const part = await readNested(entry.digest, signal);
        parts.push({ ...part, digests: [...part.digests] });
      }
    }
    return {
      digests: new Set(parts.flatMap((part) => part.digests.filter((each) => digests.has(each)))),
      isWhole: parts.every(({ isWhole }) => isWhole),
    };
  }

  function readNested(digest: string, signal: AbortSignal): Promise<Reached> {
    if (!known.has(digest)) {
      nested += 1;
      if (nested > maxNested) {
        return Promise.resolve(unreadable);
      }
    }
    return readOnce(digest, signal);
  }

  function readOnce(digest: string, signal: AbortSignal): Promise<Reached> {
    const reading = known.get(digest) ?? read(digest, signal);
    known.set(digest, reading);
    return reading;
  }

  return ({ digest }, signal) => readOnce(digest, signal);
}

/** The entries of a manifest, none if it is no index; undefined if it cannot be read. */
async function readEntries(
  store: Pick<Store, "fetchManifest">,
  digest: string,
  signal: AbortSignal,
): Promise<readonly Descriptor[] | undefined> {
  signal.throwIfAborted();
  const what = `manifest ${digest}`;
  try {
    const { kind, content } = detectManifest(await store.fetchManifest({ digest }, signal), what);
    return kind === "index" ? decodeIndex(content.bytes, what).manifests : [];
  } catch (error) {
    if (isNotFound(error)) {
      return [];
    }
    // Refused, malformed, too large, or not what its digest says.
    if (error instanceof EngineError && (!error.retryable || error.code === "digest_mismatch")) {
      return undefined;
    }
    throw error;
  }
}

/** Whether a manifest served with this type may be an index: one of an unknown type may. */
function mayBeIndex(mediaType: string): boolean {
  const kind = manifestKind(mediaType);
  return kind === undefined || kind === "index";
}
