import { setTimeout as sleep } from "node:timers/promises";
import { EngineError, isTransient, maxRetryAfterMs } from "../../../errors.ts";
import type { Timeouts } from "./timeouts.ts";

/** Statuses that may pass: the union of what containerd, regclient and go-containerregistry retry. */
const transientStatuses = new Set([408, 429, 499, 500, 502, 503, 504, 522]);

const maxAttempts = 4;
/** Attempts that end in a corrupt response; the same bytes twice are what the server stores. */
const maxCorrupt = 2;
/** Attempts that end in a timeout; each keeps the user waiting. */
const maxTimeouts = 2;
/** Limit of the growing delay between attempts at a restarting host: 2 to this power times the first. */
const maxDoublings = 4;

/** Whether the client repeats a request after this error; its callers decide by `isTransient`. */
export function isRepeatedByClient(error: EngineError): boolean {
  return error.fault === "invalid_token" || (isTransient(error) && error.fault !== "used_up");
}

/** Whether a response with this status may be different a moment later. */
export function isTransientStatus(status: number): boolean {
  return transientStatuses.has(status);
}

/** Whether a status says that the server, or the one behind it, is unavailable (RFC 9110 §15.6.3–5). */
export function isUnavailable(status: number): boolean {
  return status === 502 || status === 503 || status === 504;
}

interface RetryOptions {
  /** Whether the error of an attempt may pass; any other error is rethrown at once. */
  readonly shouldRetry: (error: EngineError) => boolean;
  readonly timeouts: Pick<Timeouts, "retryDelay" | "restart">;
  readonly signal: AbortSignal;
}

/**
 * Makes up to four attempts, two if responses are corrupt or do not arrive, with a growing delay between them.
 * While the host restarts, attempts do not count, for as long as `timeouts.restart`.
 *
 * @param attempt must be safe to repeat
 * @throws the error of the last attempt
 */
export async function retry<T>(
  attempt: () => Promise<T>,
  { shouldRetry, timeouts, signal }: RetryOptions,
): Promise<T> {
  const { retryDelay, restart } = timeouts;
  let failed = 0;
  let corrupt = 0;
  let timedOut = 0;
  let refused = 0;
  let refusedSince = 0;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof EngineError) || !shouldRetry(error)) {
        throw error;
      }
      if (error.fault === "restarting") {
        if (refused === 0) {
          refusedSince = Date.now();
        }
        refused += 1;
        if (Date.now() - refusedSince >= restart) {
          throw error;
        }
        await backOff(
          error,
          { failed: Math.min(refused, 1 + maxDoublings), firstDelay: retryDelay },
          signal,
        );
        continue;
      }
      refused = 0;
      failed += 1;
      if (error.fault === "corrupt" || error.fault === "invalid_token") {
        corrupt += 1;
      }
      if (error.code === "timeout") {
        timedOut += 1;
      }
      if (failed === maxAttempts || corrupt === maxCorrupt || timedOut === maxTimeouts) {
        throw error;
      }
      await backOff(error, { failed, firstDelay: retryDelay }, signal);
    }
  }
}

/**
 * Waits before the next attempt: as long as the registry asks, otherwise twice as long as before the last attempt,
 * with jitter; at most a minute.
 *
 * @param wait.failed the number of failed attempts
 * @param wait.firstDelay in milliseconds
 */
export async function backOff(
  { retryAfterMs }: EngineError,
  wait: { readonly failed: number; readonly firstDelay: number },
  signal: AbortSignal,
): Promise<void> {
  const { failed, firstDelay } = wait;
  const delay = retryAfterMs ?? firstDelay * 2 ** (failed - 1) * (0.5 + Math.random());
  await sleep(Math.min(delay, maxRetryAfterMs), undefined, { signal });
}
