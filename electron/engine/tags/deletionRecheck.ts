import type { ManifestReference } from "../../../shared/deletion.ts";
import { EngineError } from "../errors.ts";
import { hasManifest } from "./checkDeleted.ts";
import type { DeletionExecution } from "./executeDeletion.ts";
import { findIndexes } from "./findIndexes.ts";
import { movedError } from "./movedError.ts";
import { readDigests, type ResolvedTag } from "./readDigests.ts";
import { findTagListGap } from "./tagListGap.ts";

/** The longest time for which a check counts, in milliseconds, however long it takes. */
const longestInterval = 60_000;

/**
 * Searches a repository again while a deletion runs: what was pushed since the review must not go or break with what is
 * deleted. A manifest that stays under other tags is not searched for.
 */
export class DeletionRecheck {
  readonly #execution: DeletionExecution;
  /** The digests of all tags that are not deleted, as last searched. */
  readonly #searched: Map<string, string>;
  /** When the last check ended, and how long it took, as `performance.now()`; undefined before the first. */
  #last: { readonly at: number; readonly took: number } | undefined;

  constructor(execution: DeletionExecution) {
    this.#execution = execution;
    this.#searched = new Map(execution.searched);
  }

  /**
   * Checks right before a manifest is deleted, or may go with its last tag.
   * @throws EngineError `tag_moved` if a tag that was not reviewed points to a manifest to delete, or is new or moved and
   * its index lists such a manifest or cannot be read, or if something new refers to the manifest; `too_large`,
   * `registry_invalid` if the list of tags is incomplete
   */
  async beforeDeletionOf(digest: string): Promise<void> {
    if (!this.#goes(digest)) {
      return;
    }
    if (this.#isDue()) {
      const began = performance.now();
      await this.#checkTags();
      this.#last = { at: performance.now(), took: performance.now() - began };
    }
    await this.#checkReferrers(digest);
  }

  /**
   * Checks after manifests were deleted that no other tag went with them.
   * @throws EngineError `registry_invalid` that names those that are gone
   */
  async checkOthers(): Promise<void> {
    const { deletion, store, listTags, signal } = this.#execution;
    const deleted = new Set(deletion.tags.map(({ tag }) => tag));
    let listed: ReadonlySet<string>;
    try {
      listed = new Set((await listTags(signal)).tags);
    } catch (error) {
      if (error instanceof EngineError) {
        // What was reviewed is deleted; nothing else can be said.
        return;
      }
      throw error;
    }
    for (const [tag, digest] of this.#searched) {
      const isUnlisted = !deleted.has(tag) && !listed.has(tag);
      if (isUnlisted && !(await hasManifest(store, { tag }, signal))) {
        throw new EngineError(
          "registry_invalid",
          `${deletion.repository}:${tag} is gone, which was not part of the deletion. It was ${digest}.`,
          {
            hint: "The registry deleted it as well, or another client did. If its manifest still exists, retag it by its digest.",
          },
        );
      }
    }
  }

  /** Whether a manifest is deleted, or may be with its last tag. */
  #goes(digest: string): boolean {
    const { by, manifests, areOtherTagsKnown } = this.#execution.deletion;
    return (
      by === "digest" ||
      (areOtherTagsKnown &&
        manifests.some((each) => each.digest === digest && each.otherTags.length === 0))
    );
  }

  /** Long lists are not read for each manifest, but as often as this takes no more than half of the time. */
  #isDue(): boolean {
    if (this.#last === undefined) {
      return true;
    }
    const { deletionRecheck } = this.#execution.delays;
    const interval = Math.max(
      deletionRecheck,
      deletionRecheck === 0 ? 0 : Math.min(this.#last.took, longestInterval),
    );
    return performance.now() - this.#last.at >= interval;
  }

  async #checkTags(): Promise<void> {
    const { deletion, store, listTags, signal } = this.#execution;
    const { repository, by } = deletion;
    const list = await listTags(signal);
    const listed = new Set(list.tags);
    const reviewed = new Set(deletion.tags.flatMap(({ tag }) => tag ?? []));
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
    const same = by === "digest" ? tags.find(({ digest }) => digests.has(digest)) : undefined;
    if (same !== undefined) {
      throw movedError(
        `${repository}:${same.tag} now points to ${same.digest} too, and would be deleted with it.`,
      );
    }
    await this.#checkIndexes(
      digests,
      tags.filter(({ tag, digest }) => this.#searched.get(tag) !== digest),
    );
    for (const { tag, digest } of tags) {
      this.#searched.set(tag, digest);
    }
  }

  /** @param tags those that are new, or moved */
  async #checkIndexes(digests: ReadonlySet<string>, tags: readonly ResolvedTag[]): Promise<void> {
    const { deletion, store, signal } = this.#execution;
    const { repository } = deletion;
    const going = new Set([...digests].filter((digest) => this.#goes(digest)));
    const { found, unread } = await findIndexes(store, { digests: going, tags }, signal);
    for (const [digest, [index]] of found) {
      if (index?.tag !== undefined && !this.#isReviewedList(digest, index)) {
        throw movedError(`${repository}:${index.tag} is now an index that lists ${digest}.`);
      }
    }
    if (unread[0] !== undefined) {
      throw movedError(
        `${repository}:${unread[0]} is new, and cannot be read: it may be an index that lists what would be deleted.`,
      );
    }
  }

  /** Whether an index is the list of its subject's referrers, which the deletion itself rewrites. */
  #isReviewedList(digest: string, { tag }: ManifestReference): boolean {
    return this.#execution.deletion.manifests.some(
      (each) => each.digest === digest && each.listing?.tag === tag,
    );
  }

  async #checkReferrers(digest: string): Promise<void> {
    const { deletion, store, signal } = this.#execution;
    const known = deletion.manifests.find((each) => each.digest === digest)?.referrers;
    if (known === undefined) {
      return;
    }
    const reviewed = new Set(known.map((each) => each.digest));
    const added = (await store.referrers(digest, signal)).find(
      (each) => !reviewed.has(each.digest),
    );
    if (added !== undefined) {
      throw movedError(
        `${added.digest} (${added.artifactType ?? "unknown type"}) now refers to ${digest}, which would be deleted.`,
      );
    }
  }
}
