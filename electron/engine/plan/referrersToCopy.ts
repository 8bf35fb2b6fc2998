import type { CopyReferrers } from "../../../shared/draft.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import { shouldCopyReferrer } from "../compose/shouldCopyReferrer.ts";
import { EngineError, isNotFound } from "../errors.ts";
import { cosignTags } from "../oci/cosignTags.ts";
import type { ReferrersCache } from "../stores/referrersCache.ts";
import type { Store } from "../stores/store.ts";

/** A tag derived from a digest, such as cosign's `sha256-….sig`, and the content that it points to. */
export interface DigestTag {
  readonly tag: string;
  readonly content: Descriptor;
}

/** The content to copy together with a manifest. */
export interface FoundReferrers {
  readonly referrers: readonly Descriptor[];
  /** The content of the manifest's digest tags. */
  readonly tagged: readonly Descriptor[];
}

/** Finds the referrers and digest tags to copy together with a manifest, as the draft's `copyReferrers` says. */
export class ReferrersToCopy {
  readonly #digestTags = new Map<string, DigestTag>();
  readonly #copyReferrers: CopyReferrers;
  readonly #cache: ReferrersCache;
  readonly #signal: AbortSignal;
  /** The tags of each repository; undefined if the registry does not list them. */
  readonly #tags = new Map<Store, Promise<ReadonlySet<string> | undefined>>();

  constructor(copyReferrers: CopyReferrers, cache: ReferrersCache, signal: AbortSignal) {
    this.#copyReferrers = copyReferrers;
    this.#cache = cache;
    this.#signal = signal;
  }

  /** The digest tags found so far, each once. */
  get digestTags(): readonly DigestTag[] {
    return [...this.#digestTags.values()];
  }

  /**
   * Announces the manifests that `find` is going to be called for, so that stores can prefetch their referrers.
   * @returns a function to call after the last `find`
   */
  prepare(manifests: readonly { readonly digest: string; readonly from: Store }[]): () => void {
    if (this.#copyReferrers.referrers === "none") {
      return () => {};
    }
    const byStore = Map.groupBy(manifests, ({ from }) => from);
    const releases = [...byStore].map(([store, expected]) =>
      this.#cache.prepare(
        store,
        expected.map(({ digest }) => digest),
        this.#signal,
      ),
    );
    return () => {
      for (const release of releases) {
        release();
      }
    };
  }

  /** Finds what to copy together with the manifest of a digest. */
  async find(digest: string, from: Store): Promise<FoundReferrers> {
    const { referrers: mode, digestTags } = this.#copyReferrers;
    const [found, tagged] = await Promise.all([
      mode === "none" ? [] : this.#cache.get(from, digest, this.#signal),
      digestTags ? this.#findDigestTags(digest, from) : [],
    ]);
    for (const tag of tagged) {
      this.#digestTags.set(tag.tag, tag);
    }
    return {
      referrers: found.filter((referrer) => shouldCopyReferrer(referrer, mode)),
      tagged: tagged.map(({ content }) => content),
    };
  }

  async #findDigestTags(digest: string, from: Store): Promise<readonly DigestTag[]> {
    const tags = this.#tags.get(from) ?? this.#listTags(from);
    this.#tags.set(from, tags);
    const existing = await tags;
    // Without a list, each digest tag is requested by name.
    const names = cosignTags(digest).filter((tag) => existing?.has(tag) ?? true);
    const found = await allOrAbort(names, this.#signal, async (tag, until) => {
      try {
        const content = await from.fetchManifest({ tag }, until);
        const { mediaType, digest: tagged, bytes } = content;
        return [{ tag, content: { mediaType, digest: tagged, size: bytes.byteLength } }];
      } catch (error) {
        if (isNotFound(error)) {
          return [];
        }
        throw error;
      }
    });
    return found.flat();
  }

  async #listTags(from: Store): Promise<ReadonlySet<string> | undefined> {
    try {
      return new Set(await from.listTags(this.#signal));
    } catch (error) {
      this.#signal.throwIfAborted();
      if (error instanceof EngineError) {
        return undefined;
      }
      throw error;
    }
  }
}

/**
 * The digests that a target already lists as referrers of a digest. A referrer that is not listed is pushed although
 * the target may have it: a client adds it to the list only after pushing it (distribution-spec 1.1, "Pushing Manifests
 * with Subject"), and an earlier push may have failed in between.
 *
 * @returns an empty set if the target does not answer: pushing a referrer twice changes nothing
 */
export async function listedReferrers(
  target: Store,
  digest: string,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  try {
    const listed = await target.referrers(digest, signal);
    return new Set(listed.map((referrer) => referrer.digest));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EngineError) {
      return new Set();
    }
    throw error;
  }
}
