import { create } from "zustand";
import type { Deletion, DeletionOutcome, DeletionPlan } from "../../../../shared/deletion.ts";
import type { Failure } from "../../../../shared/errors.ts";
import { api, type Job } from "../../../api.ts";
import { useHistory } from "../../history/historyStore.ts";

/** Tags of a repository to delete. */
interface DeleteRequest {
  readonly repository: string;
  readonly tags: readonly string[];
  /** How; undefined: as the registry prefers. */
  readonly by: Deletion["by"] | undefined;
}

export type DeleteStep =
  | { readonly kind: "closed" }
  | {
      readonly kind: "planning";
      readonly message: string | undefined;
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: "refused"; readonly failure: Failure }
  | { readonly kind: "review"; readonly plan: DeletionPlan }
  | {
      readonly kind: "deleting";
      readonly plan: DeletionPlan;
      readonly done: number;
      readonly isStopping: boolean;
    }
  | { readonly kind: "done"; readonly plan: DeletionPlan; readonly outcome: DeletionOutcome };

interface DeleteState {
  readonly step: DeleteStep;
  readonly request: DeleteRequest | undefined;
  /** Plans a deletion for its review. @param onDeleted called after something may have been deleted */
  readonly open: (request: DeleteRequest, onDeleted?: () => void) => void;
  /** Plans again, another way. */
  readonly setWay: (by: Deletion["by"]) => void;
  /** Executes the reviewed plan. */
  readonly start: () => void;
  /** Stops a running deletion before its next tag. */
  readonly stop: () => void;
  /** Closes the dialog, unless tags are being deleted. */
  readonly close: () => void;
}

/** The dialog that deletes tags and manifests. */
export const useDeleteTags = create<DeleteState>()((set, get) => {
  let job: Job<unknown> | undefined;
  let onDeleted = (): void => {};

  function plan(request: DeleteRequest): void {
    job?.cancel();
    set({ request, step: { kind: "planning", message: undefined, done: 0, total: 0 } });
    const { repository, tags, by } = request;
    const started = api.startJob(
      "deletion:plan",
      { repository, tags: [...tags], ...(by === undefined ? {} : { by }) },
      (progress) => {
        if (job === started && progress.kind === "working") {
          const { message, done, total } = progress;
          set({ step: { kind: "planning", message, done, total } });
        }
      },
    );
    job = started;
    void started.result.then((result) => {
      if (job === started) {
        job = undefined;
        set({
          step: result.ok
            ? { kind: "review", plan: result.value }
            : { kind: "refused", failure: result.error },
        });
      }
    });
  }

  return {
    step: { kind: "closed" },
    request: undefined,
    open: (request, deleted = () => {}) => {
      onDeleted = deleted;
      plan(request);
    },
    setWay: (by) => {
      const { request } = get();
      if (request !== undefined) {
        plan({ ...request, by });
      }
    },
    start: () => {
      const { step } = get();
      if (step.kind !== "review") {
        return;
      }
      const reviewed = step.plan;
      set({ step: { kind: "deleting", plan: reviewed, done: 0, isStopping: false } });
      const started = api.startJob("deletion:execute", { planId: reviewed.id }, (progress) => {
        const now = get().step;
        if (now.kind === "deleting" && progress.kind === "working") {
          set({ step: { ...now, done: progress.done } });
        }
      });
      job = started;
      void started.result.then((result) => {
        job = undefined;
        set({
          step: result.ok
            ? { kind: "done", plan: reviewed, outcome: result.value }
            : { kind: "refused", failure: result.error },
        });
        void useHistory.getState().read();
        onDeleted();
      });
    },
    stop: () => {
      const { step } = get();
      if (step.kind === "deleting") {
        job?.cancel();
        set({ step: { ...step, isStopping: true } });
      }
    },
    close: () => {
      if (get().step.kind !== "deleting") {
        job?.cancel();
        job = undefined;
        set({ step: { kind: "closed" } });
      }
    },
  };
});
