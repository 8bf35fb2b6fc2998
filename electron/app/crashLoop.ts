/** Crashes within this time that make a loop: loading the page again would not help. */
const maxCrashes = 3;
const windowMs = 60_000;

/** Counts crashes of the page. */
export class CrashLoop {
  #times: readonly number[] = [];

  /** Adds a crash. @param now in milliseconds @returns whether there were too many in a short time */
  add(now: number): boolean {
    this.#times = [...this.#times.filter((time) => now - time < windowMs), now];
    return this.#times.length >= maxCrashes;
  }

  /** Forgets the crashes: the user wants to try again. */
  reset(): void {
    this.#times = [];
  }
}
