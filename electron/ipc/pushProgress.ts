import type { StepProgress } from "../../shared/progress.ts";
import type { PushEvent } from "../engine/push/pushEvent.ts";
import { intervalMs, type ProgressReporter } from "./progressReporter.ts";

/** Reports the steps of a push that changed, and the bytes that have arrived. */
export function reportPush(
  reporter: ProgressReporter,
  totalBytes: number,
): (event: PushEvent) => void {
  const bytes = new Map<string, number>();
  let changed = new Map<string, StepProgress>();
  let doneBytes = 0;
  return ({ phase, ...step }) => {
    doneBytes += step.bytes - (bytes.get(step.id) ?? 0);
    bytes.set(step.id, step.bytes);
    changed.set(step.id, step);
    reporter.report("pushing", intervalMs, () => {
      const steps = [...changed.values()];
      changed = new Map();
      return { kind: "pushing", phase, doneBytes, totalBytes, steps };
    });
  };
}
