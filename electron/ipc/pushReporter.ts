import type { Progress, StepProgress } from "../../shared/progress.ts";
import type { PushEvent } from "../engine/push/pushEvent.ts";

/** Milliseconds between two reports: fast enough to look alive, slow enough to leave the window free. */
const interval = 100;

/** Gathers what a push reports and passes it on in portions. */
export interface PushReporter {
  report(event: PushEvent): void;
  /** Pass on what is left; to be called when the push has ended. */
  flush(): void;
}

/**
 * @param send takes a portion: the steps that changed, and the sums
 */
export function createPushReporter(
  totalBytes: number,
  send: (progress: Progress) => void,
): PushReporter {
  const bytes = new Map<string, number>();
  let changed = new Map<string, StepProgress>();
  let phase: PushEvent["phase"] = "content";
  let doneBytes = 0;
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (changed.size === 0) return;
    const steps = [...changed.values()];
    changed = new Map();
    send({ kind: "pushing", phase, doneBytes, totalBytes, steps });
  };

  return {
    flush,
    report: ({ phase: current, ...step }) => {
      phase = current;
      doneBytes += step.bytes - (bytes.get(step.id) ?? 0);
      bytes.set(step.id, step.bytes);
      changed.set(step.id, step);
      timer ??= setTimeout(flush, interval);
    },
  };
}
