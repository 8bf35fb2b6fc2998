import { stat } from "node:fs/promises";
import path from "node:path";
import pLimit from "p-limit";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { EngineError } from "../../errors.ts";
import { fileVersion, versionOf } from "../../disk/fileVersion.ts";
import { parseDigest, verifyBytes } from "../../oci/digest.ts";
import { verifyStream } from "../../oci/verifyStream.ts";
import { openFile } from "../../disk/openFile.ts";
import { readCappedFile } from "../../disk/readCappedFile.ts";
import { SharedWork } from "../../async/sharedTask.ts";
import type { BlobStream } from "../store.ts";
import { diskError } from "../../disk/diskError.ts";
import { writeBlob, writeWhole } from "../../disk/writeFileAtomic.ts";

const pieceBytes = 256 * 1024;
/** Blobs that are read through at once. */
const readThroughs = 2;

const wrongBytes: ReadonlySet<string> = new Set(["digest_mismatch", "size_mismatch"]);

/** What a blob's file was found to be. */
interface Verdict {
  readonly version: string;
  readonly isWhole: boolean;
}

/** The blobs of an image layout: `blobs/ALGORITHM/HEX`. */
export class LayoutBlobs {
  readonly #root: string;
  /** By digest; it holds for the version of the file that was read. */
  readonly #verdicts = new Map<string, SharedWork<Verdict>>();
  readonly #turn = pLimit(readThroughs);

  constructor(root: string) {
    this.#root = root;
  }

  /**
   * Whether a blob is there, with the bytes that its digest promises. They are read once for each version of its file.
   * @throws EngineError `disk`
   */
  async has({ digest, size }: Descriptor, signal: AbortSignal): Promise<boolean> {
    const found = await this.sizeOf(digest);
    if (found !== size) return false;
    const known = await this.#known(digest, signal);
    if (known && known.version === (await this.#version(digest))) return known.isWhole;
    const verdict = new SharedWork((until) =>
      this.#turn(() => this.#readThrough(digest, size, until)),
    );
    this.#verdicts.set(digest, verdict);
    try {
      return (await verdict.wait(signal)).isWhole;
    } catch (error) {
      if (this.#verdicts.get(digest) === verdict) this.#verdicts.delete(digest);
      throw error;
    }
  }

  /** The last verdict, or the one that is being found for another caller; undefined where there is none. */
  async #known(digest: string, signal: AbortSignal): Promise<Verdict | undefined> {
    const work = this.#verdicts.get(digest);
    if (work === undefined || work.isAbandoned) return undefined;
    try {
      return await work.wait(signal);
    } catch {
      signal.throwIfAborted();
      return undefined;
    }
  }

  /** @returns undefined where there is no such file */
  async sizeOf(digest: string): Promise<number | undefined> {
    try {
      const about = await stat(this.#path(digest));
      return about.isFile() ? about.size : undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw this.#failed("read from", error);
    }
  }

  /**
   * A blob whole.
   * @param limit in bytes
   * @param size where it is known
   * @returns undefined where there is none
   * @throws EngineError `too_large`, `digest_mismatch`, `size_mismatch`, `disk`
   */
  async read(digest: string, limit: number, size?: number): Promise<Uint8Array | undefined> {
    if ((await this.sizeOf(digest)) === undefined) return undefined;
    let bytes: Uint8Array;
    try {
      bytes = await readCappedFile(this.#path(digest), limit);
    } catch (error) {
      throw this.#failed("read from", error);
    }
    verifyBytes(bytes, digest, size);
    return bytes;
  }

  /** @returns undefined where there is none; else a stream that opens the file when it is read */
  async open(
    descriptor: Descriptor,
    signal: AbortSignal,
    offset: number,
  ): Promise<BlobStream | undefined> {
    if ((await this.sizeOf(descriptor.digest)) === undefined) return undefined;
    const stream = this.#stream(descriptor.digest, signal, offset);
    return offset === 0 ? verifyStream(stream, descriptor) : stream;
  }

  async write(
    descriptor: Descriptor,
    stream: BlobStream,
    signal: AbortSignal,
    onBytes: (count: number) => void,
  ): Promise<void> {
    const file = this.#path(descriptor.digest);
    await writeBlob(file, descriptor, stream, signal, onBytes);
    await this.#noteWritten(descriptor.digest);
  }

  /** @param bytes of which the digest is known to be */
  async writeBytes(digest: string, bytes: Uint8Array): Promise<void> {
    await writeWhole(this.#path(digest), bytes);
    await this.#noteWritten(digest);
  }

  async #noteWritten(digest: string): Promise<void> {
    const version = await this.#version(digest);
    if (version !== undefined)
      this.#verdicts.set(digest, new SharedWork(async () => ({ version, isWhole: true })));
  }

  async #version(digest: string): Promise<string | undefined> {
    try {
      return await fileVersion(this.#path(digest));
    } catch (error) {
      throw this.#failed("read from", error);
    }
  }

  async #readThrough(digest: string, size: number, signal: AbortSignal): Promise<Verdict> {
    let version = "";
    const onOpen = (opened: string): void => void (version = opened);
    const stream = this.#stream(digest, signal, 0, onOpen);
    try {
      for await (const piece of verifyStream(stream, { digest, size })) void piece;
      return { version, isWhole: true };
    } catch (error) {
      if (error instanceof EngineError && wrongBytes.has(error.code))
        return { version, isWhole: false };
      throw error;
    }
  }

  /** @param onOpen told the version of the file */
  async *#stream(
    digest: string,
    signal: AbortSignal,
    offset: number,
    onOpen?: (version: string) => void,
  ): AsyncGenerator<Uint8Array> {
    try {
      signal.throwIfAborted();
      const handle = await openFile(this.#path(digest));
      try {
        onOpen?.(versionOf(await handle.stat({ bigint: true })));
        for (let at = offset; ;) {
          signal.throwIfAborted();
          const piece = Buffer.allocUnsafe(pieceBytes);
          const { bytesRead } = await handle.read(piece, 0, pieceBytes, at);
          if (bytesRead === 0) return;
          at += bytesRead;
          yield piece.subarray(0, bytesRead);
        }
      } finally {
        await handle.close();
      }
    } catch (error) {
      signal.throwIfAborted();
      throw this.#failed("read from", error);
    }
  }

  #failed(verb: string, error: unknown): unknown {
    return diskError(error, `${verb} the image layout ${this.#root}`);
  }

  /** The parts are checked by parseDigest, so no digest leads out of the folder (CVE-2024-3727). */
  #path(digest: string): string {
    const { algorithm, hex } = parseDigest(digest);
    return path.join(this.#root, "blobs", algorithm, hex);
  }
}
