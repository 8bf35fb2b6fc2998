import type { Inputs, JobChannel, Outputs } from "../../shared/ipc/contract.ts";
import { handle } from "./handle.ts";
import { runJob } from "./jobs.ts";
import type { ProgressReporter } from "./progressReporter.ts";

/**
 * Answers a channel by running a job, which the window can cancel.
 * @param work gets the signal that cancels the job and the reporter of its progress
 */
export function handleJob<C extends JobChannel>(
  channel: C,
  work: (
    input: Inputs[C],
    signal: AbortSignal,
    reporter: ProgressReporter,
  ) => Outputs[C] | Promise<Outputs[C]>,
): void {
  handle(channel, (input) =>
    runJob(input.jobId, async (signal, reporter) => await work(input, signal, reporter)),
  );
}
