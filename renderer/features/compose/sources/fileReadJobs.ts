import type { Inputs, Outputs } from "../../../../shared/ipc/contract.ts";
import type { Failure, Result } from "../../../../shared/errors.ts";
import { api, type Job } from "../../../api.ts";
import type { ComposeAccess } from "../composeState.ts";

/** The channels that read files which a person dropped or chose. */
type FileChannel = "source:fromPaths" | "source:choose" | "recipe:open";

export interface FileReads {
  /**
   * Reads files as a job; several may run at once.
   * @returns null where it was cancelled
   */
  readonly read: <C extends FileChannel>(
    channel: C,
    input: Omit<Inputs[C], "jobId">,
  ) => Promise<Result<Outputs[C]> | null>;
  /** Shows what could not be read, each once, beside what other reads under way have shown. */
  readonly showFailures: (failures: readonly Failure[]) => void;
  readonly cancel: (id: string) => void;
  /** Cancels all of them: the draft that they were meant for is gone. */
  readonly cancelAll: () => void;
}

/** Reads of files under way. One that takes long is in the state, by what the main process says of it. */
export function createFileReadJobs({ get, set }: ComposeAccess): FileReads {
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

  return {
    read: async (channel, input) => {
      if (running.size === 0) {
        set({ fileFailures: [] });
      }
      const job = api.startJob(channel, input, (progress) => {
        if (running.has(job.id) && progress.kind === "working") {
          const { message } = progress;
          const { fileReads } = get();
          const read = { id: job.id, message };
          const isShown = fileReads.some(({ id }) => id === job.id);
          set({
            fileReads: isShown
              ? fileReads.map((shown) => (shown.id === job.id ? read : shown))
              : [...fileReads, read],
          });
        }
      });
      running.set(job.id, job);
      const answer = await job.result;
      const isWanted = running.has(job.id);
      end(job.id);
      const isCancelled = !answer.ok && answer.error.code === "cancelled";
      return isWanted && !isCancelled ? answer : null;
    },
    showFailures: (failures) => {
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
