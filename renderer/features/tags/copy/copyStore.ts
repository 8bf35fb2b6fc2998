import { create } from "zustand";
import type { CopyReferrers } from "../../../../shared/draft.ts";
import { emptyDraft } from "../../../../shared/emptyDraft.ts";
import type { Failure } from "../../../../shared/errors.ts";
import { type ConfirmedPush, usePushQueue } from "../../push/pushQueueStore.ts";
import { type CopyOrder, CopyPlanning, type PlannedCopy, type RefusedCopy } from "./planCopies.ts";

/** How far the copy of one digest is. */
export type CopyResult =
  | { readonly kind: "waiting" }
  | { readonly kind: "running"; readonly pushId: string }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "cancelled" };

/** The tags to copy, and what is filled in. */
export interface CopyForm {
  /** `retag`: to other tags of the same repository. */
  readonly purpose: "retag" | "copy";
  readonly repository: string;
  readonly tags: readonly string[];
  /** The digests of tags that were read. */
  readonly digests: ReadonlyMap<string, string>;
  /** The tags that the repository has. */
  readonly existing: ReadonlySet<string>;
  readonly target: string;
  readonly patterns: string;
  readonly copyReferrers: CopyReferrers;
  readonly noClobber: boolean;
}

export type CopyStep =
  | { readonly kind: "form" }
  | { readonly kind: "planning"; readonly done: number; readonly total: number }
  | { readonly kind: "refused"; readonly refused: readonly RefusedCopy[] }
  | { readonly kind: "review"; readonly plans: readonly PlannedCopy[] }
  | {
      readonly kind: "running";
      readonly plans: readonly PlannedCopy[];
      /** In the order of the plans. */
      readonly results: readonly CopyResult[];
    };

type CopyStart = Pick<CopyForm, "purpose" | "repository" | "tags" | "digests" | "existing">;

interface CopyState {
  /** Undefined until tags are to be copied. */
  readonly form: CopyForm | undefined;
  readonly step: CopyStep;
  readonly isOpen: boolean;
  readonly open: (start: CopyStart) => void;
  readonly fillIn: (
    change: Partial<Pick<CopyForm, "target" | "patterns" | "copyReferrers" | "noClobber">>,
  ) => void;
  /** Plans the copies; those of one digest are reviewed as any retag. */
  readonly plan: (order: CopyOrder) => void;
  /** Returns to the form. */
  readonly edit: () => void;
  /** Copies what was reviewed: one digest after the other, until one fails. */
  readonly start: () => void;
  /** Closes the dialog. Copies that run continue. */
  readonly close: () => void;
}

/** Whether the user stopped a push while it ran. */
function isCancelled(push: ConfirmedPush): boolean {
  return push.kind === "done" && push.outcome.failure?.code === "cancelled";
}

/** Resolves when a push has ended, or was declined. */
async function endOfPush(id: string): Promise<CopyResult> {
  return await new Promise((resolve) => {
    const check = (): boolean => {
      const push = usePushQueue.getState().pushes.find((each) => each.id === id);
      if (push?.kind === "waiting" || push?.kind === "pushing") {
        return false;
      }
      if (push === undefined || isCancelled(push)) {
        resolve({ kind: "cancelled" });
      } else if (push.kind === "refused") {
        resolve({ kind: "failed", failure: push.failure });
      } else if (push.outcome.failure === undefined) {
        resolve({ kind: "done" });
      } else {
        resolve({ kind: "failed", failure: push.outcome.failure });
      }
      return true;
    };
    if (!check()) {
      const stop = usePushQueue.subscribe(() => {
        if (check()) {
          stop();
        }
      });
    }
  });
}

/** The dialog that copies tags of a repository. */
export const useCopyTags = create<CopyState>()((set, get) => {
  let planning: CopyPlanning | undefined;

  function setResult(at: number, result: CopyResult): void {
    const { step } = get();
    if (step.kind === "running") {
      set({ step: { ...step, results: step.results.with(at, result) } });
    }
  }

  async function run(plans: readonly PlannedCopy[]): Promise<void> {
    for (const [at, { request, plan }] of plans.entries()) {
      const { start, dismiss } = usePushQueue.getState();
      const pushId = start(request, plan, () => {}, plans.length - at - 1);
      setResult(at, { kind: "running", pushId });
      const result = await endOfPush(pushId);
      setResult(at, result);
      // The results are listed here.
      dismiss(pushId);
      if (result.kind !== "done") {
        return;
      }
    }
  }

  return {
    form: undefined,
    step: { kind: "form" },
    isOpen: false,
    open: (start) => {
      const { purpose, repository } = start;
      const { step, form } = get();
      const isRunning =
        step.kind === "running" && step.results.some(({ kind }) => kind === "running");
      if (isRunning) {
        set({ isOpen: true });
        return;
      }
      const kept = form?.purpose === purpose && form.repository === repository ? form : undefined;
      set({
        isOpen: true,
        step: { kind: "form" },
        form: {
          ...start,
          target: purpose === "retag" ? repository : (kept?.target ?? ""),
          patterns: kept?.patterns ?? (purpose === "retag" ? "" : "{tag}"),
          copyReferrers: kept?.copyReferrers ?? emptyDraft.copyReferrers,
          noClobber: kept?.noClobber ?? false,
        },
      });
    },
    fillIn: (change) => {
      const { form } = get();
      if (form !== undefined) {
        set({ form: { ...form, ...change } });
      }
    },
    plan: (order) => {
      const started = new CopyPlanning();
      planning = started;
      set({ step: { kind: "planning", done: 0, total: 0 } });
      const onProgress = (done: number, total: number): void => {
        if (planning === started) {
          set({ step: { kind: "planning", done, total } });
        }
      };
      void started.plan(order, get().form?.digests ?? new Map(), onProgress).then((planned) => {
        if (planning !== started || planned === undefined) {
          return;
        }
        planning = undefined;
        const { plans, refused } = planned;
        set({
          step: refused.length > 0 ? { kind: "refused", refused } : { kind: "review", plans },
        });
      });
    },
    edit: () => {
      planning?.stop();
      planning = undefined;
      set({ step: { kind: "form" } });
    },
    start: () => {
      const { step } = get();
      if (step.kind !== "review") {
        return;
      }
      const { plans } = step;
      set({
        step: { kind: "running", plans, results: plans.map(() => ({ kind: "waiting" })) },
      });
      void run(plans);
    },
    close: () => {
      planning?.stop();
      planning = undefined;
      set({ isOpen: false, ...(get().step.kind === "running" ? {} : { step: { kind: "form" } }) });
    },
  };
});
