import type { Deletion } from "../../../shared/deletion.ts";
import type { TagList } from "../compose/suggestions/tagLists.ts";
import { EngineError } from "../errors.ts";
import type { Store } from "../stores/store.ts";
import { findIndexes } from "./findIndexes.ts";
import { readDigests } from "./readDigests.ts";
import { findTagListGap } from "./tagListGap.ts";

/** A deletion by digest that was reviewed. */
interface ReviewedDeletion {
  readonly deletion: Deletion;
  /** The digests of all tags, as the review searched them. */
  readonly searched: ReadonlyMap<string, string>;
  readonly store: Store;
  /** Lists the tags of the repository, read now. */
  readonly listTags: (signal: AbortSignal) => Promise<TagList>;
}

/**
 * Before manifests are deleted: reads all tags of the repository again.
 * @throws EngineError `tag_moved` if one that was not reviewed points to a manifest to delete, or is new or moved and its
 * index lists such a manifest or cannot be read; `too_large`, `registry_invalid` if the list of tags is incomplete
 */
export async function checkUnseenTags(
  { deletion, searched, store, listTags }: ReviewedDeletion,
  signal: AbortSignal,
): Promise<void> {
  const { repository } = deletion;
  const list = await listTags(signal);
  const listed = new Set(list.tags);
  const reviewed = new Set(deletion.tags.map(({ tag }) => tag));
  const existing = await readDigests(
    store,
    { tags: [...reviewed].filter((tag) => !listed.has(tag)) },
    signal,
  );
  const gap = findTagListGap(
    repository,
    list,
    existing.map(({ tag }) => tag),
  );
  if (gap !== undefined) {
    throw gap;
  }
  const digests = new Set(deletion.tags.map(({ before }) => before));
  const tags = await readDigests(
    store,
    { tags: list.tags.filter((tag) => !reviewed.has(tag)) },
    signal,
  );
  const same = tags.find(({ digest }) => digests.has(digest));
  if (same !== undefined) {
    throw movedError(
      `${repository}:${same.tag} now points to ${same.digest} too, and would be deleted with it.`,
    );
  }
  const moved = tags.filter(({ tag, digest }) => searched.get(tag) !== digest);
  const { found, unread } = await findIndexes(store, { digests, tags: moved }, signal);
  for (const [digest, [index]] of found) {
    if (index?.tag !== undefined) {
      throw movedError(`${repository}:${index.tag} is now an index that lists ${digest}.`);
    }
  }
  if (unread[0] !== undefined) {
    throw movedError(
      `${repository}:${unread[0]} is new, and cannot be read: it may be an index that lists what would be deleted.`,
    );
  }
}

/** The error for a repository that changed since the review. */
export function movedError(message: string): EngineError {
  return new EngineError("tag_moved", message, {
    hint: "Another client pushed meanwhile. Review the deletion again.",
  });
}
