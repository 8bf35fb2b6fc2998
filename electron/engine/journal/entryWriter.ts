import { type FileHandle, open, rm, truncate } from "node:fs/promises";
import path from "node:path";
import type { JournalKind, JournalRecord } from "../../../shared/journal.ts";
import { EngineError } from "../errors.ts";
import { makeFolder } from "../disk/makeFolder.ts";
import { syncFolder } from "../disk/syncFolder.ts";
import { encodeLine, maxLineBytes } from "./journalLines.ts";
import { entryTooLarge, journalError } from "./journalError.ts";

/** Bytes of a file after which no plan and no content is appended. */
const maxContentBytes = 192 * 1024 * 1024;

const contentTypes: ReadonlySet<JournalRecord["type"]> = new Set(["planned", "held", "related"]);

const writing = "write the journal of pushes";

/** Appends records to the file of an entry. Calls must not overlap. */
export class EntryWriter {
  readonly #file: string;
  readonly #handle: FileHandle;
  /** The size of the complete records. */
  #size: number;
  /** What the entry is about, from its first record; undefined if it was resumed. */
  #kind: JournalKind | undefined;
  /** Why the file cannot be written any more. */
  #broken: EngineError | undefined;

  private constructor(file: string, handle: FileHandle, size: number) {
    this.#file = file;
    this.#handle = handle;
    this.#size = size;
  }

  /**
   * Creates a file that begins with records. Once this resolves, the file survives a crash of the machine.
   *
   * @throws EngineError `disk_full`, `disk`, `too_large`; then there is no file
   */
  static async create(file: string, records: readonly JournalRecord[]): Promise<EntryWriter> {
    const folder = path.dirname(file);
    try {
      await makeFolder(folder, 0o700);
      const writer = new EntryWriter(file, await open(file, "ax", 0o600), 0);
      try {
        for (const record of records) {
          await writer.append(record);
        }
        await writer.sync();
        await syncFolder(folder);
        return writer;
      } catch (error) {
        await writer.close();
        await rm(file, { force: true });
        throw error;
      }
    } catch (error) {
      throw journalError(error, writing);
    }
  }

  /**
   * Opens the file of an interrupted push.
   *
   * @param size the size of the complete records; the rest is cut off
   */
  static async resume(file: string, size: number): Promise<EntryWriter> {
    try {
      await truncate(file, size);
      return new EntryWriter(file, await open(file, "a"), size);
    } catch (error) {
      throw journalError(error, writing);
    }
  }

  /** Appends a complete record or nothing. The record survives a crash after `sync`. */
  async append(record: JournalRecord): Promise<void> {
    if (this.#broken) {
      throw this.#broken;
    }
    const line = encodeLine(record);
    if (record.type === "begun") {
      this.#kind = record.outline.kind;
    }
    const isContent = contentTypes.has(record.type);
    if (line.byteLength > maxLineBytes || (isContent && this.#size > maxContentBytes)) {
      throw entryTooLarge(this.#kind);
    }
    try {
      await this.#handle.appendFile(line);
      this.#size += line.byteLength;
    } catch (error) {
      const failure = journalError(error, writing);
      // A part of the line may have been written; nothing may follow it.
      await truncate(this.#file, this.#size).catch(() => (this.#broken = failure));
      throw failure;
    }
  }

  /** Flushes all appended records to the disk. */
  async sync(): Promise<void> {
    if (this.#broken) {
      throw this.#broken;
    }
    try {
      await this.#handle.sync();
    } catch (error) {
      // After a failed fsync the kernel may drop the pages, so a second attempt would succeed wrongly.
      this.#broken = journalError(error, writing);
      throw this.#broken;
    }
  }

  /** Closes the file. Further calls of `append` and `sync` fail. */
  async close(): Promise<void> {
    this.#broken ??= new EngineError("disk", "The journal's entry has ended.");
    await this.#handle.close();
  }
}
