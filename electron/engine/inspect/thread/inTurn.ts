import type { LimitFunction } from "p-limit";
import { abortable } from "../../async/abortable.ts";

/**
 * Runs work when its turn comes. An abort ends the wait for the turn; once the work runs, it ends with the work, which
 * may still use its outputs.
 * @throws errors of the work; the signal's reason when it aborts
 */
export async function inTurn<T>(
  limit: LimitFunction,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const turn = Promise.withResolvers<{ readonly running: Promise<T> }>();
  void limit(async () => {
    if (!signal.aborted) {
      const running = work();
      turn.resolve({ running });
      // The caller gets its error.
      await running.catch(() => {});
    }
  });
  const { running } = await abortable(turn.promise, signal);
  return await running;
}
