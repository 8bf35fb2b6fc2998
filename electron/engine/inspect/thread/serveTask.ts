import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { EngineError, toFailure } from "../../errors.ts";
import type { FromThread, ToThread } from "./threadMessages.ts";

/** Outputs that the app has not used yet. */
const maxUnused = 2;

/** Thrown by the content in place of the failure to read it, which the app has. */
class BrokenContent extends Error {}

/**
 * Runs the task of this thread, for `runInThread`.
 * @param run receives the task and its content; what it yields goes to the app, at the rate at which the app uses it
 */
export async function serveTask(
  run: (task: unknown, content: AsyncIterable<Uint8Array>) => AsyncGenerator,
): Promise<void> {
  const port = parentPort;
  if (port === null) {
    throw new Error("This program runs in a thread only.");
  }
  const content = new ThreadContent(port);
  const outputs = run(workerData, content);
  try {
    for (;;) {
      const next = await outputs.next();
      if (next.done === true) {
        send(port, { kind: "done", result: next.value });
        return;
      }
      send(port, { kind: "output", output: next.value });
      await content.hasUsed(maxUnused);
    }
  } catch (error) {
    if (!(error instanceof EngineError) && !(error instanceof BrokenContent)) {
      throw error;
    }
    send(port, { kind: "failed", failure: toFailure(error) });
  }
}

function send(port: MessagePort, message: FromThread): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- It is the port of a thread, not a window.
  port.postMessage(message);
}

/** The content of a task as it arrives, and how many outputs the app has not used. */
class ThreadContent implements AsyncIterable<Uint8Array> {
  readonly #port: MessagePort;
  readonly #arrived: ToThread[] = [];
  #unused = 0;
  #wake = (): void => {};

  constructor(port: MessagePort) {
    this.#port = port;
    port.on("message", (message: ToThread) => {
      if (message.kind === "used") {
        this.#unused -= 1;
      } else {
        this.#arrived.push(message);
      }
      this.#wake();
    });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      const message = this.#arrived.shift();
      switch (message?.kind) {
        case undefined:
          await this.#nextMessage();
          break;
        case "block":
          send(this.#port, { kind: "taken" });
          yield new Uint8Array(message.buffer, 0, message.length);
          break;
        case "broken":
          throw new BrokenContent();
        default:
          return;
      }
    }
  }

  /** Counts an output, and waits while as many as the limit are not used. */
  async hasUsed(limit: number): Promise<void> {
    this.#unused += 1;
    while (this.#unused >= limit) {
      await this.#nextMessage();
    }
  }

  async #nextMessage(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const others = this.#wake;
    this.#wake = () => {
      this.#wake = () => {};
      others();
      resolve();
    };
    await promise;
  }
}
