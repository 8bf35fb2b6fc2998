import { abortable } from "./abortable.ts";

/** A task with several waiters. It is aborted when the last waiter gives up, and continues as long as one waits. */
export class SharedTask<T> {
  readonly result: Promise<T>;
  readonly #controller = new AbortController();
  #waiters = 0;
  #isSettled = false;

  /** Starts the task. @param work gets a signal that aborts when the last waiter gives up */
  constructor(work: (signal: AbortSignal) => Promise<T>) {
    this.result = work(this.#controller.signal);
    const settle = (): void => {
      this.#isSettled = true;
    };
    this.result.then(settle, settle);
  }

  /** Whether the task was aborted, so that new callers must start another one. */
  get isAborted(): boolean {
    return this.#controller.signal.aborted;
  }

  /**
   * Waits for the result.
   * @throws the signal's reason when it aborts
   */
  async wait(signal: AbortSignal): Promise<T> {
    this.#waiters += 1;
    try {
      return await abortable(this.result, signal);
    } finally {
      this.#waiters -= 1;
      if (this.#waiters === 0 && !this.#isSettled) {
        this.#controller.abort();
      }
    }
  }
}
