import { api, type Job } from "../../../api.ts";
import type { ComposeAccess } from "../composeState.ts";
import type { TargetStatus } from "./targetsSlice.ts";

export interface TargetChecks {
  /** Reads the current tag of a target. Cancels an earlier check of it. */
  readonly start: (id: string) => void;
  readonly cancel: (id: string) => void;
}

/** Creates the jobs that check the draft's targets, one per target. */
export function createTargetChecks({ get, set }: ComposeAccess): TargetChecks {
  const running = new Map<string, Job<unknown>>();

  function setStatus(id: string, status: TargetStatus): void {
    set({ targets: { ...get().targets, [id]: status } });
  }

  function cancel(id: string): void {
    const job = running.get(id);
    running.delete(id);
    job?.cancel();
  }

  return {
    cancel,
    start: (id) => {
      cancel(id);
      const target = get().draft.targets.find((candidate) => candidate.id === id);
      if (target === undefined) {
        return;
      }
      setStatus(id, { kind: "checking" });
      const job = api.startJob("target:check", { text: target.text });
      running.set(id, job);
      void job.result.then((result) => {
        if (running.get(id) !== job) {
          return;
        }
        running.delete(id);
        setStatus(
          id,
          result.ok
            ? { kind: "found", state: result.value }
            : { kind: "failed", error: result.error },
        );
      });
    },
  };
}
