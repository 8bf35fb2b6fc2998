import { create } from "zustand";
import type { Inputs } from "../../../shared/ipc/contract.ts";
import type { Plan, PushOutcome } from "../../../shared/plan.ts";
import type { Progress, StepProgress } from "../../../shared/progress.ts";
import type { Failure, Result } from "../../../shared/errors.ts";
import { api, type Job } from "../../api.ts";
import { useCompose } from "../compose/composeStore.ts";

/** Where a plan comes from: what it is asked for, or a file that the person chooses. */
export type PlanRequest = Inputs["plan:make"]["request"] | { readonly kind: "open" };
type Working = Extract<Progress, { kind: "working" }>;
type Pushing = Extract<Progress, { kind: "pushing" }>;
export type Steps = Readonly<Record<string, StepProgress>>;

/** Whether the plan in the review was saved to a file. */
export type SaveState =
  | { readonly kind: "none" }
  | { readonly kind: "saving" }
  | { readonly kind: "saved"; readonly path: string }
  | { readonly kind: "failed"; readonly failure: Failure };

/** Where a push stands, from the question for a plan to its result. */
export type PushState =
  | { readonly kind: "closed" }
  | { readonly kind: "planning"; readonly request: PlanRequest; readonly progress: Working | null }
  /** No plan came of it, or one that could not even be begun: nothing was pushed. */
  | { readonly kind: "refused"; readonly request: PlanRequest; readonly failure: Failure }
  | {
      readonly kind: "review";
      readonly request: PlanRequest;
      readonly plan: Plan;
      readonly save: SaveState;
    }
  | {
      readonly kind: "pushing";
      readonly request: PlanRequest;
      readonly plan: Plan;
      readonly progress: Pushing | null;
      readonly steps: Steps;
      readonly cancelling: boolean;
    }
  | {
      readonly kind: "done";
      readonly request: PlanRequest;
      readonly plan: Plan;
      readonly outcome: PushOutcome;
    };

interface PushSlice {
  readonly state: PushState;
  readonly makePlan: (request: PlanRequest) => void;
  /** Saves the plan that is reviewed to a file that the person chooses. */
  readonly save: () => Promise<void>;
  readonly start: () => void;
  /**
   * Leaves a plan whose source tags moved: a draft is computed anew and seen before it is reviewed again; a
   * retag is planned anew with what the tag names now.
   */
  readonly takeNew: () => void;
  /** Stops what is under way; a push then says what it had done. */
  readonly cancel: () => void;
  readonly close: () => void;
}

function addSteps(steps: Steps, changed: readonly StepProgress[]): Steps {
  return { ...steps, ...Object.fromEntries(changed.map((step) => [step.id, step])) };
}

function startPlanning(
  request: PlanRequest,
  onProgress: (progress: Progress) => void,
): Job<Plan | null> {
  return request.kind === "open"
    ? api.startJob("plan:open", {}, onProgress)
    : api.startJob("plan:make", { request }, onProgress);
}

function planned(request: PlanRequest, answer: Result<Plan | null>): PushState {
  if (!answer.ok) {
    return { kind: "refused", request, failure: answer.error };
  }
  return answer.value === null
    ? { kind: "closed" }
    : { kind: "review", request, plan: answer.value, save: { kind: "none" } };
}

/** The one push that the window can show at a time. */
export const usePush = create<PushSlice>()((set, get) => {
  let job: Job<unknown> | null = null;

  function giveUp(): void {
    const under = job;
    job = null;
    under?.cancel();
  }

  function onPushProgress(progress: Progress): void {
    const { state } = get();
    if (state.kind === "pushing" && progress.kind === "pushing") {
      set({ state: { ...state, progress, steps: addSteps(state.steps, progress.steps) } });
    }
  }

  function setSave(planId: string, save: SaveState): void {
    const { state } = get();
    if (state.kind === "review" && state.plan.id === planId) {
      set({ state: { ...state, save } });
    }
  }

  return {
    state: { kind: "closed" },
    makePlan: (request) => {
      giveUp();
      set({ state: { kind: "planning", request, progress: null } });
      const started = startPlanning(request, (progress) => {
        if (job === started && progress.kind === "working") {
          set({ state: { kind: "planning", request, progress } });
        }
      });
      job = started;
      void started.result.then((answer) => {
        if (job === started) {
          job = null;
          set({ state: planned(request, answer) });
        }
      });
    },
    save: async () => {
      const { state } = get();
      if (state.kind !== "review" || state.save.kind === "saving") {
        return;
      }
      const { id } = state.plan;
      setSave(id, { kind: "saving" });
      const answer = await api.invoke("plan:save", { planId: id });
      if (!answer.ok) {
        setSave(id, { kind: "failed", failure: answer.error });
      } else {
        // A dialog that was closed without a choice leaves what was said of the last one.
        setSave(
          id,
          answer.value === null ? state.save : { kind: "saved", path: answer.value.path },
        );
      }
    },
    start: () => {
      const { state } = get();
      if (state.kind !== "review") {
        return;
      }
      const { plan, request } = state;
      const review = state;
      set({
        state: { kind: "pushing", request, plan, progress: null, steps: {}, cancelling: false },
      });
      const started = api.startJob("push:start", { planId: plan.id }, onPushProgress);
      job = started;
      void started.result.then((answer) => {
        if (job !== started) {
          return;
        }
        job = null;
        if (answer.ok) {
          set({ state: { kind: "done", request, plan, outcome: answer.value } });
        } else if (answer.error.code === "cancelled") {
          // The person said no to the question before it: nothing was done, and the plan still holds.
          set({ state: review });
        } else {
          set({ state: { kind: "refused", request, failure: answer.error } });
        }
      });
    },
    takeNew: () => {
      const { state } = get();
      if (state.kind !== "review") {
        return;
      }
      const { plan, request } = state;
      const moved = plan.differences?.find(({ kind }) => kind === "source");
      if (request.kind === "compose") {
        get().close();
        useCompose.getState().refresh();
      } else if (request.kind === "retag" && moved?.kind === "source" && moved.now !== null) {
        const repository = request.source.slice(0, request.source.lastIndexOf("@"));
        get().makePlan({ ...request, source: `${repository}@${moved.now}` });
      }
    },
    cancel: () => {
      const { state } = get();
      if (state.kind === "pushing") {
        job?.cancel();
        set({ state: { ...state, cancelling: true } });
      } else {
        get().close();
      }
    },
    close: () => {
      if (get().state.kind !== "pushing") {
        giveUp();
        set({ state: { kind: "closed" } });
      }
    },
  };
});
