/** Bytes kept by digest so that nothing is fetched twice, the longest unused thrown out first. */
export class ContentCache<T> {
  readonly #limit: number;
  readonly #sizeOf: (value: T) => number;
  readonly #kept = new Map<string, T>();
  readonly #pending = new Map<string, Promise<T>>();
  #size = 0;

  /** @param limit in bytes, as `sizeOf` counts them */
  constructor(limit: number, sizeOf: (value: T) => number) {
    this.#limit = limit;
    this.#sizeOf = sizeOf;
  }

  /** The value kept under a key; else the one being fetched for somebody else; else a new one. */
  async get(key: string, fetch: () => Promise<T>): Promise<T> {
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return kept;
    }
    const pending = this.#pending.get(key);
    if (pending) {
      try {
        return await pending;
      } catch {
        // The other caller may have been cancelled, or refused: that is not our answer.
        return await this.get(key, fetch);
      }
    }
    const work = fetch();
    this.#pending.set(key, work);
    try {
      const value = await work;
      this.#pending.delete(key);
      this.set(key, value);
      return value;
    } catch (error) {
      this.#pending.delete(key);
      throw error;
    }
  }

  clear(): void {
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
