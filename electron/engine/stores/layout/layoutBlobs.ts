import { stat } from "node:fs/promises";
import path from "node:path";
import pLimit from "p-limit";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { SharedTask } from "../../async/sharedTask.ts";
import { diskError } from "../../disk/diskError.ts";
import { fileVersion, versionOf } from "../../disk/fileVersion.ts";
import { openFile } from "../../disk/openFile.ts";
import { readCappedFile } from "../../disk/readCappedFile.ts";
import { writeFileAtomic } from "../../disk/writeFileAtomic.ts";
import { EngineError } from "../../errors.ts";
import { createDigestVerifier, parseDigest, verifyBytes, verifyStream } from "../../oci/digest.ts";
import type { BlobPush, BlobStream } from "../store.ts";

/** In bytes. */
const chunkSize = 256 * 1024;
/** Blobs that are verified at the same time. */
const maxVerifications = 2;

const mismatchCodes: ReadonlySet<string> = new Set(["digest_mismatch", "size_mismatch"]);

/** Whether one version of a blob's file has the content that its digest promises. */
interface Verdict {
  readonly version: string;
  readonly isIntact: boolean;
}

/** Reads, verifies and writes the blobs of an image layout: `blobs/ALGORITHM/HEX`. */
export class LayoutBlobs {
  readonly #root: string;
  /** By digest. A verdict holds for the version of the file that was read. */
  readonly #verdicts = new Map<string, SharedTask<Verdict>>();
  readonly #limit = pLimit(maxVerifications);

  /** @param root folder of the layout */
  constructor(root: string) {
    this.#root = root;
  }

  /**
   * Reports whether a blob exists with the content that its digest promises. Each version of its file is read once.
   * @throws EngineError `disk`
   */
  async has({ digest, size }: Descriptor, signal: AbortSignal): Promise<boolean> {
    if ((await this.sizeOf(digest)) !== size) {
      return false;
    }
    const known = await this.#known(digest, signal);
    if (known && known.version === (await this.#version(digest))) {
      return known.isIntact;
    }
    const verdict = new SharedTask((until) => this.#limit(() => this.#verify(digest, size, until)));
    this.#verdicts.set(digest, verdict);
    try {
      return (await verdict.wait(signal)).isIntact;
    } catch (error) {
      if (this.#verdicts.get(digest) === verdict) {
        this.#verdicts.delete(digest);
      }
      throw error;
    }
  }

  /** Returns the last verdict, waiting for one that another caller requested; undefined if there is none. */
  async #known(digest: string, signal: AbortSignal): Promise<Verdict | undefined> {
    const task = this.#verdicts.get(digest);
    if (task === undefined || task.isAborted) {
      return undefined;
    }
    try {
      return await task.wait(signal);
    } catch {
      signal.throwIfAborted();
      return undefined;
    }
  }

  /** @returns the size in bytes; undefined if there is no such file */
  async sizeOf(digest: string): Promise<number | undefined> {
    try {
      const stats = await stat(this.#path(digest));
      return stats.isFile() ? stats.size : undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") {
        return undefined;
      }
      throw this.#readError(error);
    }
  }

  /**
   * Reads a whole blob.
   * @param limit in bytes
   * @param size expected size in bytes, if known
   * @returns undefined if there is no such blob
   * @throws EngineError `too_large`, `digest_mismatch`, `size_mismatch`, `disk`
   */
  async read(digest: string, limit: number, size?: number): Promise<Uint8Array | undefined> {
    if ((await this.sizeOf(digest)) === undefined) {
      return undefined;
    }
    let bytes: Uint8Array;
    try {
      bytes = await readCappedFile(this.#path(digest), limit);
    } catch (error) {
      throw this.#readError(error);
    }
    verifyBytes(bytes, digest, size);
    return bytes;
  }

  /**
   * Opens a blob as a stream, which is verified only if it starts at the first byte.
   * @param offset in bytes
   * @returns undefined if there is no such blob
   */
  async open(
    descriptor: Descriptor,
    signal: AbortSignal,
    offset: number,
  ): Promise<BlobStream | undefined> {
    if ((await this.sizeOf(descriptor.digest)) === undefined) {
      return undefined;
    }
    const stream = this.#stream(descriptor.digest, { offset }, signal);
    return offset === 0 ? verifyStream(stream, descriptor) : stream;
  }

  /**
   * Writes a blob from a stream. The file gets its name only after its digest and size are verified.
   * @param source.onBytes called with the number of bytes written since the last call
   * @throws EngineError `digest_mismatch`, `size_mismatch`; errors of the file system unchanged
   */
  async write(
    { digest, size }: Descriptor,
    source: { readonly stream: BlobStream; readonly onBytes: BlobPush["onBytes"] },
    signal: AbortSignal,
  ): Promise<void> {
    const { stream, onBytes } = source;
    await writeFileAtomic(this.#path(digest), async (handle) => {
      const verifier = createDigestVerifier(digest, size);
      for await (const chunk of stream) {
        signal.throwIfAborted();
        verifier.update(chunk);
        await handle.writeFile(chunk);
        onBytes?.(chunk.byteLength);
      }
      verifier.finish();
    });
    await this.#markIntact(digest);
  }

  /** Writes a blob. @param digest digest of the bytes, already verified */
  async writeBytes(digest: string, bytes: Uint8Array): Promise<void> {
    await writeFileAtomic(this.#path(digest), bytes);
    await this.#markIntact(digest);
  }

  async #markIntact(digest: string): Promise<void> {
    const version = await this.#version(digest);
    if (version !== undefined) {
      this.#verdicts.set(digest, new SharedTask(async () => ({ version, isIntact: true })));
    }
  }

  async #version(digest: string): Promise<string | undefined> {
    try {
      return await fileVersion(this.#path(digest));
    } catch (error) {
      throw this.#readError(error);
    }
  }

  async #verify(digest: string, size: number, signal: AbortSignal): Promise<Verdict> {
    let version = "";
    const onOpen = (opened: string): void => void (version = opened);
    const stream = this.#stream(digest, { offset: 0, onOpen }, signal);
    try {
      for await (const chunk of verifyStream(stream, { digest, size })) {
        void chunk;
      }
      return { version, isIntact: true };
    } catch (error) {
      if (error instanceof EngineError && mismatchCodes.has(error.code)) {
        return { version, isIntact: false };
      }
      throw error;
    }
  }

  /** @param options.onOpen called with the version of the opened file */
  async *#stream(
    digest: string,
    options: { readonly offset: number; readonly onOpen?: (version: string) => void },
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    const { offset, onOpen } = options;
    try {
      signal.throwIfAborted();
      const handle = await openFile(this.#path(digest));
      try {
        onOpen?.(versionOf(await handle.stat({ bigint: true })));
        for (let position = offset; ;) {
          signal.throwIfAborted();
          const chunk = Buffer.allocUnsafe(chunkSize);
          const { bytesRead } = await handle.read(chunk, 0, chunkSize, position);
          if (bytesRead === 0) {
            return;
          }
          position += bytesRead;
          yield chunk.subarray(0, bytesRead);
        }
      } finally {
        await handle.close();
      }
    } catch (error) {
      signal.throwIfAborted();
      throw this.#readError(error);
    }
  }

  #readError(error: unknown): unknown {
    return diskError(error, `read from the image layout ${this.#root}`);
  }

  /** `parseDigest` validates both parts, so the path stays inside the layout (CVE-2024-3727). */
  #path(digest: string): string {
    const { algorithm, hex } = parseDigest(digest);
    return path.join(this.#root, "blobs", algorithm, hex);
  }
}
