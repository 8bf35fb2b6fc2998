import type { Failure, Result } from "../../../../shared/errors.ts";
import type { Inputs, Outputs } from "../../../../shared/ipc/contract.ts";
import { api, type Job } from "../../../api.ts";
import type { ComposeAccess } from "../composeState.ts";

/** The channels that read dropped or chosen files. */
type FileChannel = "source:fromPaths" | "source:choose" | "recipe:open";

export interface FileReadJobs {
  /**
   * Reads files in a job. Several jobs may run at once.
   * @returns undefined if it was cancelled
   */
  readonly read: <C extends FileChannel>(
    channel: C,
    input: Omit<Inputs[C], "jobId">,
  ) => Promise<Result<Outputs[C]> | undefined>;
  /** Adds failures to those shown, each once. */
  readonly addFailures: (failures: readonly Failure[]) => void;
  readonly cancel: (id: string) => void;
  readonly cancelAll: () => void;
}

/** Creates the jobs that read files. Jobs that report progress are shown in `fileReads`. */
export function createFileReadJobs({ get, set }: ComposeAccess): FileReadJobs {
  const running = new Map<string, Job<unknown>>();

  function end(id: string): void {
    running.delete(id);
    set({ fileReads: get().fileReads.filter((read) => read.id !== id) });
  }

  function cancel(id: string): void {
    const job = running.get(id);
    end(id);
    job?.cancel();
  }

  function showProgress(id: string, message: string): void {
    const { fileReads } = get();
    const read = { id, message };
    const isShown = fileReads.some((shown) => shown.id === id);
    set({
      fileReads: isShown
        ? fileReads.map((shown) => (shown.id === id ? read : shown))
        : [...fileReads, read],
    });
  }

  return {
    read: async (channel, input) => {
      if (running.size === 0) {
        set({ fileFailures: [] });
      }
      const job = api.startJob(channel, input, (progress) => {
        if (running.has(job.id) && progress.kind === "working") {
          showProgress(job.id, progress.message);
        }
      });
      running.set(job.id, job);
      const result = await job.result;
      const isCancelled = !running.has(job.id) || (!result.ok && result.error.code === "cancelled");
      end(job.id);
      return isCancelled ? undefined : result;
    },
    addFailures: (failures) => {
      const shown = get().fileFailures;
      const isNew = (failure: Failure): boolean =>
        shown.every(
          ({ message, detail }) => message !== failure.message || detail !== failure.detail,
        );
      set({ fileFailures: [...shown, ...failures.filter(isNew)] });
    },
    cancel,
    cancelAll: () => [...running.keys()].forEach(cancel),
  };
}
