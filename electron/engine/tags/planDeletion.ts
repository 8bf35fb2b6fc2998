import { randomUUID } from "node:crypto";
import pLimit from "p-limit";
import {
  type AffectedManifest,
  type DeletedTag,
  type Deletion,
  type DeletionPlan,
  maxDeletedTags,
  type ManifestReference,
  type ReferrerListing,
} from "../../../shared/deletion.ts";
import type { OverwriteRules } from "../../../shared/settings.ts";
import type { TagList } from "../compose/suggestions/tagLists.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import { EngineError, isNotFound } from "../errors.ts";
import { parseDigest } from "../oci/digest.ts";
import { tagName } from "../oci/tagName.ts";
import type { RegistryStore } from "../stores/registry/registryStore.ts";
import { checkDeletionRules } from "./checkDeletionRules.ts";
import { findIndexes } from "./findIndexes.ts";
import { orderManifests } from "./orderManifests.ts";
import { type ReadBackup, readBackups, type UnreadManifest } from "./readBackups.ts";
import { readDigests, type ResolvedTag } from "./readDigests.ts";
import { findTagListGap } from "./tagListGap.ts";

/** Tags of a repository that are all read although only tags are deleted, to say which ones keep the manifest. */
const maxReadForTags = 1000;

/** Manifests that are resolved at the same time. */
const maxConcurrent = 24;

/** Tags or manifests to delete. */
export interface DeletionRequest {
  readonly store: RegistryStore;
  readonly tags: readonly string[];
  /** Manifests, whether tags point to them or not; these are deleted by digest. */
  readonly digests?: readonly string[] | undefined;
  /** Undefined: tags alone where the registry can do that. */
  readonly by: Deletion["by"] | undefined;
}

interface DeletionContext {
  readonly rules: OverwriteRules;
  /** Lists the tags of the repository, read now. */
  readonly listTags: (signal: AbortSignal) => Promise<TagList>;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** A deletion to review, and what its execution compares. */
export interface PlannedDeletion {
  readonly plan: DeletionPlan;
  /** The digests of the tags that were searched for what depends on the manifests. */
  readonly searched: ReadonlyMap<string, string>;
  /** What to keep of the manifests, by digest. */
  readonly backups: ReadonlyMap<string, ReadBackup>;
}

/**
 * Plans to delete tags or manifests, and finds out what else would go: other tags of their digests, indexes that list
 * them, and what refers to them. Deletes nothing.
 * @throws EngineError `registry_refused` if the registry cannot delete this way, `denied`, `not_found`, `tag_protected`,
 * `too_large`, `registry_invalid` if not all tags of a digest can be found
 */
export async function planDeletion(
  { store, tags, digests = [], by: wanted }: DeletionRequest,
  { rules, listTags, onProgress }: DeletionContext,
  signal: AbortSignal,
): Promise<PlannedDeletion> {
  const { repository } = store;
  const ways = await store.probeDeletes(signal);
  const by = chooseWay(ways, digests.length > 0 ? "digest" : wanted, repository);
  const selected = await readDigests(store, { tags: [...new Set(tags)] }, signal);
  const named = await readManifests(store, digests, signal);
  if (selected.length + named.length === 0) {
    const what = tags.length > 0 ? "tags" : "manifests";
    throw new EngineError("not_found", `${repository} has none of these ${what} any more.`);
  }
  const chosen = new Set(selected.map(({ tag }) => tag));
  const list = await listTags(signal);
  const gap = findTagListGap(repository, list, [...chosen]);
  if (by === "digest" && gap !== undefined) {
    throw gap;
  }
  const isScanned = by === "digest" || (gap === undefined && list.tags.length <= maxReadForTags);
  const total = list.tags.length;
  const all = isScanned
    ? await readDigests(
        store,
        { tags: list.tags, onProgress: (done) => onProgress?.(done, total) },
        signal,
      )
    : selected;
  const groups = [...Map.groupBy([...selected, ...named], ({ digest }) => digest)].map(
    ([digest, group]) => ({
      digest,
      mediaType: group[0]?.mediaType ?? "",
      tags: group.flatMap(({ tag }) => tag ?? []),
      otherTags: all.flatMap((each) =>
        each.digest === digest && !chosen.has(each.tag) ? [each.tag] : [],
      ),
    }),
  );
  // Some registries delete a manifest with its last tag.
  const going = groups.filter(({ otherTags }) => by === "digest" || otherTags.length === 0);
  const { found, unread } = await findIndexes(
    store,
    { digests: new Set(going.map(({ digest }) => digest)), tags: isScanned ? all : [] },
    signal,
  );
  const affected = await Promise.all(
    groups.map(async (group): Promise<UnreadManifest> => ({
      ...group,
      indexes: found.get(group.digest) ?? [],
      referrers: await findReferrers(store, group.digest, signal),
      digestTags: digestTagsOf(group.digest, list.tags),
    })),
  );
  const backups = await readBackups(store, { by, manifests: affected }, signal);
  const ordered = orderManifests(affected, (digest) => backups.get(digest)?.children ?? []);
  const manifests = await Promise.all(
    ordered.map(async (manifest): Promise<AffectedManifest> => {
      const { state = { kind: "whole" } as const, subject } = backups.get(manifest.digest) ?? {};
      const listing =
        by === "digest" && subject !== undefined
          ? await findListing(store, { subject, digest: manifest.digest }, signal)
          : undefined;
      return {
        ...manifest,
        // The list does not break: the manifest is removed from it.
        indexes: manifest.indexes.filter(({ tag }) => tag === undefined || tag !== listing?.tag),
        backup: state,
        ...(listing ? { listing } : {}),
      };
    }),
  );
  const deleted = manifests.flatMap(({ digest, tags: own, otherTags }): readonly DeletedTag[] => {
    const names = [...own, ...(by === "digest" ? otherTags : [])];
    return names.length === 0
      ? [{ name: `${repository}@${digest}`, before: digest }]
      : names.map((tag) => ({ name: tagName(repository, tag), tag, before: digest }));
  });
  const plan: DeletionPlan = {
    version: 1,
    id: randomUUID(),
    kind: "delete",
    madeAt: new Date().toISOString(),
    repository,
    by,
    tags: deleted,
    ways,
    areOtherTagsKnown: isScanned,
    missing: [
      ...new Set(tags.filter((tag) => !chosen.has(tag))),
      ...new Set(digests.filter((digest) => !named.some((each) => each.digest === digest))),
    ],
    unreadTags: unread,
    manifests,
  };
  checkDeletionRules(plan, rules);
  if (deleted.length > maxDeletedTags) {
    throw new EngineError("too_large", `${deleted.length} tags would be deleted.`, {
      hint: `Select fewer: at most ${maxDeletedTags} are deleted together.`,
    });
  }
  return { plan, searched: new Map(all.map(({ tag, digest }) => [tag, digest])), backups };
}

/** Resolves digests that exist. @throws EngineError `digest_invalid` if one is malformed */
async function readManifests(
  store: RegistryStore,
  digests: readonly string[],
  signal: AbortSignal,
): Promise<readonly (Omit<ResolvedTag, "tag"> & { readonly tag?: undefined })[]> {
  const limit = pLimit(maxConcurrent);
  const found = await allOrAbort([...new Set(digests)], signal, async (digest, until) => {
    parseDigest(digest);
    try {
      const { mediaType } = await limit(() => store.resolve({ digest }, until));
      return [{ digest, mediaType }];
    } catch (error) {
      if (isNotFound(error)) {
        return [];
      }
      throw error;
    }
  });
  return found.flat();
}

function chooseWay(
  ways: DeletionPlan["ways"],
  wanted: Deletion["by"] | undefined,
  repository: string,
): Deletion["by"] {
  const [first] = ways;
  if (first === undefined) {
    throw new EngineError("registry_refused", `The registry deletes nothing from ${repository}.`, {
      hint: "Deletion is switched off (REGISTRY_STORAGE_DELETE_ENABLED in distribution), or the registry deletes on its own page only.",
    });
  }
  if (wanted !== undefined && !ways.includes(wanted)) {
    throw new EngineError(
      "registry_refused",
      wanted === "tag"
        ? `The registry of ${repository} cannot delete a tag alone.`
        : `The registry of ${repository} does not delete by digest.`,
    );
  }
  return wanted ?? (ways.includes("tag") ? "tag" : first);
}

/** Finds the list of referrers that clients keep and that names a manifest to delete. */
async function findListing(
  store: RegistryStore,
  entry: { readonly subject: string; readonly digest: string },
  signal: AbortSignal,
): Promise<ReferrerListing | undefined> {
  const tag = await store.findFallbackTag(entry, signal);
  return tag === undefined ? undefined : { tag, subject: entry.subject };
}

/** Reads what refers to a manifest, past the cache: another client may have signed it since. */
async function findReferrers(
  store: RegistryStore,
  digest: string,
  signal: AbortSignal,
): Promise<readonly ManifestReference[] | undefined> {
  try {
    return (await store.referrers(digest, signal)).map((each) => ({
      digest: each.digest,
      ...(each.artifactType ? { artifactType: each.artifactType } : {}),
    }));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EngineError) {
      return undefined;
    }
    throw error;
  }
}

function digestTagsOf(digest: string, tags: readonly string[]): readonly string[] {
  const { algorithm, hex } = parseDigest(digest);
  const start = `${algorithm}-${hex}`;
  return tags.filter((tag) => tag.startsWith(start));
}
