import { setTimeout as sleep } from "node:timers/promises";
import { type EngineError, maxRetryAfterMs } from "../../../errors.ts";
import type { Timeouts } from "./timeouts.ts";

/** Statuses that pass by themselves: the union of what containerd, regclient and go-containerregistry retry. */
const passing = new Set([408, 429, 499, 500, 502, 503, 504, 522]);

const attempts = 4;
/** Damaged answers to one request after which it is given up. */
const mostDamaged = 2;
/** Requests without an answer after which it is given up: each has kept a person waiting long enough. */
const mostUnanswered = 2;

/** Whether an answer with this status may be different a moment later. */
export function isPassing(status: number): boolean {
  return passing.has(status);
}

/** Whether a status says that the server, or the one behind it, is not there for the moment (RFC 9110 §15.6.3–5). */
export function isUnavailable(status: number): boolean {
  return status === 502 || status === 503 || status === 504;
}

/** Thrown by an attempt that may be made again: the answer that says so is kept for the last one. */
export class PassingFailure extends Error {
  override readonly name: string = "PassingFailure";
  readonly failure: EngineError;

  constructor(failure: EngineError) {
    super(failure.message);
    this.failure = failure;
  }
}

/**
 * An answer that came whole and is not what it should be. It may have been damaged on its way, so it is asked for
 * once more; where it is the same again, it was sent so.
 */
export class DamagedAnswer extends PassingFailure {
  override readonly name = "DamagedAnswer";
}

/** The host answered before and refuses connections now: it may be starting again, which takes a while. */
export class RestartFailure extends PassingFailure {
  override readonly name = "RestartFailure";
}

/** Pauses between attempts at a host that is starting again grow up to so many times the first. */
const mostDoublings = 4;

/**
 * Try up to four times, with pauses that double and have some jitter, or as long as the registry asks (at most
 * a minute).
 * Only what an attempt throws as PassingFailure is tried again; a DamagedAnswer, and one that never came, once. A host
 * that is starting again is waited for beside that, as long as `restart` says.
 *
 * @param attempt does the work once; must be safe to repeat
 */
export async function retry<T>(
  attempt: () => Promise<T>,
  timeouts: Pick<Timeouts, "retryDelay" | "restart">,
  signal: AbortSignal,
): Promise<T> {
  const { retryDelay, restart } = timeouts;
  let damaged = 0;
  let unanswered = 0;
  let refused = 0;
  let refusedSince = 0;
  for (let made = 1; ; made += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof PassingFailure)) throw error;
      if (error instanceof RestartFailure) {
        if (refused === 0) refusedSince = Date.now();
        refused += 1;
        if (Date.now() - refusedSince >= restart) throw error.failure;
        await backOff(error.failure, Math.min(refused, 1 + mostDoublings), retryDelay, signal);
        made -= 1;
        continue;
      }
      refused = 0;
      if (error instanceof DamagedAnswer) damaged += 1;
      if (error.failure.code === "timeout") unanswered += 1;
      const enough = made === attempts || damaged === mostDamaged || unanswered === mostUnanswered;
      if (enough) throw error.failure;
      await backOff(error.failure, made, retryDelay, signal);
    }
  }
}

/**
 * Wait before something that failed is tried again: as long as the registry asks, else twice as long as before it
 * was tried last, with some jitter; at most a minute.
 *
 * @param made how often it was tried
 * @param firstDelay in milliseconds
 */
export async function backOff(
  failure: EngineError,
  made: number,
  firstDelay: number,
  signal: AbortSignal,
): Promise<void> {
  const wanted = failure.retryAfterMs ?? firstDelay * 2 ** (made - 1) * (0.5 + Math.random());
  await sleep(Math.min(wanted, maxRetryAfterMs), undefined, { signal });
}
