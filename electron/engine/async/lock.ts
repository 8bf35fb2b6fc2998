import { abortable } from "./abortable.ts";

/** A mutual exclusion lock. Waiters get it in the order of their calls. */
export class Lock {
  #last: Promise<void> = Promise.resolve();

  /**
   * Runs work while no other work holds the lock.
   * @param signal aborts the wait for the lock, not work that has started
   * @throws errors of the work; the signal's reason when it aborts the wait
   */
  async runExclusive<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const previous = this.#last;
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    this.#last = previous.then(() => released);
    try {
      await (signal ? abortable(previous, signal) : previous);
      return await work();
    } finally {
      release();
    }
  }
}
