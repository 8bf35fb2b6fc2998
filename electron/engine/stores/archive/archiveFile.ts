import { AsyncCache } from "../../async/asyncCache.ts";
import { EngineError } from "../../errors.ts";
import { fileVersion, versionOf } from "../../disk/fileVersion.ts";
import { diskError } from "../../disk/diskError.ts";
import { openFile } from "../../disk/openFile.ts";
import { readCapped } from "../../async/readCapped.ts";
import {
  readContents,
  readRange,
  type ArchiveContents,
  type ByteRange,
} from "./archiveContents.ts";
import type { ByteReader } from "./byteReader.ts";
import { corruptArchive } from "./archiveErrors.ts";
import { openDecompressed } from "./decompress.ts";

/** Bytes of documents that are kept of the versions of one archive. */
const keptOfVersions = 64 * 1024 * 1024;

interface Opened {
  readonly identity: string;
  readonly cursor: ByteReader;
  readonly compressed: boolean;
  readonly close: () => Promise<void>;
}

/**
 * A tar archive on disk, read in place: nothing of it is unpacked.
 *
 * A plain archive is read by position. A compressed one has no positions but those in what it decompresses to,
 * so each blob is read by decompressing from the start up to it; the small documents, which decide what is
 * read at all, are kept from the first pass.
 *
 * The file may be replaced at any time. What is asked of it is asked of one version, and it is an error, not
 * a mixture, when that version is no longer there.
 */
export class ArchiveFile {
  readonly path: string;
  readonly #versions = new AsyncCache<ArchiveContents>(
    keptOfVersions,
    ({ keptBytes }) => keptBytes,
  );

  constructor(path: string) {
    this.path = path;
  }

  /** Which version of the file is there now; undefined where there is none. */
  async identity(): Promise<string | undefined> {
    try {
      return await fileVersion(this.path);
    } catch (error) {
      throw diskError(error, `read the archive ${this.path}`);
    }
  }

  /**
   * What is in the archive now.
   * @throws EngineError `not_found` where there is no such file
   */
  async contents(signal: AbortSignal): Promise<ArchiveContents> {
    const version = await this.identity();
    if (version === undefined) throw this.#missing();
    return await this.#versions.get(version, signal, () =>
      this.#use(signal, ({ cursor, identity, compressed }) =>
        readContents(cursor, identity, compressed),
      ),
    );
  }

  /** Read forward through a version of the archive. */
  async readThrough<T>(
    contents: ArchiveContents,
    signal: AbortSignal,
    work: (cursor: ByteReader) => Promise<T>,
  ): Promise<T> {
    return await this.#use(signal, async ({ identity, cursor }) => {
      this.#expect(contents, identity);
      return await work(cursor);
    });
  }

  /** The bytes of a file in a version of the archive as they are read. */
  async *stream(
    contents: ArchiveContents,
    place: ByteRange,
    signal: AbortSignal,
    offset = 0,
  ): AsyncGenerator<Uint8Array> {
    const opened = await this.#open(signal);
    try {
      this.#expect(contents, opened.identity);
      yield* readRange(opened.cursor, place, offset);
    } catch (error) {
      throw diskError(error, `read the archive ${this.path}`);
    } finally {
      await opened.close();
    }
  }

  /**
   * A small file whole.
   * @param limit in bytes
   * @throws EngineError `too_large`
   */
  async read(
    contents: ArchiveContents,
    place: ByteRange,
    limit: number,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const what = `file in the archive ${this.path}`;
    if (place.size > limit)
      throw new EngineError("too_large", `A ${what} is ${place.size} bytes, too large to be read.`);
    return (
      contents.kept.get(place) ??
      (await readCapped(this.stream(contents, place, signal), limit, what))
    );
  }

  async #use<T>(signal: AbortSignal, work: (opened: Opened) => Promise<T>): Promise<T> {
    const opened = await this.#open(signal);
    try {
      return await work(opened);
    } catch (error) {
      throw diskError(error, `read the archive ${this.path}`);
    } finally {
      await opened.close();
    }
  }

  async #open(signal: AbortSignal): Promise<Opened> {
    try {
      const handle = await openFile(this.path);
      try {
        const found = await handle.stat({ bigint: true });
        if (!found.isFile()) throw corruptArchive(this.path, "it is not a file");
        const opened = await openDecompressed(handle, this.path, Number(found.size), signal);
        const close = async (): Promise<void> => {
          await opened.cursor.close();
          await handle.close();
        };
        return { identity: versionOf(found), ...opened, close };
      } catch (error) {
        await handle.close();
        throw error;
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") throw this.#missing();
      throw diskError(error, `read the archive ${this.path}`);
    }
  }

  #expect(contents: ArchiveContents, identity: string): void {
    if (contents.identity === identity) return;
    throw new EngineError(
      "disk",
      `The archive ${this.path} was replaced while it was being read.`,
      {
        hint: "Look at what it holds now, then try again.",
        retryable: true,
      },
    );
  }

  #missing(): EngineError {
    return new EngineError("not_found", `There is no archive ${this.path}.`, {
      hint: "Check the path.",
    });
  }
}
