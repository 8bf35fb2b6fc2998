import type { PushOutcome } from "../../../shared/plan.ts";
import type { OverwriteRules } from "../../../shared/settings.ts";
import { Lock } from "../async/lock.ts";
import type { Log } from "../log.ts";
import { checkRules } from "../plan/checkRules.ts";
import type { PlanCache } from "../plan/planCache.ts";
import type { Stores } from "../stores/openStores.ts";
import { executePlan } from "./executePlan.ts";
import type { PushDelays } from "./pushDelays.ts";
import type { PushEvent } from "./pushEvent.ts";
import type { PushLog, PushLogs } from "./pushLog.ts";
import { ReportedPushLog } from "./reportedPushLog.ts";

interface PushQueueOptions {
  /** The plans that can be executed. */
  readonly plans: PlanCache;
  readonly stores: Stores;
  /** Records pushes while they run. */
  readonly logs: PushLogs;
  readonly delays: PushDelays | undefined;
  /** The app's log, for failures of the push logs. */
  readonly log: Log | undefined;
  /** Returns the rules in force when a push starts. */
  readonly overwriteRules: () => OverwriteRules;
}

/** A push that is added to the queue. */
export interface QueuedPush {
  readonly planId: string;
  /** Aborts the wait or the push. */
  readonly signal: AbortSignal;
  /** Called when the wait is over. */
  readonly onStart?: (() => void) | undefined;
  readonly report: (event: PushEvent) => void;
}

/** Executes plans one after another, in the order in which they are added. */
export class PushQueue {
  readonly #options: PushQueueOptions;
  readonly #lock = new Lock();

  constructor(options: PushQueueOptions) {
    this.#options = options;
  }

  /**
   * Executes a plan, once. While other pushes run, it waits, with its plan taken from the plans that can be executed.
   * @throws EngineError `plan_gone`, `tag_protected`, or if the log cannot be begun
   * @throws the signal's reason when it aborts the wait
   */
  async push({ planId, signal, onStart, report }: QueuedPush): Promise<PushOutcome> {
    const { plans, stores, logs, delays, log } = this.#options;
    const { plan, origin } = plans.take(planId);
    let pushLog: PushLog | undefined;
    try {
      return await this.#lock.runExclusive(async () => {
        onStart?.();
        checkRules(plan, this.#options.overwriteRules());
        const begun = await logs.begin(plan, origin);
        pushLog = log ? new ReportedPushLog(begun, log) : begun;
        if (origin.continues !== undefined) {
          await this.#markContinued(origin.continues, pushLog.id);
        }
        return await executePlan({ plan, stores, log: pushLog, signal, report, delays });
      }, signal);
    } catch (error) {
      // Nothing was pushed: the same plan can be executed later, for example when the disk has space again.
      if (pushLog === undefined) {
        plans.add(plan, origin);
      }
      throw error;
    }
  }

  /** Runs other work that changes registries, after the pushes before it. */
  async runExclusive<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return await this.#lock.runExclusive(work, signal);
  }

  /** If the mark cannot be written, the interrupted push can still be dismissed. */
  async #markContinued(id: string, continuedBy: string): Promise<void> {
    const { logs, log } = this.#options;
    try {
      await logs.markContinued(id, continuedBy);
    } catch (error) {
      log?.warn(`Journal entry ${id}: ${String(error)}`);
    }
  }
}
