import { setMaxListeners } from "node:events";

/**
 * Runs work for all items concurrently. The first failure aborts the rest.
 *
 * @param signal aborts all of the work
 * @param work gets a signal that aborts with `signal` or after the first failure
 * @returns the results in the order of the items
 * @throws the first failure, after all of the work has settled; the signal's reason when it aborts
 */
export async function allOrAbort<T, R>(
  items: readonly T[],
  signal: AbortSignal,
  work: (item: T, signal: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  // Each item may add a listener: Node 20, in Electron 33, would warn of a leak.
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
  if (first) {
    throw first.reason;
  }
  return results.map((result) => (result as PromiseFulfilledResult<R>).value);
}
