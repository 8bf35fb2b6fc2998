import { create } from "zustand";
import type { Failure, Result } from "../../../shared/errors.ts";
import type { Plan } from "../../../shared/plan.ts";
import type { Progress } from "../../../shared/progress.ts";
import { api, type Job } from "../../api.ts";
import { useCompose } from "../compose/composeStore.ts";
import { useInspect } from "../inspect/inspectStore.ts";
import { isUnfinished, type PlanRequest, usePushQueue } from "./pushQueueStore.ts";

type PlanProgress = Extract<Progress, { kind: "working" }>;

/** The state of saving the reviewed plan to a file. */
export type SaveState =
  | { readonly kind: "none" }
  | { readonly kind: "saving" }
  | { readonly kind: "saved"; readonly path: string }
  | { readonly kind: "failed"; readonly failure: Failure };

/** The state of the push dialog: a plan until it is confirmed, or a push of the queue. */
export type PushState =
  | { readonly kind: "closed" }
  | {
      readonly kind: "planning";
      readonly request: PlanRequest;
      readonly progress: PlanProgress | undefined;
    }
  /** Planning failed: nothing was pushed. */
  | { readonly kind: "refused"; readonly request: PlanRequest; readonly failure: Failure }
  | {
      readonly kind: "review";
      readonly request: PlanRequest;
      readonly plan: Plan;
      readonly save: SaveState;
    }
  /** `id`: of a push in the queue. */
  | { readonly kind: "push"; readonly id: string };

export type PushStateOf<K extends PushState["kind"]> = Extract<PushState, { kind: K }>;

interface PushSlice {
  readonly state: PushState;
  readonly makePlan: (request: PlanRequest) => void;
  /** Saves the reviewed plan to a file that the user chooses. */
  readonly save: () => Promise<void>;
  /** Starts the reviewed push, and shows it. */
  readonly start: () => void;
  /** Shows a push of the queue, unless the dialog shows something else. */
  readonly show: (id: string) => void;
  /**
   * Replaces a plan whose source tags moved. A draft is closed and its preview computed again, so that the user sees it
   * before the next review; a retag is planned again with the digest that the tag points to now.
   */
  readonly replanWithMovedSources: () => void;
  /** Closes the dialog and cancels planning. A push that runs or waits continues; one that ended is dismissed. */
  readonly close: () => void;
}

function startPlanning(
  request: PlanRequest,
  onProgress: (progress: Progress) => void,
): Job<Plan | null> {
  return request.kind === "open"
    ? api.startJob("plan:open", { openedId: request.openedId }, onProgress)
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

/** The push dialog's state. */
export const usePush = create<PushSlice>()((set, get) => {
  let job: Job<unknown> | undefined;

  function cancelJob(): void {
    job?.cancel();
    job = undefined;
  }

  /** Dismisses the push that was shown, if it ended. */
  function leavePush(): void {
    const { state } = get();
    const { pushes, dismiss } = usePushQueue.getState();
    const push = state.kind === "push" ? pushes.find(({ id }) => id === state.id) : undefined;
    if (push === undefined) {
      return;
    }
    const hasFailed =
      push.kind === "refused" || (push.kind === "done" && push.outcome.failure !== undefined);
    if (push.request.kind === "retag" && !hasFailed) {
      // The targets are not needed for another attempt.
      useInspect.getState().clearRetag();
    }
    if (!isUnfinished(push)) {
      dismiss(push.id);
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
      leavePush();
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
      const id = usePushQueue.getState().start(request, plan, (declined) => {
        const { state } = get();
        if (state.kind === "push" && state.id === declined) {
          set({ state: review });
        }
      });
      set({ state: { kind: "push", id } });
    },
    show: (id) => {
      const isKnown = usePushQueue.getState().pushes.some((push) => push.id === id);
      if (isKnown && get().state.kind === "closed") {
        set({ state: { kind: "push", id } });
      }
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
    close: () => {
      cancelJob();
      leavePush();
      set({ state: { kind: "closed" } });
    },
  };
});
