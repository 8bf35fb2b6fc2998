import { create } from "zustand";
import type { Deletion, DeletionOutcome, DeletionPlan } from "../../../../shared/deletion.ts";
import type { Failure } from "../../../../shared/errors.ts";
import { api } from "../../../api.ts";
import { JobSlot } from "../../../jobSlot.ts";
import { useHistory } from "../../history/historyStore.ts";

/** Tags or manifests of a repository to delete. */
interface DeleteRequest {
  readonly repository: string;
  readonly tags: readonly string[];
  /** Manifests, whether tags point to them or not. */
  readonly digests: readonly string[];
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
  const slot = new JobSlot();
  let onDeleted = (): void => {};

  function plan(request: DeleteRequest): void {
    const { repository, tags, digests, by } = request;
    set({ request, step: { kind: "planning", message: undefined, done: 0, total: 0 } });
    const input = {
      repository,
      tags: [...tags],
      digests: [...digests],
      ...(by === undefined ? {} : { by }),
    };
    slot.start(
      (ifCurrent) =>
        api.startJob("deletion:plan", input, (progress) =>
          ifCurrent(() => {
            if (progress.kind === "working") {
              const { message, done, total } = progress;
              set({ step: { kind: "planning", message, done, total } });
            }
          }),
        ),
      (result) =>
        set({
          step: result.ok
            ? { kind: "review", plan: result.value }
            : { kind: "refused", failure: result.error },
        }),
    );
  }

  function execute(reviewed: DeletionPlan): void {
    set({ step: { kind: "deleting", plan: reviewed, done: 0, isStopping: false } });
    slot.start(
      () =>
        api.startJob("deletion:execute", { planId: reviewed.id }, (progress) => {
          const now = get().step;
          if (now.kind === "deleting" && progress.kind === "working") {
            set({ step: { ...now, done: progress.done } });
          }
        }),
      (result) => {
        set({
          step: result.ok
            ? { kind: "done", plan: reviewed, outcome: result.value }
            : { kind: "refused", failure: result.error },
        });
        void useHistory.getState().read();
        onDeleted();
      },
    );
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
      if (step.kind === "review") {
        execute(step.plan);
      }
    },
    stop: () => {
      const { step } = get();
      if (step.kind === "deleting") {
        slot.cancel();
        set({ step: { ...step, isStopping: true } });
      }
    },
    close: () => {
      if (get().step.kind !== "deleting") {
        slot.drop();
        set({ step: { kind: "closed" } });
      }
    },
  };
});
