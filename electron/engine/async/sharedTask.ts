import { abortable } from "./abortable.ts";

/** Work that several callers wait for. It is aborted once the last of them has given up, and goes on as long as one waits. */
export class SharedWork<T> {
  readonly result: Promise<T>;
  readonly #controller = new AbortController();
  #waiting = 0;
  #settled = false;

  constructor(work: (signal: AbortSignal) => Promise<T>) {
    this.result = work(this.#controller.signal);
    const settle = (): void => {
      this.#settled = true;
    };
    this.result.then(settle, settle);
  }

  /** Whether it was aborted, so that whoever comes now has to begin anew. */
  get isAbandoned(): boolean {
    return this.#controller.signal.aborted;
  }

  /** @throws the signal's reason once it aborts */
  async wait(signal: AbortSignal): Promise<T> {
    this.#waiting += 1;
    try {
      return await abortable(this.result, signal);
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0 && !this.#settled) this.#controller.abort();
    }
  }
}
