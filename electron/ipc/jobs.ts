/** Long work of the window by its job id, so that it can be cancelled. */
const running = new Map<string, AbortController>();

/**
 * Run work as a job. A second job of the same id is an error of the window, and refused.
 * @param work is handed the signal that cancels it
 */
export async function runJob<T>(
  jobId: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (running.has(jobId)) throw new Error(`The job ${jobId} is running already.`);
  const controller = new AbortController();
  running.set(jobId, controller);
  try {
    return await work(controller.signal);
  } finally {
    running.delete(jobId);
  }
}

/** Cancel a job; one that has ended is let be. */
export function cancelJob(jobId: string): void {
  running.get(jobId)?.abort();
}

/** Cancel everything: the window is gone. */
export function cancelAllJobs(): void {
  for (const controller of running.values()) controller.abort();
}
