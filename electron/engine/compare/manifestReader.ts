import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { ComputedPreview } from "../compose/preview.ts";
import { fetchFirst } from "../compose/editedManifests.ts";
import { findEntry } from "../compose/findEntry.ts";
import { isNotFound } from "../errors.ts";
import type { Content } from "../oci/content.ts";
import type { ReferrersCache } from "../stores/referrersCache.ts";
import type { Store } from "../stores/store.ts";

/** A manifest, and where its blobs are. */
export interface FoundManifest {
  readonly content: Content;
  readonly blobs: Pick<Store, "fetchBlob" | "openBlob">;
}

/** Reads what one side of a comparison points to. Stores remember what they fetched by digest. */
export interface ManifestReader {
  /** The repository in which a digest can be inspected; undefined if it exists nowhere yet. */
  repositoryOf(digest: string): string | undefined;
  /** @throws EngineError `not_found` */
  fetch(entry: Descriptor, signal: AbortSignal): Promise<FoundManifest>;
  /** Lists the manifests whose subject is the digest. */
  referrers(digest: string, signal: AbortSignal): Promise<readonly Descriptor[]>;
  /** Fetches the manifest of a tag beside the image. @returns undefined if there is none */
  fetchTag(tag: string, signal: AbortSignal): Promise<FoundManifest | undefined>;
}

/** Reads from one store. */
export function storeReader(store: Store, referrers: ReferrersCache): ManifestReader {
  return {
    repositoryOf: () => store.repository,
    async fetch(entry, signal) {
      const { content } = await fetchFirst(entry, [store], signal);
      return { content, blobs: store };
    },
    referrers: async (digest, signal) => await referrers.get(store, digest, signal),
    async fetchTag(tag, signal) {
      try {
        return { content: await store.fetchManifest({ tag }, signal), blobs: store };
      } catch (error) {
        if (isNotFound(error)) {
          return undefined;
        }
        throw error;
      }
    },
  };
}

/** Reads what the result of a preview points to: from the stores of its sources, or as the draft edits it. */
export function previewReader(
  { sources, composition }: ComputedPreview,
  referrers: ReferrersCache,
): ManifestReader {
  const edited = new Map(
    [...(composition?.manifests.values() ?? [])].map((made) => [made.content.digest, made]),
  );
  const allStores = [...new Set(sources.map(({ store }) => store))];
  /** The stores that list an entry first; attestations found as referrers are listed by none. */
  const storesOf = (digest: string): readonly Store[] => [
    ...new Set([...(findEntry(digest, sources)?.stores ?? []), ...allStores]),
  ];
  return {
    repositoryOf: (digest) => (edited.has(digest) ? undefined : storesOf(digest)[0]?.repository),
    async fetch(entry, signal) {
      const made = edited.get(entry.digest);
      if (made === undefined) {
        const { content, store } = await fetchFirst(entry, storesOf(entry.digest), signal);
        return { content, blobs: store };
      }
      const { content, config, before } = made;
      const { store } = await fetchFirst(
        { ...entry, digest: before.digest },
        storesOf(before.digest),
        signal,
      );
      return {
        content,
        blobs: {
          fetchBlob: async (blob, until) =>
            blob.digest === config?.digest ? config.bytes : await store.fetchBlob(blob, until),
          openBlob: async (blob, until, ...part) => await store.openBlob(blob, until, ...part),
        },
      };
    },
    async referrers(digest, signal) {
      const store = edited.has(digest) ? undefined : storesOf(digest)[0];
      return store === undefined ? [] : await referrers.get(store, digest, signal);
    },
    fetchTag: async () => undefined,
  };
}
