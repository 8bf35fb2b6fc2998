import { on } from "node:events";
import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Failure } from "../../../../shared/errors.ts";
import { EngineError } from "../../errors.ts";
import { BlockFeed } from "./blockFeed.ts";
import type { FromThread } from "./threadMessages.ts";

/** Work for a thread. */
export interface ThreadWork {
  /** The path of `decodeThread` as JavaScript. */
  readonly program: string;
  /** What the program gets. */
  readonly task: object;
  /** What is decoded, for errors: `the layer sha256:…`. */
  readonly what: string;
  /** Megabytes of objects and texts that the thread may have. */
  readonly maxHeapMb: number;
  /** Opens the content. The signal also aborts when the thread needs no more of it. */
  readonly open: (signal: AbortSignal) => Promise<AsyncIterable<Uint8Array>>;
  /** Receives each output; the thread does not get far ahead of it. An error ends the thread. */
  readonly onOutput: (output: unknown) => Promise<void> | void;
}

/**
 * Decodes content in a thread of its own, so that the main process, and with it the window, is never held up. The
 * content is read here and transferred to the thread in blocks; the thread ends with its task, or when the signal aborts.
 *
 * @returns the result, and whether all of the content was read
 * @throws EngineError of the task and of the content; `too_large` if the thread runs out of memory
 * @throws the signal's reason when it aborts
 */
export async function runInThread(
  { program, task, what, maxHeapMb, open, onOutput }: ThreadWork,
  signal: AbortSignal,
): Promise<{ readonly result: unknown; readonly isWhole: boolean }> {
  signal.throwIfAborted();
  const stop = new AbortController();
  const thread = new Worker(program, {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
  });
  // Once nothing waits for it any more, its failure would be an uncaught exception.
  thread.on("error", () => {});
  const feed = new BlockFeed(thread);
  const feeding = feed.run(() => open(AbortSignal.any([signal, stop.signal])));
  try {
    for await (const [message] of on(thread, "message", { signal, close: ["exit"] })) {
      const from = message as FromThread;
      switch (from.kind) {
        case "taken":
          feed.markTaken();
          break;
        case "output":
          await onOutput(from.output);
          // Node takes the messages of a port in one turn for as long as there are more, and a thread that hears at once
          // of a used output has sent the next one by then.
          await yieldToEventLoop();
          feed.markUsed();
          break;
        case "done":
          return { result: from.result, isWhole: feed.isDone };
        case "failed":
          throw feed.failure === undefined ? errorOf(from.failure) : feed.failure.error;
      }
    }
    throw new Error(`The thread that decodes ${what} ended without a result.`);
  } catch (error) {
    signal.throwIfAborted();
    throw isOutOfMemory(error) ? outOfMemory(what, error) : error;
  } finally {
    stop.abort();
    feed.stop();
    await thread.terminate();
    await feeding;
  }
}

function errorOf({ code, message, hint, detail, retryable }: Failure): EngineError {
  return new EngineError(code, message, {
    ...(hint === undefined ? {} : { hint }),
    ...(detail === undefined ? {} : { detail }),
    retryable,
  });
}

function isOutOfMemory(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === "ERR_WORKER_OUT_OF_MEMORY";
}

function outOfMemory(what: string, cause: unknown): EngineError {
  return new EngineError("too_large", `Decoding ${what} takes too much memory.`, {
    hint: "Save its bytes, and read them with another tool.",
    cause,
  });
}
