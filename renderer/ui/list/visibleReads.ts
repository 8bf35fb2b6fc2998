/** Reads at the same time, so that a list leaves room for other requests to the same registry. */
const maxReads = 8;

/** Milliseconds without a new key before reads start: rows that are only scrolled past are not read. */
const settleMs = 80;

/** Milliseconds after which reads start although keys are still added, as by slow scrolling. */
const maxSettleMs = 400;

/** Starts a read. It resolves when the read is over, and never rejects. */
type Read = (key: string) => Promise<void>;

/** Reads what is on screen: the keys that are wanted, a few at a time, each once at a time. */
export class VisibleReads {
  readonly #read: Read;
  readonly #wanted = new Set<string>();
  readonly #running = new Set<string>();
  /** When keys began to be added, and the timer that ends it. */
  #settling: { readonly since: number; readonly timer: ReturnType<typeof setTimeout> } | undefined;

  constructor(read: Read) {
    this.#read = read;
  }

  /** Adds a key to those to read. */
  want(key: string): void {
    this.#wanted.add(key);
    const now = performance.now();
    const since = this.#settling?.since ?? now;
    clearTimeout(this.#settling?.timer);
    const timer = setTimeout(
      () => {
        this.#settling = undefined;
        this.#fill();
      },
      Math.max(0, Math.min(settleMs, since + maxSettleMs - now)),
    );
    this.#settling = { since, timer };
  }

  /** Removes a key whose read has not started. */
  drop(key: string): void {
    this.#wanted.delete(key);
  }

  /** Removes all keys whose reads have not started. */
  clear(): void {
    this.#wanted.clear();
  }

  #fill(): void {
    if (this.#settling !== undefined) {
      return;
    }
    for (const key of this.#wanted) {
      if (this.#running.size >= maxReads) {
        return;
      }
      if (!this.#running.has(key)) {
        this.#wanted.delete(key);
        this.#running.add(key);
        void this.#read(key).finally(() => {
          this.#running.delete(key);
          this.#fill();
        });
      }
    }
  }
}
