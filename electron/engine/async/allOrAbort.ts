import { setMaxListeners } from "node:events";

/**
 * Do things side by side; the first failure cancels the rest, and is thrown once all have ended, so that
 * nothing goes on behind the back of an error.
 *
 * @param signal cancels all of them
 */
export async function allOrAbort<T, R>(
  items: readonly T[],
  signal: AbortSignal,
  work: (item: T, signal: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  // As many listen as there are items at work: Node 20, in Electron 33, would warn of a leak.
  setMaxListeners(0, either);
  let first: { readonly reason: unknown } | undefined;
  const results = await Promise.allSettled(
    items.map(async (item) => {
      try {
        either.throwIfAborted();
        return await work(item, either);
      } catch (reason) {
        first ??= { reason };
        stop.abort();
        throw reason;
      }
    }),
  );
  signal.throwIfAborted();
  if (first) throw first.reason;
  return results.map((result) => (result as PromiseFulfilledResult<R>).value);
}
