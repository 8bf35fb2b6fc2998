/** Most entries of a batch: the app adds them to a tree within a frame. */
const maxEntries = 256;
/** UTF-16 units of names and targets of a batch. */
const maxLength = 64 * 1024;
/** Milliseconds that an entry waits for others. */
const maxWaitMs = 100;

/** Collects entries that cross from a thread together. */
export class EntryBatch<E extends { readonly name: string; readonly target?: string | undefined }> {
  #entries: E[] = [];
  #length = 0;
  #takenAt = 0;

  add(entry: E): void {
    this.#entries.push(entry);
    this.#length += entry.name.length + (entry.target?.length ?? 0);
  }

  /** Whether the batch is full, or has waited long enough. The first entry does not wait. */
  get isDue(): boolean {
    return (
      this.#entries.length > 0 &&
      (this.#entries.length >= maxEntries ||
        this.#length >= maxLength ||
        performance.now() - this.#takenAt > maxWaitMs)
    );
  }

  /** Returns the entries, and begins the next batch. */
  take(): readonly E[] {
    const entries = this.#entries;
    this.#entries = [];
    this.#length = 0;
    this.#takenAt = performance.now();
    return entries;
  }
}
