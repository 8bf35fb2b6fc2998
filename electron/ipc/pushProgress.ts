import type { StepProgress } from "../../shared/progress.ts";
import type { PushEvent } from "../engine/push/pushEvent.ts";
import { intervalMs, type ProgressReporter } from "./progressReporter.ts";

/** Receives what happens in a push. */
interface PushReport {
  /** The push starts, perhaps after a wait. */
  readonly onStart: () => void;
  readonly onEvent: (event: PushEvent) => void;
}

/**
 * Reports the start of a push, the steps that changed, and the bytes that have arrived.
 * @param onShare called for each report with the part that is done, from 0 to 1; undefined if there are no bytes
 */
export function reportPush(
  reporter: ProgressReporter,
  totalBytes: number,
  onShare: (share: number | undefined) => void,
): PushReport {
  const bytes = new Map<string, number>();
  let changed = new Map<string, StepProgress>();
  let doneBytes = 0;

  function takeProgress(phase: PushEvent["phase"]) {
    const steps = [...changed.values()];
    changed = new Map();
    // A retried upload may report more bytes than its size.
    onShare(totalBytes > 0 ? Math.min(doneBytes / totalBytes, 1) : undefined);
    return { kind: "pushing", phase, doneBytes, totalBytes, steps } as const;
  }

  return {
    onStart: () => reporter.reportNow(takeProgress("content")),
    onEvent: ({ phase, ...step }) => {
      doneBytes += step.bytes - (bytes.get(step.id) ?? 0);
      bytes.set(step.id, step.bytes);
      changed.set(step.id, step);
      reporter.report("pushing", intervalMs, () => takeProgress(phase));
    },
  };
}
