import { setMaxListeners } from "node:events";
import { emit } from "./emit.ts";
import { ProgressReporter } from "./progressReporter.ts";

/** A push changes something: the app asks before it quits during one. */
export type JobKind = "query" | "push";

interface Job {
  readonly kind: JobKind;
  readonly controller: AbortController;
}

/** Running jobs by id. */
const running = new Map<string, Job>();

/**
 * Runs work as a job that the window can cancel.
 * @param work receives the signal that cancels it, and the reporter of its progress, which ends with it
 * @throws Error if a job with the same id is running
 */
export async function runJob<T>(
  jobId: string,
  kind: JobKind,
  work: (signal: AbortSignal, reporter: ProgressReporter) => Promise<T>,
): Promise<T> {
  if (running.has(jobId)) throw new Error(`The job ${jobId} is already running.`);
  const controller = new AbortController();
  const reporter = new ProgressReporter((progress) => emit("job:progress", { jobId, progress }));
  // All parallel work of a job listens to its signal.
  setMaxListeners(0, controller.signal);
  running.set(jobId, { kind, controller });
  try {
    return await work(controller.signal, reporter);
  } finally {
    reporter.stop();
    running.delete(jobId);
  }
}

/** Cancels a job, if it is running. */
export function cancelJob(jobId: string): void {
  running.get(jobId)?.controller.abort();
}

/** Cancels all jobs. */
export function cancelAllJobs(): void {
  for (const { controller } of running.values()) controller.abort();
}

/** Whether a push is running. */
export function isPushing(): boolean {
  return [...running.values()].some(({ kind }) => kind === "push");
}
