import { setTimeout as sleep } from "node:timers/promises";
import type { DeletedTag, DeletedTagOutcome } from "../../../shared/deletion.ts";
import type { Failure } from "../../../shared/errors.ts";
import { EngineError } from "../errors.ts";
import type { EndRecord, TagRecord } from "../push/pushLog.ts";
import { hasManifest, targetOf } from "./checkDeleted.ts";
import type { DeletionExecution } from "./executeDeletion.ts";

const records: Readonly<Record<DeletedTagOutcome["kind"], TagRecord["kind"]>> = {
  deleted: "moved",
  missing: "same",
  kept: "untouched",
  unknown: "unknown",
};

/** The results of the tags of a deletion, which are in the log as soon as they are known. */
export class DeletionOutcomes {
  readonly #execution: Pick<
    DeletionExecution,
    "deletion" | "store" | "log" | "delays" | "onProgress"
  >;
  readonly #kinds = new Map<string, DeletedTagOutcome["kind"]>();

  constructor(execution: DeletionExecution) {
    this.#execution = execution;
  }

  /** The results so far. Tags that are not settled are kept. */
  get tags(): readonly DeletedTagOutcome[] {
    return this.#execution.deletion.tags.map((tag) => ({
      tag,
      kind: this.#kinds.get(tag.name) ?? "kept",
    }));
  }

  /** Returns the end of the log. @param failure what ended the deletion */
  endRecord(failure: Failure | undefined): EndRecord {
    return {
      repositories: [],
      tags: this.tags.map(({ tag, kind }) => ({ kind: records[kind], move: tag })),
      copiedBytes: 0,
      mountedBlobs: 0,
      ...(failure ? { failure } : {}),
    };
  }

  isSettled({ name }: DeletedTag): boolean {
    return this.#kinds.has(name);
  }

  async settle(tags: readonly DeletedTag[], kind: DeletedTagOutcome["kind"]): Promise<void> {
    const { log, onProgress } = this.#execution;
    for (const tag of tags) {
      this.#kinds.set(tag.name, kind);
      await log.recordOutcome({ kind: records[kind], move: tag });
      onProgress?.(this.#kinds.size);
    }
  }

  /** Settles tags whose deletion was requested and failed. */
  async settleFailed(tags: readonly DeletedTag[], error: unknown): Promise<void> {
    if (isRefused(error)) {
      await this.settle(tags, "kept");
    } else {
      await this.settleSent(tags);
    }
  }

  /**
   * Settles tags whose deletion was requested without a certain result, by reading them. Runs also after the deletion was
   * cancelled, so it has a timeout of its own. A tag that exists may still go: its result is not known.
   */
  async settleSent(tags: readonly DeletedTag[]): Promise<void> {
    const { tagSettlingTimeout } = this.#execution.delays;
    const signal = AbortSignal.timeout(tagSettlingTimeout);
    for (const tag of tags) {
      await this.settle([tag], (await this.#isGone(tag, signal)) ? "deleted" : "unknown");
    }
  }

  /** @returns false also if that cannot be read */
  async #isGone(tag: DeletedTag, signal: AbortSignal): Promise<boolean> {
    const { store, delays } = this.#execution;
    try {
      for (const delay of delays.tagSettling) {
        await sleep(delay, undefined, { signal });
        if (!(await hasManifest(store, targetOf(tag), signal))) {
          return true;
        }
      }
    } catch {
      // Its result stays unknown.
    }
    return false;
  }
}

/** Whether the registry answered a request with a refusal, so that it changed nothing. */
function isRefused(error: unknown): boolean {
  const status = error instanceof EngineError ? error.status : undefined;
  return status !== undefined && status < 500 && status !== 408;
}
