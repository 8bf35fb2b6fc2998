import { create } from "zustand";
import type { Failure, Result } from "../../../shared/errors.ts";
import type { Inputs } from "../../../shared/ipc/contract.ts";
import type { Plan, PushOutcome } from "../../../shared/plan.ts";
import type { Progress, StepProgress } from "../../../shared/progress.ts";
import { api, type Job } from "../../api.ts";
import { useCompose } from "../compose/composeStore.ts";
import { useHistory } from "../history/historyStore.ts";
import { endSteps } from "./planProgress.ts";

/** What to plan; `open` reads a plan from a file that the user chooses. */
export type PlanRequest =
  | Inputs["plan:make"]["request"]
  | { readonly kind: "open"; readonly openedId?: string };
export type PushProgress = Extract<Progress, { kind: "pushing" }>;
/** The steps that have started, by id; of a push that ended, all. `stopped`: the push ended without it. */
export type Steps = Readonly<
  Record<
    string,
    StepProgress | (Pick<StepProgress, "id" | "bytes"> & { readonly state: "stopped" })
  >
>;

interface Confirmed {
  /** The id of its job. */
  readonly id: string;
  readonly request: PlanRequest;
  readonly plan: Plan;
}

/** A push that the user confirmed. */
export type ConfirmedPush =
  /** Other pushes run before it. */
  | (Confirmed & { readonly kind: "waiting"; readonly isCancelling: boolean })
  | (Confirmed & {
      readonly kind: "pushing";
      readonly progress: PushProgress | undefined;
      readonly steps: Steps;
      readonly isCancelling: boolean;
    })
  /** The push could not start: nothing was pushed. */
  | (Confirmed & { readonly kind: "refused"; readonly failure: Failure })
  /** The push ended, successfully or not. */
  | (Confirmed & { readonly kind: "done"; readonly outcome: PushOutcome; readonly steps: Steps });

export type ConfirmedPushOf<K extends ConfirmedPush["kind"]> = Extract<ConfirmedPush, { kind: K }>;
export type UnfinishedPush = ConfirmedPushOf<"waiting" | "pushing">;

/** Whether a push waits or runs. */
export function isUnfinished(push: ConfirmedPush): push is UnfinishedPush {
  return push.kind === "waiting" || push.kind === "pushing";
}

/** Returns the push that runs, or else the latest one. */
export function currentPush(pushes: readonly ConfirmedPush[]): ConfirmedPush | undefined {
  return pushes.find(({ kind }) => kind === "pushing") ?? pushes.at(-1);
}

interface PushQueueState {
  /** In the order in which they were confirmed, until their result is dismissed. */
  readonly pushes: readonly ConfirmedPush[];
  /**
   * Starts the push of a plan. It waits for those before it.
   * @param onDeclined called if nothing was done and the plan can still be pushed: the user declined a question of the
   *   system, or cancelled the push while it waited
   * @param following how many pushes of the same kind are started after it, one by one
   * @returns the id of the push
   */
  readonly start: (
    request: PlanRequest,
    plan: Plan,
    onDeclined: (id: string) => void,
    following?: number,
  ) => string;
  /** Stops a push. Its result says what it did; of one that waits, nothing remains. */
  readonly cancel: (id: string) => void;
  /** Removes the result of a push. */
  readonly dismiss: (id: string) => void;
}

function applyProgress(push: ConfirmedPush, progress: PushProgress): ConfirmedPush {
  if (!isUnfinished(push)) {
    return push;
  }
  const { id, request, plan, isCancelling } = push;
  const before = push.kind === "pushing" ? push.steps : {};
  const changed = Object.fromEntries(progress.steps.map((step) => [step.id, step]));
  const steps = { ...before, ...changed };
  return { kind: "pushing", id, request, plan, progress, steps, isCancelling };
}

function stateAfterPush(push: ConfirmedPush, result: Result<PushOutcome>): ConfirmedPush {
  const { id, request, plan } = push;
  if (!result.ok) {
    return { kind: "refused", id, request, plan, failure: result.error };
  }
  const outcome = result.value;
  const steps = endSteps(plan, outcome, push.kind === "pushing" ? push.steps : {});
  return { kind: "done", id, request, plan, outcome, steps };
}

/** The pushes that run, wait, or ended and were not dismissed. The main process runs one at a time. */
export const usePushQueue = create<PushQueueState>()((set, get) => {
  const jobs = new Map<string, Job<PushOutcome>>();

  function change(id: string, edit: (push: ConfirmedPush) => ConfirmedPush): void {
    set(({ pushes }) => ({ pushes: pushes.map((push) => (push.id === id ? edit(push) : push)) }));
  }

  function remove(id: string): void {
    set(({ pushes }) => ({ pushes: pushes.filter((push) => push.id !== id) }));
  }

  function settle(id: string, result: Result<PushOutcome>, onDeclined: (id: string) => void): void {
    jobs.delete(id);
    if (!result.ok && result.error.code === "cancelled") {
      onDeclined(id);
      remove(id);
      return;
    }
    change(id, (push) => stateAfterPush(push, result));
    if (result.ok) {
      // A failed push may have moved tags and is in the journal as well.
      useCompose.getState().recheckTargets();
      void useHistory.getState().read();
    }
  }

  return {
    pushes: [],
    start: (request, plan, onDeclined, following = 0) => {
      const input = { planId: plan.id, following };
      const job: Job<PushOutcome> = api.startJob("push:start", input, (progress) => {
        if (progress.kind === "pushing") {
          change(job.id, (push) => applyProgress(push, progress));
        }
      });
      const { id } = job;
      jobs.set(id, job);
      const push = { id, request, plan, isCancelling: false };
      const added: ConfirmedPush = get().pushes.some(isUnfinished)
        ? { ...push, kind: "waiting" }
        : { ...push, kind: "pushing", progress: undefined, steps: {} };
      set(({ pushes }) => ({ pushes: [...pushes, added] }));
      void job.result.then((result) => settle(id, result, onDeclined));
      return id;
    },
    cancel: (id) => {
      jobs.get(id)?.cancel();
      change(id, (push) => (isUnfinished(push) ? { ...push, isCancelling: true } : push));
    },
    dismiss: (id) => {
      if (!jobs.has(id)) {
        remove(id);
      }
    },
  };
});
