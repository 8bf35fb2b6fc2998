import { LRUCache } from "lru-cache";
import { abortable } from "./abortable.ts";

/** Caches the results of asynchronous work by key. Evicts the least recently used values beyond a total size. */
export class AsyncCache<T extends {}> {
  readonly #values: LRUCache<string, T>;
  readonly #pending = new Map<string, Promise<T>>();
  /** Incremented by `clear`: work that started before must not be cached after. */
  #generation = 0;

  /**
   * @param maxSize total size of the cached values. A larger value is returned, but not cached
   * @param sizeOf size of one value in the same unit
   */
  constructor(maxSize: number, sizeOf: (value: T) => number) {
    this.#values = new LRUCache({
      maxSize,
      // lru-cache requires a positive size.
      sizeCalculation: (value) => Math.max(1, sizeOf(value)),
    });
  }

  /**
   * Returns the cached value, or the result of the work that another caller started, or else starts the work.
   * @param signal ends the wait. If it belongs to the caller that started the work, the others start it again
   * @throws errors of the work, which are not cached; the signal's reason when it aborts
   */
  async get(key: string, signal: AbortSignal, fetch: () => Promise<T>): Promise<T> {
    const value = this.#values.get(key);
    if (value !== undefined) {
      return value;
    }
    const pending = this.#pending.get(key);
    if (pending) {
      try {
        return await abortable(pending, signal);
      } catch (error) {
        signal.throwIfAborted();
        // Only the other caller was aborted.
        if (!(error instanceof Error) || error.name !== "AbortError") {
          throw error;
        }
        return await this.get(key, signal, fetch);
      }
    }
    return await this.#fetch(key, fetch);
  }

  async #fetch(key: string, fetch: () => Promise<T>): Promise<T> {
    const generation = this.#generation;
    const work = fetch();
    this.#pending.set(key, work);
    try {
      const value = await work;
      if (generation === this.#generation) {
        this.set(key, value);
      }
      return value;
    } finally {
      if (this.#pending.get(key) === work) {
        this.#pending.delete(key);
      }
    }
  }

  /** Returns the cached value, if there is one. */
  peek(key: string): T | undefined {
    return this.#values.get(key);
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  set(key: string, value: T): void {
    this.#values.set(key, value);
  }

  delete(key: string): void {
    this.#values.delete(key);
  }

  /** Removes all values. The results of pending work are still returned to their callers, but not cached. */
  clear(): void {
    this.#generation += 1;
    this.#pending.clear();
    this.#values.clear();
  }
}
