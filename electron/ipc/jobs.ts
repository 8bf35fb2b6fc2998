import { setMaxListeners } from "node:events";

/** What a job is: a push changes something, so it is not let go without a question. */
type JobKind = "query" | "push";

interface Job {
  readonly kind: JobKind;
  readonly controller: AbortController;
}

/** Long work of the window by its job id, so that it can be cancelled. */
const running = new Map<string, Job>();

/**
 * Run work as a job. A second job of the same id is an error of the window, and refused.
 * @param work is handed the signal that cancels it
 */
export async function runJob<T>(
  jobId: string,
  kind: JobKind,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (running.has(jobId)) throw new Error(`The job ${jobId} is running already.`);
  const controller = new AbortController();
  // Everything that a job does at once listens to its signal: that is no leak.
  setMaxListeners(0, controller.signal);
  running.set(jobId, { kind, controller });
  try {
    return await work(controller.signal);
  } finally {
    running.delete(jobId);
  }
}

/** Cancel a job; one that has ended is let be. */
export function cancelJob(jobId: string): void {
  running.get(jobId)?.controller.abort();
}

/** Cancel everything: nobody is left to hear of it. */
export function cancelAllJobs(): void {
  for (const { controller } of running.values()) controller.abort();
}

/** Whether something is being pushed. */
export function isPushing(): boolean {
  return [...running.values()].some(({ kind }) => kind === "push");
}
