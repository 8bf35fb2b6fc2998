import type {
  AffectedManifest,
  Deletion,
  DeletionPlan,
  ManifestReference,
} from "../../../shared/deletion.ts";
import { EngineError } from "../errors.ts";
import { parseDigest } from "../oci/digest.ts";
import type { RegistryStore } from "../stores/registry/registryStore.ts";
import { findIndexes } from "./findIndexes.ts";
import type { UnreadManifest } from "./readBackups.ts";
import type { ResolvedTag } from "./readDigests.ts";
import type { TagScan } from "./scanTags.ts";

/** A manifest to delete, by a tag or its digest. */
export type SelectedManifest = Omit<ResolvedTag, "tag"> & { readonly tag?: string | undefined };

/** A manifest to delete or to untag, before it is known what depends on it. */
type ManifestGroup = Pick<AffectedManifest, "digest" | "tags" | "otherTags"> & {
  readonly mediaType: string;
};

/** Groups what was selected by digest. @param all the tags whose digests are known */
export function groupByDigest(
  selected: readonly SelectedManifest[],
  all: readonly ResolvedTag[],
): readonly ManifestGroup[] {
  const chosen = new Set(selected.map(({ tag }) => tag));
  return [...Map.groupBy(selected, ({ digest }) => digest)].map(([digest, group]) => ({
    digest,
    mediaType: group[0]?.mediaType ?? "",
    tags: group.flatMap(({ tag }) => tag ?? []),
    otherTags: all.flatMap((each) =>
      each.digest === digest && !chosen.has(each.tag) ? [each.tag] : [],
    ),
  }));
}

/** Finds the indexes that list manifests which go, and what refers to them. */
export async function findDependents(
  store: RegistryStore,
  {
    by,
    groups,
    scan,
  }: {
    readonly by: Deletion["by"];
    readonly groups: readonly ManifestGroup[];
    readonly scan: TagScan;
  },
  signal: AbortSignal,
): Promise<{
  readonly affected: readonly UnreadManifest[];
  readonly unread: DeletionPlan["unreadTags"];
}> {
  // Some registries delete a manifest with its last tag.
  const going = groups.filter(({ otherTags }) => by === "digest" || otherTags.length === 0);
  const { found, unread } = await findIndexes(
    store,
    {
      digests: new Set(going.map(({ digest }) => digest)),
      tags: scan.isWhole ? scan.tags : [],
    },
    signal,
  );
  const affected = await Promise.all(
    groups.map(async (group): Promise<UnreadManifest> => ({
      ...group,
      indexes: found.get(group.digest) ?? [],
      referrers: await findReferrers(store, group.digest, signal),
      digestTags: digestTagsOf(group.digest, scan.listed),
    })),
  );
  return { affected, unread };
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
