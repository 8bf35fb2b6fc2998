import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { EngineError, isTransient } from "../../errors.ts";
import type { BlobOpener } from "../store.ts";
import { hasBlob } from "./blobs.ts";
import { releaseBuffer } from "./http/receiveBufferPool.ts";
import { backOff } from "./http/retry.ts";
import type { Repository } from "./repository.ts";
import {
  cancelUpload,
  completeUpload,
  resumeUpload,
  startUpload,
  type UploadPosition,
} from "./uploadSession.ts";

export interface Upload {
  readonly descriptor: Descriptor;
  readonly open: BlobOpener;
  /** Called with the number of bytes sent since the last call; negative after a restart. */
  readonly onBytes: (count: number) => void;
  /** An upload that the registry has opened already. */
  readonly location: URL | undefined;
  /** Interrupted uploads that may be resumed, by the digest of the blob. Entries are added and taken here. */
  readonly interrupted: Map<string, URL>;
}

/** How often a blob is sent, or resumed, before giving up. */
const maxAttempts = 4;

/**
 * Pushes a blob to a repository in one request.
 *
 * After a transient error the upload resumes where the registry says that it stopped, else from the start, unless the
 * registry has the blob already. An upload that was interrupted stays open, so that the next push of the blob can
 * resume it; without a next push it times out.
 *
 * Source: distribution-spec 1.1, "Pushing Blobs".
 */
export async function pushBlob(
  repository: Repository,
  upload: Upload,
  signal: AbortSignal,
): Promise<void> {
  await new BlobUpload(repository, upload, signal).push();
}

class BlobUpload {
  readonly #repository: Repository;
  readonly #upload: Upload;
  readonly #signal: AbortSignal;
  #position: UploadPosition | undefined;
  /** The number of bytes reported as sent. */
  #reported = 0;
  /** Whether the connection broke, or the push was cancelled, before the registry responded. */
  #isInterrupted = false;

  constructor(repository: Repository, upload: Upload, signal: AbortSignal) {
    this.#repository = repository;
    this.#upload = upload;
    this.#signal = signal;
  }

  async push(): Promise<void> {
    this.#position = await this.#resumeInterrupted();
    try {
      await this.#sendUntilStored();
    } catch (error) {
      this.#report(0);
      await this.#leave();
      throw error;
    }
  }

  /** The interrupted upload of the blob if the registry has a part of it, else the opened one, if any. */
  async #resumeInterrupted(): Promise<UploadPosition> {
    const { descriptor, location, interrupted } = this.#upload;
    const { digest } = descriptor;
    const previous = interrupted.get(digest);
    if (previous) {
      // Taken before the first await: only one push can resume it.
      interrupted.delete(digest);
      const resumed = await this.#resume(previous).catch((error: unknown) => {
        interrupted.set(digest, previous);
        throw error;
      });
      const unused = resumed ? location : previous;
      if (unused) {
        await cancelUpload(this.#repository, unused);
      }
      if (resumed) {
        return resumed;
      }
    }
    return { location: location ?? (await this.#start()), offset: 0 };
  }

  async #sendUntilStored(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#send();
        return;
      } catch (error) {
        this.#isInterrupted =
          this.#reported > 0 && (this.#signal.aborted || isConnectionError(error));
        const recovery = recoveryFor(error);
        if (recovery === "none" || attempt === maxAttempts) {
          throw error;
        }
        if (error instanceof EngineError && error.retryable) {
          await this.#backOff(error, attempt);
        }
        if (await hasBlob(this.#repository, this.#upload.descriptor, this.#signal)) {
          await this.#cancel();
          return;
        }
        await this.#recover(recovery);
      }
    }
  }

  async #send(): Promise<void> {
    const { descriptor } = this.#upload;
    this.#position ??= { location: await this.#start(), offset: 0 };
    const { offset } = this.#position;
    this.#report(offset);
    const body = this.#readFrom(offset);
    const upload = { position: this.#position, descriptor, body };
    await completeUpload(this.#repository, upload, this.#signal);
  }

  /**
   * The blob's bytes. The source is opened only when they are read, so a request that is never sent opens nothing.
   */
  async *#readFrom(offset: number): AsyncGenerator<Uint8Array> {
    let sent = offset;
    for await (const chunk of await this.#upload.open(this.#signal, offset)) {
      yield chunk;
      sent += chunk.byteLength;
      this.#report(sent);
      // The next chunk was requested, so the connection has sent this one and its buffer is free.
      releaseBuffer(chunk);
    }
  }

  async #recover(recovery: "resume" | "restart"): Promise<void> {
    const stopped = this.#position;
    this.#position =
      stopped && recovery === "resume" ? await this.#resume(stopped.location) : undefined;
    if (stopped && !this.#position) {
      await cancelUpload(this.#repository, stopped.location);
    }
  }

  /** Keeps an interrupted upload for the next push, and cancels any other. */
  async #leave(): Promise<void> {
    const { descriptor, interrupted } = this.#upload;
    if (this.#position && this.#isInterrupted) {
      interrupted.set(descriptor.digest, this.#position.location);
    } else {
      await this.#cancel();
    }
  }

  async #cancel(): Promise<void> {
    if (this.#position) {
      await cancelUpload(this.#repository, this.#position.location);
    }
  }

  async #start(): Promise<URL> {
    return await startUpload(this.#repository, this.#upload.descriptor, this.#signal);
  }

  async #resume(location: URL): Promise<UploadPosition | undefined> {
    return await resumeUpload(
      this.#repository,
      { location, descriptor: this.#upload.descriptor },
      this.#signal,
    );
  }

  async #backOff(error: EngineError, attempt: number): Promise<void> {
    const { retryDelay } = this.#repository.client.timeouts;
    await backOff(error, { failed: attempt, firstDelay: retryDelay }, this.#signal);
  }

  #report(sent: number): void {
    this.#upload.onBytes(sent - this.#reported);
    this.#reported = sent;
  }
}

/** Whether the request failed without a response. */
function isConnectionError(error: unknown): boolean {
  return error instanceof EngineError && (error.code === "network" || error.code === "timeout");
}

/** How to continue after a failed upload. */
function recoveryFor(error: unknown): "resume" | "restart" | "none" {
  if (!(error instanceof EngineError)) {
    return "none";
  }
  switch (error.code) {
    // The bytes were wrong, in part or in full: another read of the source may be right.
    case "digest_mismatch":
    case "size_mismatch":
    // The registry lost the session.
    case "upload_lost":
    // The token expired during the request, and a stream cannot be sent again with a new one.
    case "unauthorized":
      return "restart";
    default:
      return isTransient(error) ? "resume" : "none";
  }
}
