import type { Result } from "../shared/errors.ts";
import type { Job } from "./api.ts";

/** The job that a dialog or a store waits for. Starting another one cancels it, and its late answers are ignored. */
export class JobSlot {
  #job: Job<unknown> | undefined;

  /**
   * Starts a job in place of the current one.
   * @param begin starts it; reports its progress through `ifCurrent`, which does nothing for a job that was replaced
   * @param onResult called with its result, unless it was replaced or dropped
   */
  start<T>(
    begin: (ifCurrent: (report: () => void) => void) => Job<T>,
    onResult: (result: Result<T>) => void,
  ): void {
    this.drop();
    const job: Job<T> = begin((report) => {
      if (this.#job === job) {
        report();
      }
    });
    this.#job = job;
    void job.result.then((result) => {
      if (this.#job === job) {
        this.#job = undefined;
        onResult(result);
      }
    });
  }

  /** Cancels the current job; its result still arrives. */
  cancel(): void {
    this.#job?.cancel();
  }

  /** Cancels the current job and ignores its result. */
  drop(): void {
    const job = this.#job;
    this.#job = undefined;
    job?.cancel();
  }
}
