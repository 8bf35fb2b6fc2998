/** Reads at the same time, so that a page leaves room for other requests to its registry. */
const maxReads = 8;

/** Milliseconds before the first read: rows that are only scrolled past are not read. */
const settleMs = 80;

/** Starts a read. It resolves when the read is over, and never rejects. */
type Read = (key: string) => Promise<void>;

/** Reads what is on screen: the keys that are wanted, a few at a time, each once at a time. */
export class TagReads {
  readonly #read: Read;
  readonly #wanted = new Set<string>();
  readonly #running = new Set<string>();
  #isSettling = false;

  constructor(read: Read) {
    this.#read = read;
  }

  /** Adds a key to those to read. */
  want(key: string): void {
    this.#wanted.add(key);
    if (!this.#isSettling) {
      this.#isSettling = true;
      setTimeout(() => {
        this.#isSettling = false;
        this.#fill();
      }, settleMs);
    }
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
