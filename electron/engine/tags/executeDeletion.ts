import type {
  AffectedManifest,
  DeletedTag,
  Deletion,
  DeletionOutcome,
  DeletionPlan,
} from "../../../shared/deletion.ts";
import type { TagList } from "../compose/suggestions/tagLists.ts";
import { EngineError, toFailure } from "../errors.ts";
import type { Content } from "../oci/content.ts";
import type { PushDelays } from "../push/pushDelays.ts";
import type { PushLog } from "../push/pushLog.ts";
import type { RegistryStore } from "../stores/registry/registryStore.ts";
import type { TagCondition, TagOrDigest } from "../stores/store.ts";
import { checkKept } from "./checkKept.ts";
import { checkDeleted, checkTag, targetOf, waitUntilGone } from "./checkDeleted.ts";
import { DeletionOutcomes } from "./deletionOutcomes.ts";
import { DeletionRecheck } from "./deletionRecheck.ts";
import type { ReadBackup } from "./readBackups.ts";
import { recordBackup } from "./recordBackup.ts";
import { unlistDeleted } from "./unlistDeleted.ts";

/** What a review found out about a deletion. */
export type ReviewedDeletion = Deletion &
  Pick<DeletionPlan, "ways" | "areOtherTagsKnown" | "unreadTags"> & {
    readonly manifests: readonly AffectedManifest[];
  };

/** A deletion that was reviewed, and what executing it needs. */
export interface DeletionExecution {
  readonly deletion: ReviewedDeletion;
  /** The digests of the tags that were searched for what depends on the manifests. */
  readonly searched: ReadonlyMap<string, string>;
  /** What to write to the log besides each manifest, by its digest. */
  readonly backups: ReadonlyMap<string, ReadBackup>;
  readonly store: RegistryStore;
  readonly log: PushLog;
  /** Lists the tags of the repository, read now. */
  readonly listTags: (signal: AbortSignal) => Promise<TagList>;
  readonly delays: PushDelays;
  readonly signal: AbortSignal;
  /** Called with the number of tags that are settled. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/**
 * Deletes what was reviewed and nothing else. Right before each request, the tags are read again, and the repository is
 * searched again for what depends on the manifest: if a tag moved, or if something that was not reviewed would go or
 * break, the deletion stops. The bytes of each manifest are in the journal before the request is sent.
 *
 * Never rejects for a failed deletion: the outcome has the result for each tag, and the failure that ended it.
 */
export async function executeDeletion(execution: DeletionExecution): Promise<DeletionOutcome> {
  const run = new DeletionRun(execution);
  const { log, signal } = execution;
  let failure: unknown;
  try {
    await run.run();
  } catch (error) {
    failure = signal.aborted ? signal.reason : error;
  }
  const { tags } = run.outcomes;
  const failed = failure === undefined ? undefined : toFailure(failure);
  try {
    await log.end(run.outcomes.endRecord(failed));
  } catch (error) {
    return { tags, journalId: log.id, failure: failed ?? toFailure(error) };
  }
  return { tags, journalId: log.id, ...(failed ? { failure: failed } : {}) };
}

class DeletionRun {
  readonly outcomes: DeletionOutcomes;
  readonly #execution: DeletionExecution;
  readonly #recheck: DeletionRecheck;
  /** The manifests in the log, by digest; undefined for one that cannot be kept. */
  readonly #recorded = new Map<string, Content | undefined>();

  constructor(execution: DeletionExecution) {
    this.#execution = execution;
    this.outcomes = new DeletionOutcomes(execution);
    this.#recheck = new DeletionRecheck(execution);
  }

  async run(): Promise<void> {
    const { by, tags } = this.#execution.deletion;
    if (by === "tag") {
      for (const tag of tags) {
        await this.#deleteTag(tag);
      }
      return;
    }
    for (const [digest, group] of Map.groupBy(tags, ({ before }) => before)) {
      await this.#deleteDigest(digest, group);
    }
    await this.#recheck.checkOthers();
  }

  async #deleteTag(tag: DeletedTag): Promise<void> {
    if (this.outcomes.isSettled(tag)) {
      return;
    }
    const { deletion, store, log, signal } = this.#execution;
    const check = await checkTag(store, tag, signal);
    if (check.kind === "missing") {
      await this.outcomes.settle([tag], "missing");
      return;
    }
    await this.#recheck.beforeDeletionOf(tag.before);
    const content = await this.#record(tag.before);
    await log.recordSending(tag.name);
    if (!(await this.#sendTag(tag, check.condition))) {
      await this.#settleMissing([tag]);
      return;
    }
    await this.#confirm([tag]);
    const siblings = this.#unsettled(deletion.tags.filter(({ before }) => before === tag.before));
    // What cannot be read is not in the log, and need not be looked for.
    if (content !== undefined) {
      await checkKept(
        { deleted: tag, siblings, deletion, store },
        (lost) => this.outcomes.settle(lost, "deleted"),
        signal,
      );
    }
  }

  /** Requests the deletion of a tag if it still points to what was reviewed. @returns whether it existed */
  async #sendTag(tag: DeletedTag, condition: TagCondition | undefined): Promise<boolean> {
    const { store, signal } = this.#execution;
    const target = targetOf(tag);
    try {
      return await this.#send([tag], target, condition);
    } catch (error) {
      const isConditionFailed = error instanceof EngineError && error.code === "tag_moved";
      if (!isConditionFailed || condition === undefined) {
        throw error;
      }
    }
    // Moved, or this registry's entity tags mean something else: the check throws if it moved.
    const isUnchanged = (await checkTag(store, tag, signal)).kind === "unchanged";
    return isUnchanged && (await this.#send([tag], target));
  }

  async #deleteDigest(digest: string, tags: readonly DeletedTag[]): Promise<void> {
    const { store, log, signal } = this.#execution;
    await this.#recheck.beforeDeletionOf(digest);
    const present: DeletedTag[] = [];
    for (const tag of tags) {
      if ((await checkTag(store, tag, signal)).kind === "missing") {
        await this.outcomes.settle([tag], "missing");
      } else {
        present.push(tag);
      }
    }
    if (present.length === 0) {
      return;
    }
    await this.#record(digest);
    for (const { name } of present) {
      await log.recordSending(name);
    }
    if (await this.#sendDigest(digest, present)) {
      await this.#confirm(this.#unsettled(present));
      await unlistDeleted(digest, this.#execution);
    } else {
      await this.#settleMissing(this.#unsettled(present));
    }
  }

  #unsettled(tags: readonly DeletedTag[]): readonly DeletedTag[] {
    return tags.filter((tag) => !this.outcomes.isSettled(tag));
  }

  /** Requests the deletion of a manifest. @returns whether it existed */
  async #sendDigest(digest: string, tags: readonly DeletedTag[]): Promise<boolean> {
    const { deletion, store, signal } = this.#execution;
    try {
      return await store.delete({ digest }, { signal });
    } catch (error) {
      const untag = isDanglingTag(error) && deletion.ways.includes("tag");
      if (!untag) {
        await this.outcomes.settleFailed(tags, error);
        throw error;
      }
    }
    // Google Artifact Registry deletes a manifest only after its tags.
    for (const tag of tags.filter((each) => each.tag !== undefined)) {
      const check = await checkTag(store, tag, signal);
      if (check.kind === "unchanged") {
        await this.#sendTag(tag, check.condition);
      }
      await this.#confirm([tag]);
    }
    return await this.#send(this.#unsettled(tags), { digest });
  }

  /** Requests a deletion, and settles its tags if that fails. @returns whether the target existed */
  async #send(
    tags: readonly DeletedTag[],
    target: TagOrDigest,
    condition?: TagCondition,
  ): Promise<boolean> {
    const { store, signal } = this.#execution;
    try {
      return await store.delete(target, { signal, condition });
    } catch (error) {
      // Nothing is settled after a refused condition: the tag is kept, unless it is requested again without it.
      if (!(error instanceof EngineError && error.code === "tag_moved")) {
        await this.outcomes.settleFailed(tags, error);
      }
      throw error;
    }
  }

  /** Writes a manifest and all its tags that are going to be deleted to the log, once. */
  async #record(digest: string): Promise<Content | undefined> {
    if (!this.#recorded.has(digest)) {
      // All tags before the first request: some registries delete them together.
      const tags = this.#execution.deletion.tags.filter(({ before }) => before === digest);
      this.#recorded.set(digest, await recordBackup({ digest, tags }, this.#execution));
    }
    return this.#recorded.get(digest);
  }

  /**
   * Checks that tags are gone whose deletion the registry accepted.
   * @throws EngineError if one exists or cannot be checked
   */
  async #confirm(tags: readonly DeletedTag[]): Promise<void> {
    const { store, delays, signal } = this.#execution;
    for (const [at, tag] of tags.entries()) {
      try {
        await waitUntilGone(store, { ...tag, delays: delays.tagConfirmations }, signal);
      } catch (error) {
        await this.outcomes.settleSent(tags.slice(at));
        throw error;
      }
      await this.outcomes.settle([tag], "deleted");
    }
  }

  /**
   * Settles tags after the registry answered that what was to be deleted does not exist.
   * @throws EngineError if one exists
   */
  async #settleMissing(tags: readonly DeletedTag[]): Promise<void> {
    const { store, signal } = this.#execution;
    for (const tag of tags) {
      await checkDeleted(store, tag, signal);
      await this.outcomes.settle([tag], "missing");
    }
  }
}

/** Whether a registry refuses to delete a manifest because it has tags. Source: Google Artifact Registry. */
function isDanglingTag(error: unknown): boolean {
  return (
    error instanceof EngineError && (error.detail ?? "").includes("GOOGLE_MANIFEST_DANGLING_TAG")
  );
}
