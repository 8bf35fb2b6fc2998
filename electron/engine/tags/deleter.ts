import type { DeletionOutcome, DeletionPlan } from "../../../shared/deletion.ts";
import type { OverwriteRules } from "../../../shared/settings.ts";
import { readTagList, type TagList, type TagLists } from "../compose/suggestions/tagLists.ts";
import type { EngineContext } from "../context.ts";
import { EngineError, isNotFound } from "../errors.ts";
import { madeByApp } from "../plan/planCache.ts";
import { defaultPushDelays, type PushDelays } from "../push/pushDelays.ts";
import type { PushLogs } from "../push/pushLog.ts";
import type { PushQueue } from "../push/pushQueue.ts";
import type { RegistryStore } from "../stores/registry/registryStore.ts";
import { executeDeletion } from "./executeDeletion.ts";
import { checkDeletionRules } from "./checkDeletionRules.ts";
import { type DeletionRequest, planDeletion, type PlannedDeletion } from "./planDeletion.ts";

/** Plans kept until they are executed. */
const maxPlans = 8;

/** Tags or manifests to delete, by the name of their repository. */
export interface DeletionOrder extends Pick<DeletionRequest, "tags" | "digests" | "by"> {
  readonly repository: string;
}

interface DeleterOptions {
  readonly context: EngineContext;
  readonly logs: PushLogs;
  readonly tagLists: TagLists;
  /** Deletions wait for pushes, and pushes for them. */
  readonly queue: PushQueue;
  readonly delays?: PushDelays | undefined;
  /** Returns the rules in force. */
  readonly overwriteRules: () => OverwriteRules;
}

/** Plans and executes deletions of tags and manifests in registries. */
export class Deleter {
  readonly #options: DeleterOptions;
  readonly #plans = new Map<string, PlannedDeletion>();

  constructor(options: DeleterOptions) {
    this.#options = options;
  }

  /** Plans to delete tags or manifests of a repository, see `planDeletion`. @throws EngineError */
  async plan(
    { repository, tags, digests, by }: DeletionOrder,
    signal: AbortSignal,
    onProgress?: (done: number, total: number) => void,
  ): Promise<DeletionPlan> {
    const { context, overwriteRules } = this.#options;
    const planned = await context.stores.useOrigin(repository, (store) =>
      planDeletion(
        { store, tags, digests, by },
        {
          rules: overwriteRules(),
          listTags: (until) => listTags(store, until),
          onProgress,
        },
        signal,
      ),
    );
    this.#plans.set(planned.plan.id, planned);
    const [oldest] = this.#plans.keys();
    if (this.#plans.size > maxPlans && oldest !== undefined) {
      this.#plans.delete(oldest);
    }
    return planned.plan;
  }

  /** Returns a plan that can be executed. @throws EngineError `plan_gone` */
  reviewed(planId: string): PlannedDeletion {
    const planned = this.#plans.get(planId);
    if (!planned) {
      throw new EngineError("plan_gone", "This plan is no longer available.", {
        hint: "Review the deletion again.",
        retryable: true,
      });
    }
    return planned;
  }

  /**
   * Executes a plan, once, after the pushes before it.
   * @throws EngineError `plan_gone`, `tag_protected`, or if the log cannot be begun
   */
  async execute(
    planId: string,
    signal: AbortSignal,
    onProgress?: (done: number) => void,
  ): Promise<DeletionOutcome> {
    const planned = this.reviewed(planId);
    this.#plans.delete(planId);
    const { plan: deletion, searched, backups } = planned;
    const { context, logs, queue, tagLists, overwriteRules } = this.#options;
    const delays = this.#options.delays ?? defaultPushDelays;
    return await queue.runExclusive(async () => {
      checkDeletionRules(deletion, overwriteRules());
      return await context.stores.useOrigin(deletion.repository, async (store) => {
        const log = await logs.begin(deletion, madeByApp);
        try {
          return await executeDeletion({
            deletion,
            searched,
            backups,
            store,
            log,
            listTags: (until) => listTags(store, until),
            delays,
            signal,
            onProgress,
          });
        } finally {
          tagLists.delete(store.repository);
        }
      });
    }, signal);
  }
}

/**
 * Lists all tags as the registry has them now, past the caches. A repository without tags has an empty list: some
 * registries do not know its name then.
 */
async function listTags(store: RegistryStore, signal: AbortSignal): Promise<TagList> {
  try {
    return await readTagList(store, signal, { isWhole: true });
  } catch (error) {
    // Another 404 may be of a registry that does not list tags at all.
    if (isNotFound(error) && (error as EngineError).detail?.includes("NAME_UNKNOWN")) {
      return { tags: [], isComplete: true, dropped: 0 };
    }
    throw error;
  }
}
