import pLimit, { type LimitFunction } from "p-limit";
import { setTimeout as sleep } from "node:timers/promises";
import { abortable } from "../../../async/abortable.ts";

/** Requests to one host that may wait for their answer at once, at most. */
const most = 48;
/** Answers without a complaint after which one more is tried. */
const calm = 32;
/** Milliseconds that a host may make us wait at the most. */
const longestPause = 60_000;
/** Milliseconds within which complaints are answers to one and the same burst. */
const burst = 1000;

/**
 * How fast one host is asked: so many requests at once, fewer after it complained, and none while it asked
 * for a pause. What one request learns holds for all.
 */
export class Throttle {
  readonly #limit: LimitFunction = pLimit(most);
  #answers = 0;
  /** Milliseconds since the epoch until which nothing is asked. */
  #resume = 0;
  #slowed = 0;

  /** Run one request when it is its turn. The turn ends with the answer's headers: bodies do not count. */
  async run<T>(signal: AbortSignal, request: () => Promise<T>): Promise<T> {
    const turn = this.#limit(async () => {
      signal.throwIfAborted();
      await this.#rest(signal);
      return await request();
    });
    return await abortable(turn, signal);
  }

  /**
   * Run a request whose body is a stream. It takes no turn: it may last for hours, and the stream itself may
   * need a turn with this host to go on.
   */
  async runStream<T>(signal: AbortSignal, request: () => Promise<T>): Promise<T> {
    await this.#rest(signal);
    return await request();
  }

  /** The host answered 429: halve what runs at once, and wait as long as it asks. */
  slowDown(pause: number | undefined): void {
    const now = Date.now();
    this.#answers = 0;
    if (pause !== undefined)
      this.#resume = Math.max(this.#resume, now + Math.min(pause, longestPause));
    if (now - this.#slowed < burst) return;
    this.#slowed = now;
    this.#limit.concurrency = Math.max(1, Math.floor(this.#limit.concurrency / 2));
  }

  /** The host answered without a complaint: after a while, try one more at once. */
  speedUp(): void {
    this.#answers += 1;
    if (this.#answers < calm || this.#limit.concurrency >= most) return;
    this.#answers = 0;
    this.#limit.concurrency += 1;
  }

  /** How many requests may wait at once now. */
  get concurrency(): number {
    return this.#limit.concurrency;
  }

  async #rest(signal: AbortSignal): Promise<void> {
    for (let wait = this.#resume - Date.now(); wait > 0; wait = this.#resume - Date.now()) {
      await sleep(wait, undefined, { signal });
    }
  }
}
