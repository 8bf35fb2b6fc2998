import { api, type Job } from "../../../api.ts";
import type { ComposeAccess, TargetStatus } from "../composeState.ts";

interface TargetJobs {
  /** Looks what a target's tag holds now. */
  readonly look: (id: string) => void;
  readonly giveUp: (id: string) => void;
}

/** Looks at the draft's targets, each by its own job. */
export function createTargetChecks(access: ComposeAccess): TargetJobs {
  const running = new Map<string, Job<unknown>>();

  function setStatus(id: string, status: TargetStatus): void {
    access.set({ targets: { ...access.get().targets, [id]: status } });
  }

  function giveUp(id: string): void {
    const job = running.get(id);
    running.delete(id);
    job?.cancel();
  }

  return {
    giveUp,
    look: (id) => {
      giveUp(id);
      const target = access.get().draft.targets.find((candidate) => candidate.id === id);
      if (target === undefined) {
        return;
      }
      setStatus(id, { kind: "looking" });
      const job = api.startJob("target:check", { text: target.text });
      running.set(id, job);
      void job.result.then((answer) => {
        if (running.get(id) !== job) {
          return;
        }
        running.delete(id);
        setStatus(
          id,
          answer.ok
            ? { kind: "found", state: answer.value }
            : { kind: "failed", error: answer.error },
        );
      });
    },
  };
}
