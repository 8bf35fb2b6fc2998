import { abortable } from "./abortable.ts";

/** Values kept by name so that nothing is fetched twice, the longest unused thrown out first. */
export class AsyncCache<T> {
  readonly #limit: number;
  readonly #sizeOf: (value: T) => number;
  readonly #kept = new Map<string, T>();
  readonly #pending = new Map<string, Promise<T>>();
  #size = 0;
  /** Counts how often everything was forgotten: what was begun before must not be kept after. */
  #age = 0;

  /** @param limit in bytes, as `sizeOf` counts them */
  constructor(limit: number, sizeOf: (value: T) => number) {
    this.#limit = limit;
    this.#sizeOf = sizeOf;
  }

  /** The value kept under a key; else the one being fetched for somebody else; else a new one. */
  async get(key: string, signal: AbortSignal, fetch: () => Promise<T>): Promise<T> {
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return kept;
    }
    const pending = this.#pending.get(key);
    if (pending) {
      try {
        return await abortable(pending, signal);
      } catch (error) {
        signal.throwIfAborted();
        // That the other caller gave up is not our answer; what went wrong for it is.
        if (!(error instanceof Error) || error.name !== "AbortError") throw error;
        return await this.get(key, signal, fetch);
      }
    }
    const age = this.#age;
    const work = fetch();
    this.#pending.set(key, work);
    try {
      const value = await work;
      if (age === this.#age) this.set(key, value);
      return value;
    } finally {
      if (this.#pending.get(key) === work) this.#pending.delete(key);
    }
  }

  /** Whether a value is kept under a key. */
  has(key: string): boolean {
    return this.#kept.has(key);
  }

  /** Forget everything, also what is being fetched. */
  clear(): void {
    this.#age += 1;
    this.#pending.clear();
    this.#kept.clear();
    this.#size = 0;
  }

  set(key: string, value: T): void {
    const old = this.#kept.get(key);
    if (old !== undefined) {
      this.#size -= this.#sizeOf(old);
      this.#kept.delete(key);
    }
    this.#kept.set(key, value);
    this.#size += this.#sizeOf(value);
    for (const [oldest, unused] of this.#kept) {
      if (this.#size <= this.#limit || oldest === key) break;
      this.#kept.delete(oldest);
      this.#size -= this.#sizeOf(unused);
    }
  }
}
