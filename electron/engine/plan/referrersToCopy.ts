import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { EngineError, isNotFound } from "../errors.ts";
import type { ReferrersCache } from "../stores/referrersCache.ts";
import type { Store } from "../stores/store.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import { cosignTags } from "../oci/cosignTags.ts";
import type { PushSource } from "./pushSource.ts";
import { shouldCopyReferrer } from "../compose/shouldCopyReferrer.ts";

/** A tag that names something of a digest: cosign's `sha256-….sig`. */
export interface DigestTag {
  readonly tag: string;
  readonly content: Descriptor;
}

/** What goes along with a manifest. */
export interface FoundReferrers {
  readonly referrers: readonly Descriptor[];
  /** What tags of its digest name. */
  readonly tagged: readonly Descriptor[];
}

/** Finds what goes along with a manifest: its referrers, and what stands under the tags of its digest. */
export class ReferrerFinder {
  readonly #digestTags = new Map<string, DigestTag>();
  readonly #subject: PushSource;
  readonly #referrers: ReferrersCache;
  readonly #signal: AbortSignal;
  /** The tags of a repository, asked once. */
  readonly #tags = new Map<Store, Promise<ReadonlySet<string> | undefined>>();

  constructor(subject: PushSource, referrers: ReferrersCache, signal: AbortSignal) {
    this.#subject = subject;
    this.#referrers = referrers;
    this.#signal = signal;
  }

  /** Those found so far, each once. */
  get digestTags(): readonly DigestTag[] {
    return [...this.#digestTags.values()];
  }

  /**
   * Say what is going to be asked for, so that it takes fewer requests.
   * @returns to be called when it was
   */
  expect(manifests: readonly { readonly digest: string; readonly from: Store }[]): () => void {
    if (this.#subject.copyReferrers.referrers === "none") return () => {};
    const digests = new Map<Store, string[]>();
    for (const { digest, from } of manifests) {
      const inStore = digests.get(from) ?? [];
      inStore.push(digest);
      digests.set(from, inStore);
    }
    const expected = [...digests].map(([store, inStore]) =>
      this.#referrers.prepare(store, inStore, this.#signal),
    );
    return () => {
      for (const over of expected) over();
    };
  }

  async of(digest: string, from: Store): Promise<FoundReferrers> {
    const { copyReferrers } = this.#subject;
    const [found, tagged] = await Promise.all([
      copyReferrers.referrers === "none" ? [] : this.#referrers.get(from, digest, this.#signal),
      copyReferrers.digestTags ? this.#tagged(digest, from) : [],
    ]);
    for (const tag of tagged) this.#digestTags.set(tag.tag, tag);
    return {
      referrers: found.filter((referrer) => shouldCopyReferrer(referrer, copyReferrers.referrers)),
      tagged: tagged.map(({ content }) => content),
    };
  }

  async #tagged(digest: string, from: Store): Promise<readonly DigestTag[]> {
    const tags = this.#tags.get(from) ?? this.#list(from);
    this.#tags.set(from, tags);
    const there = await tags;
    // Where the list is refused, each tag is asked for by its name.
    const names = cosignTags(digest).filter((tag) => there?.has(tag) ?? true);
    const found = await allOrAbort(names, this.#signal, async (tag, until) => {
      try {
        const { mediaType, digest: named, bytes } = await from.fetchManifest({ tag }, until);
        return [{ tag, content: { mediaType, digest: named, size: bytes.byteLength } }];
      } catch (error) {
        if (isNotFound(error)) return [];
        throw error;
      }
    });
    return found.flat();
  }

  async #list(from: Store): Promise<ReadonlySet<string> | undefined> {
    try {
      return new Set(await from.listTags(this.#signal));
    } catch (error) {
      this.#signal.throwIfAborted();
      if (error instanceof EngineError) return undefined;
      throw error;
    }
  }
}
