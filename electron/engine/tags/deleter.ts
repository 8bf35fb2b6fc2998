import type { DeletionOutcome, DeletionPlan } from "../../../shared/deletion.ts";
import type { OverwriteRules } from "../../../shared/settings.ts";
import type { TagList, TagLists } from "../compose/suggestions/tagLists.ts";
import type { EngineContext } from "../context.ts";
import { EngineError } from "../errors.ts";
import { madeByApp } from "../plan/planCache.ts";
import { defaultPushDelays, type PushDelays } from "../push/pushDelays.ts";
import type { PushLogs } from "../push/pushLog.ts";
import type { PushQueue } from "../push/pushQueue.ts";
import { RegistryStore } from "../stores/registry/registryStore.ts";
import { executeDeletion } from "./executeDeletion.ts";
import { checkRules, type DeletionRequest, planDeletion } from "./planDeletion.ts";

/** Plans kept until they are executed. */
const maxPlans = 8;

/** Tags to delete, by the name of their repository. */
export interface DeletionOrder extends Pick<DeletionRequest, "tags" | "by"> {
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
  readonly #plans = new Map<string, DeletionPlan>();

  constructor(options: DeleterOptions) {
    this.#options = options;
  }

  /** Plans to delete tags of a repository, see `planDeletion`. @throws EngineError */
  async plan(
    { repository, tags, by }: DeletionOrder,
    signal: AbortSignal,
    onProgress?: (done: number, total: number) => void,
  ): Promise<DeletionPlan> {
    const { context, overwriteRules } = this.#options;
    const store = this.#open(repository);
    const plan = await planDeletion(
      { store, tags, by },
      {
        referrers: context.referrers,
        rules: overwriteRules(),
        listTags: (until) => this.#listTags(store, until),
        onProgress,
      },
      signal,
    );
    this.#plans.set(plan.id, plan);
    const [oldest] = this.#plans.keys();
    if (this.#plans.size > maxPlans && oldest !== undefined) {
      this.#plans.delete(oldest);
    }
    return plan;
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
    const deletion = this.#plans.get(planId);
    if (!deletion) {
      throw new EngineError("plan_gone", "This plan is no longer available.", {
        hint: "Review the deletion again.",
        retryable: true,
      });
    }
    this.#plans.delete(planId);
    const { logs, queue, delays = defaultPushDelays, overwriteRules } = this.#options;
    const store = this.#open(deletion.repository);
    return await queue.runExclusive(async () => {
      checkRules(deletion.tags, overwriteRules());
      const log = await logs.begin(deletion, madeByApp);
      return await executeDeletion({
        deletion,
        store,
        log,
        listTags: (until) => this.#listTags(store, until),
        delays: delays.tagConfirmations,
        signal,
        onProgress,
      });
    }, signal);
  }

  async #listTags(store: RegistryStore, signal: AbortSignal): Promise<TagList> {
    const { tagLists } = this.#options;
    tagLists.delete(store.repository);
    return await tagLists.get(store, signal, { allPages: true });
  }

  #open(repository: string): RegistryStore {
    const store = this.#options.context.stores.openRepository(repository);
    if (store instanceof RegistryStore) {
      return store;
    }
    throw new EngineError("input_invalid", `${repository} is not in a registry.`, {
      hint: "Tags of layouts and archives are not deleted here.",
    });
  }
}
