import { setMaxListeners } from "node:events";
import type { UnfinishedJob } from "../../shared/crash.ts";
import { emit } from "./emit.ts";
import { ProgressReporter } from "./progressReporter.ts";

interface Job {
  readonly controller: AbortController;
  readonly reporter: ProgressReporter;
  /** What it is, if the job is a push or a deletion. */
  work?: Omit<UnfinishedJob, "jobId">;
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
  work: (signal: AbortSignal, reporter: ProgressReporter) => Promise<T>,
): Promise<T> {
  if (running.has(jobId)) {
    throw new Error(`The job ${jobId} is already running.`);
  }
  const controller = new AbortController();
  const reporter = new ProgressReporter((progress) => emit("job:progress", { jobId, progress }));
  // All parallel work of a job listens to its signal.
  setMaxListeners(0, controller.signal);
  running.set(jobId, { controller, reporter });
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

/** Lets a job send the next part of its result, if it is running. */
export function markPartTaken(jobId: string): void {
  running.get(jobId)?.reporter.markPartTaken();
}

/** Cancels all jobs. */
export function cancelAllJobs(): void {
  for (const { controller } of running.values()) {
    controller.abort();
  }
}

/** Cancels all jobs but pushes and deletions: the page that waited for them, and would start others after them, is gone. */
export function cancelOtherJobs(): void {
  for (const job of running.values()) {
    if (job.work === undefined) {
      job.controller.abort();
    } else {
      job.work = { ...job.work, following: 0 };
    }
  }
}

/** Marks a running job as a push or a deletion, which the app asks about before it stops it. */
export function markUnfinished({ jobId, ...work }: UnfinishedJob): void {
  const job = running.get(jobId);
  if (job) {
    job.work = work;
  }
}

/** Returns the pushes and deletions that run or wait, in the order of their start. */
export function unfinishedJobs(): readonly UnfinishedJob[] {
  return [...running].flatMap(([jobId, { work }]) => (work ? [{ jobId, ...work }] : []));
}
