import { randomUUID } from "node:crypto";
import pLimit from "p-limit";
import {
  type AffectedManifest,
  type Deletion,
  type DeletionPlan,
  maxDeletedTags,
  type ManifestReference,
} from "../../../shared/deletion.ts";
import { isIndexType } from "../../../shared/oci/mediaTypes.ts";
import { describeOverwriteRule, findOverwriteRule } from "../../../shared/overwriteRules.ts";
import type { OverwriteRules } from "../../../shared/settings.ts";
import type { TagList } from "../compose/suggestions/tagLists.ts";
import { EngineError } from "../errors.ts";
import { decodeIndex } from "../oci/decode.ts";
import { parseDigest } from "../oci/digest.ts";
import { tagName } from "../oci/tagName.ts";
import type { ReferrersCache } from "../stores/referrersCache.ts";
import type { RegistryStore } from "../stores/registry/registryStore.ts";
import { readDigests, type ResolvedTag } from "./readDigests.ts";

/** Tags of a repository that are all read although only tags are deleted, to say which ones keep the manifest. */
const maxReadForTags = 1000;

/** Indexes that are read at the same time. */
const maxIndexReads = 8;

/** Tags to delete. */
export interface DeletionRequest {
  readonly store: RegistryStore;
  readonly tags: readonly string[];
  /** Omitted: tags alone where the registry can do that. */
  readonly by: Deletion["by"] | undefined;
}

interface DeletionContext {
  readonly referrers: ReferrersCache;
  readonly rules: OverwriteRules;
  /** Lists the tags of the repository, read now. */
  readonly listTags: (signal: AbortSignal) => Promise<TagList>;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Plans to delete tags, and finds out what else would go: other tags of their digests, indexes that list them, and what
 * refers to them. Deletes nothing.
 * @throws EngineError `registry_refused` if the registry cannot delete this way, `denied`, `not_found`, `tag_protected`,
 * `too_large` if the repository has too many tags to find all of a digest
 */
export async function planDeletion(
  { store, tags, by: wanted }: DeletionRequest,
  { referrers, rules, listTags, onProgress }: DeletionContext,
  signal: AbortSignal,
): Promise<DeletionPlan> {
  const { repository } = store;
  const ways = await store.probeDeletes(signal);
  const by = chooseWay(ways, wanted, repository);
  const selected = await readDigests(store, { tags }, signal);
  if (selected.length === 0) {
    throw new EngineError("not_found", `${repository} has none of these tags any more.`);
  }
  const list = await listTags(signal);
  if (by === "digest" && !list.isComplete) {
    throw tooManyTags(repository);
  }
  const isScanned = by === "digest" || (list.isComplete && list.tags.length <= maxReadForTags);
  const total = list.tags.length;
  const all = isScanned
    ? await readDigests(
        store,
        { tags: list.tags, onProgress: (done) => onProgress?.(done, total) },
        signal,
      )
    : selected;
  const chosen = new Set(selected.map(({ tag }) => tag));
  const groups = Map.groupBy(selected, ({ digest }) => digest);
  const indexes = by === "digest" ? await findIndexes(store, { all, groups }, signal) : new Map();
  const manifests = await Promise.all(
    [...groups].map(async ([digest, group]): Promise<AffectedManifest> => ({
      digest,
      mediaType: group[0]?.mediaType ?? "",
      tags: group.map(({ tag }) => tag),
      otherTags: all.flatMap((each) =>
        each.digest === digest && !chosen.has(each.tag) ? [each.tag] : [],
      ),
      indexes: indexes.get(digest) ?? [],
      referrers: await findReferrers(store, { digest, referrers }, signal),
      digestTags: digestTagsOf(digest, list.tags),
    })),
  );
  const deleted = manifests.flatMap(({ digest, tags: own, otherTags }) =>
    [...own, ...(by === "digest" ? otherTags : [])].map((tag) => ({
      name: tagName(repository, tag),
      tag,
      before: digest,
    })),
  );
  checkRules(deleted, rules);
  if (deleted.length > maxDeletedTags) {
    throw new EngineError("too_large", `${deleted.length} tags would be deleted.`, {
      hint: `Select fewer: at most ${maxDeletedTags} are deleted together.`,
    });
  }
  return {
    version: 1,
    id: randomUUID(),
    kind: "delete",
    madeAt: new Date().toISOString(),
    repository,
    by,
    tags: deleted,
    ways,
    areOtherTagsKnown: isScanned,
    manifests,
  };
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

/** The error for a repository whose tags cannot all be compared with a digest. */
export function tooManyTags(repository: string): EngineError {
  return new EngineError(
    "too_large",
    `${repository} has too many tags to find all that point to a digest.`,
    { hint: "The registry deletes by digest only, which would delete tags that nobody has seen." },
  );
}

/** Finds the tagged indexes that list a digest. Nested and untagged indexes are not searched. */
async function findIndexes(
  store: RegistryStore,
  {
    all,
    groups,
  }: {
    readonly all: readonly ResolvedTag[];
    readonly groups: ReadonlyMap<string, readonly ResolvedTag[]>;
  },
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly ManifestReference[]>> {
  const found = new Map<string, ManifestReference[]>();
  const candidates = new Map(
    all
      .filter(({ digest, mediaType }) => isIndexType(mediaType) && !groups.has(digest))
      .map((each) => [each.digest, each] as const),
  );
  await pLimit(maxIndexReads).map([...candidates.values()], async ({ tag, digest }) => {
    const { bytes } = await store.fetchManifest({ digest }, signal);
    for (const entry of readEntries(bytes, digest)) {
      if (groups.has(entry)) {
        found.set(entry, [...(found.get(entry) ?? []), { digest, tag }]);
      }
    }
  });
  return found;
}

/** The digests that an index lists; none if it is malformed. */
function readEntries(bytes: Uint8Array, digest: string): readonly string[] {
  try {
    return [...new Set(decodeIndex(bytes, `index ${digest}`).manifests.map((each) => each.digest))];
  } catch (error) {
    if (error instanceof EngineError) {
      return [];
    }
    throw error;
  }
}

async function findReferrers(
  store: RegistryStore,
  { digest, referrers }: { readonly digest: string; readonly referrers: ReferrersCache },
  signal: AbortSignal,
): Promise<readonly ManifestReference[] | undefined> {
  try {
    return (await referrers.get(store, digest, signal)).map((each) => ({
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

/** @throws EngineError `tag_protected`: deleting a tag would make way for other content */
export function checkRules(
  tags: readonly { readonly name: string; readonly tag: string }[],
  rules: OverwriteRules,
): void {
  for (const tag of tags) {
    const rule = findOverwriteRule(tag, rules);
    if (rule !== undefined) {
      throw new EngineError(
        "tag_protected",
        `${tag.name} cannot be deleted. ${describeOverwriteRule(rule)}`,
        { hint: "Leave it out, or change the rule under Registries." },
      );
    }
  }
}
