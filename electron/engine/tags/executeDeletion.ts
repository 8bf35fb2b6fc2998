import type {
  AffectedManifest,
  DeletedTag,
  DeletedTagOutcome,
  Deletion,
  DeletionOutcome,
} from "../../../shared/deletion.ts";
import { countOf } from "../../../shared/countOf.ts";
import type { TagList } from "../compose/suggestions/tagLists.ts";
import { EngineError, isNotFound, toFailure } from "../errors.ts";
import type { Content } from "../oci/content.ts";
import type { PushLog, TagRecord } from "../push/pushLog.ts";
import type { RegistryStore } from "../stores/registry/registryStore.ts";
import type { TagCondition, TagOrDigest } from "../stores/store.ts";
import { hasManifest, waitUntilGone } from "./checkDeleted.ts";
import { checkUnseenTags, movedError } from "./checkUnseenTags.ts";
import type { ReadBackup } from "./readBackups.ts";
import { recordBackup } from "./recordBackup.ts";
import { unlistDeleted } from "./unlistDeleted.ts";

/** A deletion that was reviewed, and what executing it needs. */
interface DeletionExecution {
  readonly deletion: Deletion & { readonly manifests: readonly AffectedManifest[] };
  /** The digests of the tags that were searched for what depends on the manifests. */
  readonly searched: ReadonlyMap<string, string>;
  /** What to write to the log besides each manifest, by its digest. */
  readonly backups: ReadonlyMap<string, ReadBackup>;
  readonly store: RegistryStore;
  readonly log: PushLog;
  /** Lists the tags of the repository, read now. */
  readonly listTags: (signal: AbortSignal) => Promise<TagList>;
  /** Milliseconds before each check that a tag is gone: some registries return it for a moment. */
  readonly delays: readonly number[];
  readonly signal: AbortSignal;
  /** Called with the number of tags that are settled. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

const records: Readonly<Record<DeletedTagOutcome["kind"], TagRecord["kind"]>> = {
  deleted: "moved",
  missing: "same",
  kept: "untouched",
  unknown: "unknown",
};

/**
 * Deletes what was reviewed and nothing else. Right before each request, the tags are read again: if one moved, or if a
 * tag that was not reviewed points to a digest to delete or to an index that lists it, the deletion stops. The bytes of each manifest are in the
 * journal before the request is sent.
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
  const tags = run.outcomes();
  const failed = failure === undefined ? undefined : toFailure(failure);
  try {
    await log.end({
      repositories: [],
      tags: tags.map(({ tag, kind }) => ({ kind: records[kind], move: tag })),
      copiedBytes: 0,
      mountedBlobs: 0,
      ...(failed ? { failure: failed } : {}),
    });
  } catch (error) {
    const end = failed ?? toFailure(error);
    return { tags, journalId: log.id, failure: end };
  }
  return { tags, journalId: log.id, ...(failed ? { failure: failed } : {}) };
}

class DeletionRun {
  readonly #execution: DeletionExecution;
  readonly #outcomes = new Map<string, DeletedTagOutcome["kind"]>();

  constructor(execution: DeletionExecution) {
    this.#execution = execution;
  }

  async run(): Promise<void> {
    const { deletion } = this.#execution;
    if (deletion.by === "tag") {
      for (const tag of deletion.tags) {
        await this.#deleteTag(tag);
      }
      return;
    }
    await checkUnseenTags(this.#execution, this.#execution.signal);
    for (const [digest, tags] of Map.groupBy(deletion.tags, ({ before }) => before)) {
      await this.#deleteDigest(digest, tags);
    }
  }

  outcomes(): readonly DeletedTagOutcome[] {
    return this.#execution.deletion.tags.map((tag) => ({
      tag,
      kind: this.#outcomes.get(tag.name) ?? "kept",
    }));
  }

  async #deleteTag(tag: DeletedTag): Promise<void> {
    const { log } = this.#execution;
    const check = await this.#check(tag);
    if (check.kind === "missing") {
      await this.#settle([tag], "missing");
      return;
    }
    const content = await recordBackup({ digest: tag.before, tags: [tag] }, this.#execution);
    await log.recordSending(tag.name);
    if (await this.#sendTag(tag, check.condition)) {
      await this.#confirm([tag]);
      if (content !== undefined) {
        await this.#checkManifest(tag, content);
      }
    } else {
      await this.#settleMissing([tag]);
    }
  }

  /** Requests the deletion of a tag if it still points to what was reviewed. @returns whether it existed */
  async #sendTag(tag: DeletedTag, condition: TagCondition | undefined): Promise<boolean> {
    const target = { tag: tag.tag };
    try {
      return await this.#send([tag], target, condition);
    } catch (error) {
      const isConditionFailed = error instanceof EngineError && error.code === "tag_moved";
      if (!isConditionFailed || condition === undefined) {
        throw error;
      }
    }
    // Moved, or this registry's entity tags mean something else: the check throws if it moved.
    const isUnchanged = (await this.#check(tag)).kind === "unchanged";
    return isUnchanged && (await this.#send([tag], target));
  }

  async #deleteDigest(digest: string, tags: readonly DeletedTag[]): Promise<void> {
    const { log } = this.#execution;
    const present: DeletedTag[] = [];
    for (const tag of tags) {
      if ((await this.#check(tag)).kind === "missing") {
        await this.#settle([tag], "missing");
      } else {
        present.push(tag);
      }
    }
    if (present.length === 0) {
      return;
    }
    await recordBackup({ digest, tags: present }, this.#execution);
    for (const { name } of present) {
      await log.recordSending(name);
    }
    if (await this.#send(present, { digest })) {
      await this.#confirm(present);
      await unlistDeleted(digest, this.#execution);
    } else {
      await this.#settleMissing(present);
    }
  }

  /** Requests a deletion, and records what is known of its tags if that fails. @returns whether the target existed */
  async #send(
    tags: readonly DeletedTag[],
    target: TagOrDigest,
    condition?: TagCondition,
  ): Promise<boolean> {
    const { store, signal } = this.#execution;
    try {
      return await store.delete(target, { signal, condition });
    } catch (error) {
      // Nothing is recorded of a refused condition: the tag is kept, unless it is requested again without it.
      if (!(error instanceof EngineError && error.code === "tag_moved")) {
        await this.#settle(tags, isRefused(error) ? "kept" : "unknown");
      }
      throw error;
    }
  }

  /** @throws EngineError `tag_moved` if the tag points to something else than reviewed */
  async #check(
    tag: DeletedTag,
  ): Promise<
    | { readonly kind: "missing" }
    | { readonly kind: "unchanged"; readonly condition: TagCondition | undefined }
  > {
    const { store, signal } = this.#execution;
    signal.throwIfAborted();
    try {
      const { digest, etag } = await store.resolve({ tag: tag.tag }, signal);
      if (digest !== tag.before) {
        throw movedError(`${tag.name} moved since the review: it is now ${digest}.`);
      }
      const condition = etag === undefined ? undefined : ({ kind: "match", etag } as const);
      return { kind: "unchanged", condition };
    } catch (error) {
      if (isNotFound(error)) {
        return { kind: "missing" };
      }
      throw error;
    }
  }

  /**
   * Checks that tags are gone whose deletion the registry accepted.
   * @throws EngineError if one exists or cannot be checked: its result and those after it are not known
   */
  async #confirm(tags: readonly DeletedTag[]): Promise<void> {
    const { store, delays, signal } = this.#execution;
    for (const [at, tag] of tags.entries()) {
      try {
        await waitUntilGone(store, { ...tag, delays }, signal);
      } catch (error) {
        await this.#settle(tags.slice(at), "unknown");
        throw error;
      }
      await this.#settle([tag], "deleted");
    }
  }

  /**
   * Settles tags after the registry answered that what was to be deleted does not exist.
   * @throws EngineError if one exists
   */
  async #settleMissing(tags: readonly DeletedTag[]): Promise<void> {
    for (const tag of tags) {
      if ((await this.#check(tag)).kind === "unchanged") {
        throw new EngineError(
          "registry_refused",
          `The registry did not delete ${tag.name}: it answers that it does not exist, but still has it.`,
        );
      }
      await this.#settle([tag], "missing");
    }
  }

  /**
   * After a tag was deleted alone: checks that its manifest, and another tag of it, still exist.
   * @throws EngineError `registry_invalid` if the registry deleted more than the tag
   */
  async #checkManifest({ before, tag }: DeletedTag, content: Content): Promise<void> {
    const { deletion, store, signal } = this.#execution;
    const manifest = deletion.manifests.find(({ digest }) => digest === before);
    const kept = manifest?.otherTags[0];
    const asked = `together with ${tag}, although it was asked to delete that tag alone.`;
    const hint = `The deletion stopped. Restore ${tag} from the History`;
    if (kept !== undefined && !(await hasManifest(store, { tag: kept }, signal))) {
      throw new EngineError("registry_invalid", `The registry deleted ${kept} ${asked}`, {
        hint: `${hint}, then retag it as ${kept}.`,
      });
    }
    if (await hasManifest(store, { digest: before }, signal)) {
      return;
    }
    await this.#settleLost(before, content);
    const [index, ...more] = manifest?.indexes ?? [];
    const next =
      index === undefined
        ? ". Delete other tags by digest: that review finds all that goes with a manifest."
        : more.length === 0
          ? `: ${index.tag ?? index.digest} lists it.`
          : `: ${index.tag ?? index.digest} and ${countOf(more.length, "other tag")} list it.`;
    throw new EngineError(
      "registry_invalid",
      `The registry deleted the manifest ${before} ${asked}`,
      { hint: `${hint}${next}` },
    );
  }

  /** Settles the other tags to delete of a manifest that the registry deleted. */
  async #settleLost(digest: string, content: Content): Promise<void> {
    const { deletion, store, log, signal } = this.#execution;
    for (const tag of deletion.tags) {
      const isPending = tag.before === digest && !this.#outcomes.has(tag.name);
      if (isPending && !(await hasManifest(store, { tag: tag.tag }, signal))) {
        await log.recordPrevious(tag.name, content);
        await this.#settle([tag], "deleted");
      }
    }
  }

  async #settle(tags: readonly DeletedTag[], kind: DeletedTagOutcome["kind"]): Promise<void> {
    const { log, onProgress } = this.#execution;
    for (const tag of tags) {
      this.#outcomes.set(tag.name, kind);
      await log.recordOutcome({ kind: records[kind], move: tag });
      onProgress?.(this.#outcomes.size);
    }
  }
}

/** Whether the registry answered a request with a refusal, so that it changed nothing. */
function isRefused(error: unknown): boolean {
  const status = error instanceof EngineError ? error.status : undefined;
  return status !== undefined && status < 500 && status !== 408;
}
