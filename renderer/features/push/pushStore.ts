import { create } from "zustand";
import type { Failure, Result } from "../../../shared/errors.ts";
import type { Inputs } from "../../../shared/ipc/contract.ts";
import type { Plan, PushOutcome } from "../../../shared/plan.ts";
import type { Progress, StepProgress } from "../../../shared/progress.ts";
import { api, type Job } from "../../api.ts";
import { useCompose } from "../compose/composeStore.ts";

/** What to plan; `open` reads a plan from a file that the user chooses. */
export type PlanRequest = Inputs["plan:make"]["request"] | { readonly kind: "open" };
type PlanProgress = Extract<Progress, { kind: "working" }>;
export type PushProgress = Extract<Progress, { kind: "pushing" }>;
/** The steps that have started, by id. */
export type Steps = Readonly<Record<string, StepProgress>>;

/** The state of saving the reviewed plan to a file. */
export type SaveState =
  | { readonly kind: "none" }
  | { readonly kind: "saving" }
  | { readonly kind: "saved"; readonly path: string }
  | { readonly kind: "failed"; readonly failure: Failure };

/** The state of a push, from planning to its result. */
export type PushState =
  | { readonly kind: "closed" }
  | {
      readonly kind: "planning";
      readonly request: PlanRequest;
      readonly progress: PlanProgress | undefined;
    }
  /** Planning failed, or the push could not start: nothing was pushed. */
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
      readonly progress: PushProgress | undefined;
      readonly steps: Steps;
      readonly isCancelling: boolean;
    }
  | {
      readonly kind: "done";
      readonly request: PlanRequest;
      readonly plan: Plan;
      readonly outcome: PushOutcome;
    };

export type PushStateOf<K extends PushState["kind"]> = Extract<PushState, { kind: K }>;

interface PushSlice {
  readonly state: PushState;
  readonly makePlan: (request: PlanRequest) => void;
  /** Saves the reviewed plan to a file that the user chooses. */
  readonly save: () => Promise<void>;
  readonly start: () => void;
  /**
   * Replaces a plan whose source tags moved. A draft is closed and its preview computed again, so that the user sees it
   * before the next review; a retag is planned again with the digest that the tag points to now.
   */
  readonly replanWithMovedSources: () => void;
  /** Cancels planning, or stops a push; a stopped push shows what it did. */
  readonly cancel: () => void;
  /** Closes the dialog, unless a push is running. */
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

function stateAfterPlanning(request: PlanRequest, result: Result<Plan | null>): PushState {
  if (!result.ok) {
    return { kind: "refused", request, failure: result.error };
  }
  // Null if the user chose no file.
  return result.value === null
    ? { kind: "closed" }
    : { kind: "review", request, plan: result.value, save: { kind: "none" } };
}

/** The push dialog's state. One push at a time. */
export const usePush = create<PushSlice>()((set, get) => {
  let job: Job<unknown> | undefined;

  function cancelJob(): void {
    job?.cancel();
    job = undefined;
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
      cancelJob();
      set({ state: { kind: "planning", request, progress: undefined } });
      const started = startPlanning(request, (progress) => {
        if (job === started && progress.kind === "working") {
          set({ state: { kind: "planning", request, progress } });
        }
      });
      job = started;
      void started.result.then((result) => {
        if (job === started) {
          job = undefined;
          set({ state: stateAfterPlanning(request, result) });
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
      const result = await api.invoke("plan:save", { planId: id });
      if (!result.ok) {
        setSave(id, { kind: "failed", failure: result.error });
      } else if (result.value === null) {
        // No file was chosen: the plan may have been saved before.
        setSave(id, state.save);
      } else {
        setSave(id, { kind: "saved", path: result.value.path });
      }
    },
    start: () => {
      const review = get().state;
      if (review.kind !== "review") {
        return;
      }
      const { plan, request } = review;
      set({
        state: {
          kind: "pushing",
          request,
          plan,
          progress: undefined,
          steps: {},
          isCancelling: false,
        },
      });
      const started = api.startJob("push:start", { planId: plan.id }, onPushProgress);
      job = started;
      void started.result.then((result) => {
        if (job !== started) {
          return;
        }
        job = undefined;
        if (result.ok) {
          set({ state: { kind: "done", request, plan, outcome: result.value } });
        } else if (result.error.code === "cancelled") {
          // The user declined the question before the push: nothing was done, and the plan is still valid.
          set({ state: review });
        } else {
          set({ state: { kind: "refused", request, failure: result.error } });
        }
      });
    },
    replanWithMovedSources: () => {
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
        set({ state: { ...state, isCancelling: true } });
      } else {
        get().close();
      }
    },
    close: () => {
      if (get().state.kind !== "pushing") {
        cancelJob();
        set({ state: { kind: "closed" } });
      }
    },
  };
});
