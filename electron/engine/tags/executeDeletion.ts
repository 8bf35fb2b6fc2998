import { setTimeout as sleep } from "node:timers/promises";
import type {
  AffectedManifest,
  DeletedTag,
  DeletedTagOutcome,
  Deletion,
  DeletionOutcome,
} from "../../../shared/deletion.ts";
import type { TagList } from "../compose/suggestions/tagLists.ts";
import { EngineError, isNotFound, toFailure } from "../errors.ts";
import type { PushLog, TagRecord } from "../push/pushLog.ts";
import type { RegistryStore } from "../stores/registry/registryStore.ts";
import type { TagCondition } from "../stores/store.ts";
import { tooManyTags } from "./planDeletion.ts";
import { readDigests } from "./readDigests.ts";

/** A deletion that was reviewed, and what executing it needs. */
interface DeletionExecution {
  readonly deletion: Deletion & { readonly manifests: readonly AffectedManifest[] };
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
 * tag that was not reviewed points to a digest to delete, the deletion stops. The bytes of each manifest are in the
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
    await this.#checkUnseenTags();
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
    const { store, log, signal } = this.#execution;
    const check = await this.#check(tag);
    if (check.kind === "missing") {
      await this.#settle(tag, "missing");
      return;
    }
    await log.recordPrevious(tag.name, await store.fetchManifest({ digest: tag.before }, signal));
    await log.recordSending(tag.name);
    await this.#send([tag], async () => {
      const { condition } = check;
      try {
        await store.delete({ tag: tag.tag }, { signal, condition });
      } catch (error) {
        const isConditionFailed = error instanceof EngineError && error.code === "tag_moved";
        if (!isConditionFailed || condition === undefined) {
          throw error;
        }
        // Moved, or this registry's entity tags mean something else: the check throws if it moved.
        if ((await this.#check(tag)).kind === "unchanged") {
          await store.delete({ tag: tag.tag }, { signal });
        }
      }
      await this.#confirm(tag);
    });
    await this.#settle(tag, "deleted");
    await this.#checkKeptTags(tag);
  }

  async #deleteDigest(digest: string, tags: readonly DeletedTag[]): Promise<void> {
    const { store, log, signal } = this.#execution;
    const present: DeletedTag[] = [];
    for (const tag of tags) {
      if ((await this.#check(tag)).kind === "missing") {
        await this.#settle(tag, "missing");
      } else {
        present.push(tag);
      }
    }
    if (present.length === 0) {
      return;
    }
    const content = await store.fetchManifest({ digest }, signal);
    for (const { name } of present) {
      await log.recordPrevious(name, content);
    }
    for (const { name } of present) {
      await log.recordSending(name);
    }
    await this.#send(present, async () => {
      await store.delete({ digest }, { signal });
      for (const tag of present) {
        await this.#confirm(tag);
      }
    });
    for (const tag of present) {
      await this.#settle(tag, "deleted");
    }
  }

  /** Sends a deletion, and records what is known of its tags if it fails. */
  async #send(tags: readonly DeletedTag[], send: () => Promise<void>): Promise<void> {
    try {
      await send();
    } catch (error) {
      const isRefused =
        error instanceof EngineError &&
        error.status !== undefined &&
        error.status < 500 &&
        error.status !== 408;
      for (const tag of tags) {
        await this.#settle(tag, isRefused ? "kept" : "unknown");
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

  /** @throws EngineError if the tag still exists */
  async #confirm({ name, tag }: DeletedTag): Promise<void> {
    const { store, delays, signal } = this.#execution;
    for (const delay of delays) {
      await sleep(delay, undefined, { signal });
      try {
        await store.resolve({ tag }, signal);
      } catch (error) {
        if (isNotFound(error)) {
          return;
        }
        throw error;
      }
    }
    throw new EngineError(
      "registry_invalid",
      `The registry accepted the deletion of ${name}, but still has it.`,
      { hint: "It may delete later. Look at the tag again in a while." },
    );
  }

  /**
   * Before manifests are deleted: reads all tags of the repository again.
   * @throws EngineError `tag_moved` if one that was not reviewed points to a manifest to delete
   */
  async #checkUnseenTags(): Promise<void> {
    const { deletion, store, listTags, signal } = this.#execution;
    const list = await listTags(signal);
    if (!list.isComplete) {
      throw tooManyTags(deletion.repository);
    }
    const digests = new Set(deletion.tags.map(({ before }) => before));
    const reviewed = new Set(deletion.tags.map(({ tag }) => tag));
    const unseen = list.tags.filter((tag) => !reviewed.has(tag));
    const found = (await readDigests(store, { tags: unseen }, signal)).find(({ digest }) =>
      digests.has(digest),
    );
    if (found !== undefined) {
      throw movedError(
        `${deletion.repository}:${found.tag} now points to ${found.digest} too, and would be deleted with it.`,
      );
    }
  }

  /**
   * After a tag was deleted alone: checks that another tag of its digest is still there.
   * @throws EngineError `registry_invalid` if the registry deleted the manifest with all tags
   */
  async #checkKeptTags({ before, tag }: DeletedTag): Promise<void> {
    const { deletion, store, signal } = this.#execution;
    const kept = deletion.manifests.find(({ digest }) => digest === before)?.otherTags[0];
    if (kept === undefined) {
      return;
    }
    try {
      await store.resolve({ tag: kept }, signal);
    } catch (error) {
      if (!isNotFound(error)) {
        throw error;
      }
      throw new EngineError(
        "registry_invalid",
        `The registry deleted ${kept} together with ${tag}, although it was asked to delete that tag alone.`,
        {
          hint: `Nothing more was deleted. Restore ${tag} from the History, then retag it as ${kept}.`,
        },
      );
    }
  }

  async #settle(tag: DeletedTag, kind: DeletedTagOutcome["kind"]): Promise<void> {
    const { log, onProgress } = this.#execution;
    this.#outcomes.set(tag.name, kind);
    await log.recordOutcome({ kind: records[kind], move: tag });
    onProgress?.(this.#outcomes.size);
  }
}

function movedError(message: string): EngineError {
  return new EngineError("tag_moved", message, {
    hint: "Another client pushed meanwhile. Review the deletion again.",
  });
}
