import type { CopyReferrers } from "../../../shared/draft.ts";
import { attestedDigest } from "../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { Plan } from "../../../shared/plan.ts";
import type { Composition } from "../compose/composition.ts";
import type { Content } from "../oci/content.ts";
import type { Store } from "../stores/store.ts";

/** The content to push, and the stores that have it. */
export interface PushSource {
  readonly kind: Plan["kind"];
  readonly root: Content;
  /** The stores that list a direct child of the root. */
  readonly storesOf: (digest: string) => readonly Store[];
  /** The stores that a manifest was fetched from a moment ago, which need not be asked for it again. */
  readonly fetchedFrom: (digest: string) => readonly Store[];
  /** The store that the root was fetched from if it is a copy; undefined if it was composed. */
  readonly rootStore: Store | undefined;
  /** Manifests and configs below the root that the push creates, by digest. */
  readonly created: ReadonlyMap<string, Content>;
  /** Created manifests that are pushed with their subject, by its digest. */
  readonly createdReferrers?: ReadonlyMap<string, readonly Descriptor[]>;
  readonly copyReferrers: CopyReferrers;
  /** An equivalent command line; empty if there is none or `planCommand` derives it from the plan. */
  readonly command: string;
}

/** Milliseconds after which a fetched manifest is checked again. */
const freshMs = 10_000;

/** Returns the source of a push of a composed index. */
export function composedSource(
  composition: Composition,
  copyReferrers: CopyReferrers,
  command: string,
): PushSource {
  const { sources, combination, filtered } = composition;
  const added = new Map(filtered.added.map((entry) => [entry.digest, entry]));
  const edited = [...filtered.edited.values()];
  const before = new Map(edited.map((made) => [made.content.digest, made.before.digest]));
  const created = edited.flatMap(({ content, config }) => [content, ...(config ? [config] : [])]);
  const storesOf = (digest: string): readonly Store[] => {
    // The layers of an edited manifest are where the manifest before the edit is.
    const named = [digest, before.get(digest) ?? digest].flatMap(
      (each) => combination.named.get(each) ?? [],
    );
    if (named.length > 0) {
      return [...new Set(named.flatMap((position) => sources[position]?.store ?? []))];
    }
    // An attestation found as a referrer is in the repositories of its image.
    const attestation = added.get(digest);
    const image = attestation && attestedDigest(attestation);
    return image === undefined ? [] : storesOf(image);
  };
  const fetched = Map.groupBy(
    sources.filter(({ fetchedAt }) => Date.now() - fetchedAt <= freshMs),
    ({ content }) => content.digest,
  );
  return {
    kind: "compose",
    root: filtered.content,
    storesOf,
    fetchedFrom: (digest) => (fetched.get(digest) ?? []).map(({ store }) => store),
    rootStore: filtered.origin === "copy" ? sources[0]?.store : undefined,
    created: new Map(
      created.flatMap(({ mediaType, digest, bytes }) =>
        digest === filtered.content.digest ? [] : [[digest, { mediaType, digest, bytes }] as const],
      ),
    ),
    copyReferrers,
    command,
  };
}

/** Returns the source of a retag: the same bytes under other tags. */
export function retagSource(root: Content, store: Store, copyReferrers: CopyReferrers): PushSource {
  return {
    kind: "retag",
    root,
    storesOf: () => [store],
    fetchedFrom: (digest) => (digest === root.digest ? [store] : []),
    rootStore: store,
    created: new Map(),
    copyReferrers,
    command: "",
  };
}

/**
 * Returns the source of a repair: content that a store has, with parts that it lost.
 * @param donor has the missing parts
 */
export function repairSource(root: Content, store: Store, donors: readonly Store[]): PushSource {
  return {
    kind: "repair",
    root,
    storesOf: () => [store, ...donors],
    fetchedFrom: (digest) => (digest === root.digest ? [store] : []),
    rootStore: store,
    created: new Map(),
    copyReferrers: { referrers: "none", digestTags: false },
    command: "",
  };
}

/** What the journal knows of content besides its root. */
export interface LoggedContent {
  /** Manifests and configs that the push created, by digest. */
  readonly created: ReadonlyMap<string, Content>;
  /** The stores that the push copied or mounted from. */
  readonly stores: readonly Store[];
  /** Those of `created` that have a subject, by its digest. */
  readonly referrers?: ReadonlyMap<string, readonly Descriptor[]>;
}

/**
 * Returns the source of a restore: content that a tag had, in the tag's own repository.
 * @param logged for content that the repository may have deleted since
 */
export function restoreSource(root: Content, store: Store, logged?: LoggedContent): PushSource {
  const stores = [...new Set([store, ...(logged?.stores ?? [])])];
  return {
    kind: "restore",
    root,
    storesOf: () => stores,
    fetchedFrom: () => [],
    // The registry may have deleted the manifest; the journal has its bytes.
    rootStore: undefined,
    created: logged?.created ?? new Map(),
    ...(logged?.referrers ? { createdReferrers: logged.referrers } : {}),
    copyReferrers: { referrers: "none", digestTags: false },
    command: "",
  };
}
