import { abortable } from "./abortable.ts";

/** Lets one piece of work at a time through, in the order they came. */
export class Lock {
  #last: Promise<void> = Promise.resolve();

  /** @param signal ends the waiting, not the work once it has begun */
  async runExclusive<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const before = this.#last;
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    this.#last = before.then(() => ended);
    try {
      await (signal ? abortable(before, signal) : before);
      return await work();
    } finally {
      end();
    }
  }
}
