import type { Worker } from "node:worker_threads";
import { releaseBuffer } from "../../stores/registry/http/receiveBufferPool.ts";
import type { ToThread } from "./threadMessages.ts";

/** In bytes. */
const blockSize = 256 * 1024;
/** Blocks that the thread has not taken yet. */
const maxUntaken = 4;

/**
 * Transfers content to a thread: in full blocks as long as the thread is busy, else at once, so that it never waits for
 * bytes that have arrived.
 */
export class BlockFeed {
  readonly #thread: Pick<Worker, "postMessage">;
  #block: Uint8Array<ArrayBuffer> | undefined;
  #filled = 0;
  #untaken = 0;
  #isStopped = false;
  #onTaken = (): void => {};
  #failure: { readonly error: unknown } | undefined;
  #isDone = false;

  constructor(thread: Pick<Worker, "postMessage">) {
    this.#thread = thread;
  }

  /** Whether all of the content was read. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** Why the content could not be read to its end. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure;
  }

  /** Transfers content until it ends or the feed is stopped. Never rejects. */
  async run(open: () => Promise<AsyncIterable<Uint8Array>>): Promise<void> {
    try {
      for await (const chunk of await open()) {
        await this.#add(chunk);
        releaseBuffer(chunk);
        if (this.#isStopped) {
          return;
        }
      }
      this.#sendBlock();
      this.#isDone = true;
      this.#send({ kind: "end" });
    } catch (error) {
      this.#failure = { error };
      this.#sendBlock();
      this.#send({ kind: "broken" });
    }
  }

  /** The thread has taken a block. */
  markTaken(): void {
    this.#untaken -= 1;
    this.#sendIfIdle();
    this.#onTaken();
  }

  /** The app has used an output of the thread. */
  markUsed(): void {
    this.#send({ kind: "used" });
  }

  stop(): void {
    this.#isStopped = true;
    this.#onTaken();
  }

  async #add(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.byteLength && !this.#isStopped;) {
      this.#block ??= new Uint8Array(blockSize);
      const part = chunk.subarray(at, at + this.#block.byteLength - this.#filled);
      this.#block.set(part, this.#filled);
      this.#filled += part.byteLength;
      at += part.byteLength;
      if (this.#filled === this.#block.byteLength) {
        this.#sendBlock();
        await this.#hasRoom();
      }
    }
    this.#sendIfIdle();
  }

  async #hasRoom(): Promise<void> {
    while (this.#untaken >= maxUntaken && !this.#isStopped) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onTaken = resolve;
      await promise;
    }
  }

  #sendIfIdle(): void {
    if (this.#untaken === 0) {
      this.#sendBlock();
    }
  }

  #sendBlock(): void {
    if (this.#block === undefined || this.#filled === 0) {
      return;
    }
    const { buffer } = this.#block;
    this.#send({ kind: "block", buffer, length: this.#filled }, [buffer]);
    this.#untaken += 1;
    this.#block = undefined;
    this.#filled = 0;
  }

  #send(message: ToThread, transferred: readonly ArrayBuffer[] = []): void {
    if (!this.#isStopped) {
      this.#thread.postMessage(message, [...transferred]);
    }
  }
}
