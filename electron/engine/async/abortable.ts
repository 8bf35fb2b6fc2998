/**
 * Waits for work until the signal aborts. The work itself continues: other callers may share it.
 * @throws the signal's reason when it aborts
 */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // After an abort, the work may still fail: without a handler, that would end the process.
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
