import type { UnfinishedJob } from "../../shared/crash.ts";
import type { Failure } from "../../shared/errors.ts";
import { notifyPushEnd } from "../app/pushNotification.ts";
import { endProgress } from "../app/windowProgress.ts";
import { toFailure } from "../engine/errors.ts";
import type { ProgressReporter } from "./progressReporter.ts";

/**
 * Runs a push or a deletion, and shows its end in the window's title, the taskbar and a notification; of a cancelled one
 * nothing is notified.
 */
export async function reportEnd<T extends { readonly failure?: Failure }>(
  { jobId, kind, targets }: UnfinishedJob,
  reporter: ProgressReporter,
  work: () => Promise<T>,
): Promise<T> {
  const showEnd = (failure: Failure | undefined): void => {
    reporter.flush();
    const isCancelled = failure?.code === "cancelled";
    endProgress(jobId, failure !== undefined && !isCancelled);
    if (!isCancelled) {
      notifyPushEnd({ jobId, kind, name: targets, failure });
    }
  };
  try {
    const outcome = await work();
    showEnd(outcome.failure);
    return outcome;
  } catch (error) {
    showEnd(toFailure(error));
    throw error;
  }
}
