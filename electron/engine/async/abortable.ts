/**
 * Wait for work that others may share, but no longer than this caller wants to: the work itself goes on.
 * @throws the signal's reason once it aborts
 */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // Who gave up no longer hears of the work's failure; that must not end the process.
  work.catch(() => {});
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason as Error);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
