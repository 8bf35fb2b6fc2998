import type { Deletion } from "../../../shared/deletion.ts";
import type { TagList } from "../compose/suggestions/tagLists.ts";
import type { RegistryStore } from "../stores/registry/registryStore.ts";
import { readDigests, type ResolvedTag } from "./readDigests.ts";
import { findTagListGap } from "./tagListGap.ts";

/** Tags of a repository that are all read although only tags are deleted, to say which ones keep the manifest. */
const maxReadForTags = 1000;

export interface ScanContext {
  /** Lists the tags of the repository, read now. */
  readonly listTags: (signal: AbortSignal) => Promise<TagList>;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** What is known of the tags of a repository. */
export interface TagScan {
  /** All tag names that the registry lists. */
  readonly listed: readonly string[];
  /** The tags whose digests were read: all, or only those to delete. */
  readonly tags: readonly ResolvedTag[];
  /** Whether the digests of all tags were read. */
  readonly isWhole: boolean;
}

/**
 * Reads the digests of all tags where the deletion depends on them: always to delete manifests, and of repositories that
 * are not too large to say which other tags keep a manifest.
 * @throws EngineError `registry_invalid` if manifests are to be deleted and the list of tags has a gap
 */
export async function scanTags(
  store: RegistryStore,
  {
    by,
    selected,
    listTags,
    onProgress,
  }: ScanContext & {
    readonly by: Deletion["by"];
    readonly selected: readonly ResolvedTag[];
  },
  signal: AbortSignal,
): Promise<TagScan> {
  const list = await listTags(signal);
  const gap = findTagListGap(store.repository, list, [...new Set(selected.map(({ tag }) => tag))]);
  if (by === "digest" && gap !== undefined) {
    throw gap;
  }
  const { tags: listed } = list;
  const isWhole = by === "digest" || (gap === undefined && listed.length <= maxReadForTags);
  if (!isWhole) {
    return { listed, tags: selected, isWhole };
  }
  const reading = {
    tags: listed,
    onProgress: (done: number) => onProgress?.(done, listed.length),
  };
  return { listed, tags: await readDigests(store, reading, signal), isWhole };
}
