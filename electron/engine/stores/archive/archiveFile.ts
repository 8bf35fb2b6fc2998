import { AsyncCache } from "../../async/asyncCache.ts";
import { readCapped } from "../../async/readCapped.ts";
import { diskError } from "../../disk/diskError.ts";
import { fileVersion, versionOf } from "../../disk/fileVersion.ts";
import { openFile } from "../../disk/openFile.ts";
import { EngineError } from "../../errors.ts";
import {
  readContents,
  readRange,
  type ArchiveContents,
  type ByteRange,
} from "./archiveContents.ts";
import { corruptArchive } from "./archiveErrors.ts";
import type { ByteReader } from "./byteReader.ts";
import { openDecompressed } from "./decompress.ts";

/** Bytes of documents that are cached of the versions of one archive. */
const maxDocumentBytes = 64 * 1024 * 1024;

interface OpenArchive extends AsyncDisposable {
  readonly version: string;
  readonly reader: ByteReader;
  readonly isCompressed: boolean;
}

/**
 * A tar archive on disk, read in place without unpacking it.
 *
 * Files of a plain archive are read by position. In a compressed archive, reading a blob means decompressing everything
 * before it; the small documents, which are read first, are cached by the first pass.
 *
 * Another program may replace the archive at any time. Every read is of one version, and fails if that version is gone.
 */
export class ArchiveFile {
  readonly path: string;
  readonly #contents = new AsyncCache<ArchiveContents>(
    maxDocumentBytes,
    ({ documentBytes }) => documentBytes,
  );

  constructor(path: string) {
    this.path = path;
  }

  /** Returns the current version of the file; undefined if it does not exist. */
  async version(): Promise<string | undefined> {
    try {
      return await fileVersion(this.path);
    } catch (error) {
      throw diskError(error, `read the archive ${this.path}`);
    }
  }

  /**
   * Returns the current contents of the archive.
   * @throws EngineError `not_found` if there is no such file; `layout_invalid`, `too_large`, `disk`
   */
  async contents(signal: AbortSignal): Promise<ArchiveContents> {
    const version = await this.version();
    if (version === undefined) {
      throw this.#notFound();
    }
    return await this.#contents.get(version, signal, () =>
      this.#use(signal, (opened) => readContents(opened.reader, opened)),
    );
  }

  /**
   * Reads one version of the archive from the start.
   * @throws EngineError `disk` if another version has replaced it; errors of the work
   */
  async readThrough<T>(
    contents: ArchiveContents,
    signal: AbortSignal,
    work: (reader: ByteReader) => Promise<T>,
  ): Promise<T> {
    return await this.#use(signal, async ({ version, reader }) => {
      this.#checkVersion(contents, version);
      return await work(reader);
    });
  }

  /** Reads a file of one version of the archive as chunks. @param file.offset in the file, in bytes */
  async *stream(
    contents: ArchiveContents,
    { range, offset = 0 }: { readonly range: ByteRange; readonly offset?: number | undefined },
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    await using opened = await this.#open(signal);
    try {
      this.#checkVersion(contents, opened.version);
      yield* readRange(opened.reader, range, offset);
    } catch (error) {
      throw diskError(error, `read the archive ${this.path}`);
    }
  }

  /**
   * Reads a small file into memory.
   * @param file.limit in bytes
   * @throws EngineError `too_large`
   */
  async read(
    contents: ArchiveContents,
    { range, limit }: { readonly range: ByteRange; readonly limit: number },
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const what = `file in the archive ${this.path}`;
    if (range.size > limit) {
      throw new EngineError("too_large", `A ${what} has ${range.size} bytes, more than ${limit}.`);
    }
    return (
      contents.documents.get(range) ??
      (await readCapped(this.stream(contents, { range }, signal), limit, what))
    );
  }

  async #use<T>(signal: AbortSignal, work: (opened: OpenArchive) => Promise<T>): Promise<T> {
    await using opened = await this.#open(signal);
    try {
      return await work(opened);
    } catch (error) {
      throw diskError(error, `read the archive ${this.path}`);
    }
  }

  async #open(signal: AbortSignal): Promise<OpenArchive> {
    try {
      const handle = await openFile(this.path);
      try {
        const stats = await handle.stat({ bigint: true });
        if (!stats.isFile()) {
          throw corruptArchive(this.path, "it is not a file");
        }
        const { reader, isCompressed } = await openDecompressed(handle, {
          archive: this.path,
          size: Number(stats.size),
          signal,
        });
        return {
          version: versionOf(stats),
          reader,
          isCompressed,
          [Symbol.asyncDispose]: async () => {
            await reader.close();
            await handle.close();
          },
        };
      } catch (error) {
        await handle.close();
        throw error;
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") {
        throw this.#notFound();
      }
      throw diskError(error, `read the archive ${this.path}`);
    }
  }

  #checkVersion(contents: ArchiveContents, version: string): void {
    if (contents.version === version) {
      return;
    }
    throw new EngineError("disk", `The archive ${this.path} was replaced while it was read.`, {
      hint: "Check what it contains now, then try again.",
      retryable: true,
    });
  }

  #notFound(): EngineError {
    return new EngineError("not_found", `There is no archive ${this.path}.`, {
      hint: "Check the path.",
    });
  }
}
