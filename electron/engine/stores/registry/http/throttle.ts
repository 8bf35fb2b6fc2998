import { setTimeout as sleep } from "node:timers/promises";
import pLimit, { type LimitFunction } from "p-limit";
import { abortable } from "../../../async/abortable.ts";

/** Maximum number of concurrent requests to one registry. */
const maxConcurrency = 48;
/** Successful responses after which the concurrency grows by one. */
const growAfter = 32;
/** Milliseconds. The longest pause that a registry may cause. */
const maxPause = 60_000;
/** Milliseconds during which further 429 responses belong to the same burst of requests. */
const burst = 1000;

/**
 * Limits the concurrent requests to one registry: fewer after a 429, more again after successful responses, none while
 * the registry asks to wait.
 */
export class Throttle {
  readonly #limit: LimitFunction = pLimit(maxConcurrency);
  #successes = 0;
  /** When the pause ends, in milliseconds since the epoch. */
  #resumeAt = 0;
  #slowedAt = 0;

  /** Runs a request when its turn comes. The turn ends with the response headers, before the body is read. */
  async run<T>(signal: AbortSignal, request: () => Promise<T>): Promise<T> {
    const turn = this.#limit(async () => {
      signal.throwIfAborted();
      await this.#pause(signal);
      return await request();
    });
    return await abortable(turn, signal);
  }

  /**
   * Runs a request with a stream as its body. It takes no turn: it may last for hours, and the stream itself may need a
   * turn for this registry to continue.
   */
  async runStream<T>(signal: AbortSignal, request: () => Promise<T>): Promise<T> {
    await this.#pause(signal);
    return await request();
  }

  /**
   * Halve the concurrency after a 429, and pause.
   * @param pause in milliseconds, if the registry states it
   */
  slowDown(pause: number | undefined): void {
    const now = Date.now();
    this.#successes = 0;
    if (pause !== undefined) {
      this.#resumeAt = Math.max(this.#resumeAt, now + Math.min(pause, maxPause));
    }
    if (now - this.#slowedAt < burst) {
      return;
    }
    this.#slowedAt = now;
    this.#limit.concurrency = Math.max(1, Math.floor(this.#limit.concurrency / 2));
  }

  /** Records a successful response, and grows the concurrency after enough of them. */
  speedUp(): void {
    this.#successes += 1;
    if (this.#successes < growAfter || this.#limit.concurrency >= maxConcurrency) {
      return;
    }
    this.#successes = 0;
    this.#limit.concurrency += 1;
  }

  /** The current limit of concurrent requests. */
  get concurrency(): number {
    return this.#limit.concurrency;
  }

  async #pause(signal: AbortSignal): Promise<void> {
    for (;;) {
      const wait = this.#resumeAt - Date.now();
      if (wait <= 0) {
        return;
      }
      await sleep(wait, undefined, { signal });
    }
  }
}
