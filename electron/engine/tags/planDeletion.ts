import { randomUUID } from "node:crypto";
import pLimit from "p-limit";
import {
  type AffectedManifest,
  type DeletedTag,
  type Deletion,
  type DeletionPlan,
  maxDeletedTags,
  type ReferrerListing,
} from "../../../shared/deletion.ts";
import type { OverwriteRules } from "../../../shared/settings.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import { EngineError, isNotFound } from "../errors.ts";
import { parseDigest } from "../oci/digest.ts";
import { tagName } from "../oci/tagName.ts";
import type { RegistryStore } from "../stores/registry/registryStore.ts";
import { checkDeletionRules } from "./checkDeletionRules.ts";
import { findDependents, groupByDigest, type SelectedManifest } from "./findDependents.ts";
import { orderManifests } from "./orderManifests.ts";
import { type ReadBackup, readBackups, type UnreadManifest } from "./readBackups.ts";
import { readDigests } from "./readDigests.ts";
import { type ScanContext, scanTags } from "./scanTags.ts";

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

interface DeletionContext extends ScanContext {
  readonly rules: OverwriteRules;
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
  request: DeletionRequest,
  context: DeletionContext,
  signal: AbortSignal,
): Promise<PlannedDeletion> {
  const { store, tags, digests = [] } = request;
  const { repository } = store;
  const ways = await store.probeDeletes(signal);
  const by = chooseWay(ways, digests.length > 0 ? "digest" : request.by, repository);
  const selected = await readDigests(store, { tags: [...new Set(tags)] }, signal);
  const named = await readManifests(store, digests, signal);
  if (selected.length + named.length === 0) {
    const what = tags.length > 0 ? "tags" : "manifests";
    throw new EngineError("not_found", `${repository} has none of these ${what} any more.`);
  }
  const scan = await scanTags(store, { by, selected, ...context }, signal);
  const groups = groupByDigest([...selected, ...named], scan.tags);
  const { affected, unread } = await findDependents(store, { by, groups, scan }, signal);
  const backups = await readBackups(store, { by, manifests: affected }, signal);
  const manifests = await describeManifests(store, { by, affected, backups }, signal);
  const deleted = deletedTags(repository, by, manifests);
  const plan: DeletionPlan = {
    version: 1,
    id: randomUUID(),
    kind: "delete",
    madeAt: new Date().toISOString(),
    repository,
    by,
    tags: deleted,
    ways,
    areOtherTagsKnown: scan.isWhole,
    missing: [
      ...missingOf(tags, new Set(selected.map(({ tag }) => tag))),
      ...missingOf(digests, new Set(named.map(({ digest }) => digest))),
    ],
    unreadTags: unread,
    manifests,
  };
  checkDeletionRules(plan, context.rules);
  if (deleted.length > maxDeletedTags) {
    throw new EngineError("too_large", `${deleted.length} tags would be deleted.`, {
      hint: `Select fewer: at most ${maxDeletedTags} are deleted together.`,
    });
  }
  const searched = new Map(scan.tags.map(({ tag, digest }) => [tag, digest]));
  return { plan, searched, backups };
}

/** Puts manifests in the order of their deletion, with what is kept of them and the lists that name them. */
async function describeManifests(
  store: RegistryStore,
  {
    by,
    affected,
    backups,
  }: {
    readonly by: Deletion["by"];
    readonly affected: readonly UnreadManifest[];
    readonly backups: PlannedDeletion["backups"];
  },
  signal: AbortSignal,
): Promise<readonly AffectedManifest[]> {
  const ordered = orderManifests(affected, (digest) => backups.get(digest)?.children ?? []);
  return await Promise.all(
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
}

/** The tags that go; of a manifest without a tag its digest. */
function deletedTags(
  repository: string,
  by: Deletion["by"],
  manifests: readonly AffectedManifest[],
): readonly DeletedTag[] {
  return manifests.flatMap(({ digest, tags, otherTags }): readonly DeletedTag[] => {
    const names = [...tags, ...(by === "digest" ? otherTags : [])];
    return names.length === 0
      ? [{ name: `${repository}@${digest}`, before: digest }]
      : names.map((tag) => ({ name: tagName(repository, tag), tag, before: digest }));
  });
}

/** What was asked for and was not found, each once. */
function missingOf(asked: readonly string[], found: ReadonlySet<string>): readonly string[] {
  return [...new Set(asked)].filter((each) => !found.has(each));
}

/** Resolves digests that exist. @throws EngineError `digest_invalid` if one is malformed */
async function readManifests(
  store: RegistryStore,
  digests: readonly string[],
  signal: AbortSignal,
): Promise<readonly SelectedManifest[]> {
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
