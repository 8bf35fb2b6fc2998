interface MessageLimit {
  /** Messages that are passed on in one window. */
  readonly max: number;
  /** The length of a window in milliseconds. */
  readonly window: number;
}

/**
 * Limits how many messages are passed on: the log writes each one synchronously and has few files, which one page
 * could fill. At the end of a window, one message tells how many were dropped.
 *
 * @param write writes a message
 * @returns writes a message or drops it
 */
export function limitMessages(
  write: (message: string) => void,
  { max, window }: MessageLimit,
): (message: string) => void {
  let count = 0;
  let timer: NodeJS.Timeout | undefined;

  function endWindow(): void {
    const dropped = count - max;
    timer = undefined;
    count = 0;
    if (dropped > 0) {
      write(`${dropped} more ${dropped === 1 ? "error" : "errors"} dropped`);
    }
  }

  return (message) => {
    timer ??= setTimeout(endWindow, window).unref();
    count += 1;
    if (count <= max) {
      write(message);
    }
  };
}
