import { create } from "zustand";
import type { Inputs } from "../../../shared/ipc/contract.ts";
import type { Plan, PushOutcome } from "../../../shared/plan.ts";
import type { Progress, StepProgress } from "../../../shared/progress.ts";
import type { Failure } from "../../../shared/result.ts";
import { api, type Job } from "../../api.ts";

export type PlanRequest = Inputs["plan:make"]["request"];
type Working = Extract<Progress, { kind: "working" }>;
type Pushing = Extract<Progress, { kind: "pushing" }>;
export type Steps = Readonly<Record<string, StepProgress>>;

/** Where a push stands, from the question for a plan to its result. */
export type PushState =
  | { readonly kind: "closed" }
  | { readonly kind: "planning"; readonly request: PlanRequest; readonly progress: Working | null }
  | { readonly kind: "refused"; readonly request: PlanRequest; readonly failure: Failure }
  | { readonly kind: "review"; readonly request: PlanRequest; readonly plan: Plan }
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
      readonly steps: Steps;
      readonly outcome: PushOutcome;
    };

interface PushSlice {
  readonly state: PushState;
  readonly makePlan: (request: PlanRequest) => void;
  readonly start: () => void;
  /** Stops what is under way; a push then says what it had done. */
  readonly cancel: () => void;
  readonly close: () => void;
}

function addSteps(steps: Steps, changed: readonly StepProgress[]): Steps {
  return { ...steps, ...Object.fromEntries(changed.map((step) => [step.id, step])) };
}

/** A push that never began moved nothing: every tag is where it was. */
function nothingDone(plan: Plan, failure: Failure): PushOutcome {
  return {
    root: plan.root,
    tags: plan.repositories.flatMap(({ tags }) =>
      tags.map((move) => ({ kind: "untouched" as const, move })),
    ),
    copiedBytes: 0,
    mountedBlobs: 0,
    failure,
  };
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

  return {
    state: { kind: "closed" },
    makePlan: (request) => {
      giveUp();
      set({ state: { kind: "planning", request, progress: null } });
      const started = api.startJob("plan:make", { request }, (progress) => {
        if (job === started && progress.kind === "working") {
          set({ state: { kind: "planning", request, progress } });
        }
      });
      job = started;
      void started.result.then((answer) => {
        if (job !== started) {
          return;
        }
        job = null;
        set({
          state: answer.ok
            ? { kind: "review", request, plan: answer.value }
            : { kind: "refused", request, failure: answer.error },
        });
      });
    },
    start: () => {
      const { state } = get();
      if (state.kind !== "review") {
        return;
      }
      const { plan, request } = state;
      set({
        state: { kind: "pushing", request, plan, progress: null, steps: {}, cancelling: false },
      });
      const started = api.startJob("push:start", { planId: plan.id }, onPushProgress);
      job = started;
      void started.result.then((answer) => {
        const now = get().state;
        if (job !== started || now.kind !== "pushing") {
          return;
        }
        job = null;
        const outcome = answer.ok ? answer.value : nothingDone(plan, answer.error);
        set({ state: { kind: "done", request, plan, steps: now.steps, outcome } });
      });
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
