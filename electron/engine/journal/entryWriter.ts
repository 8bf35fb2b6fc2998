import { type FileHandle, open, rm, truncate } from "node:fs/promises";
import path from "node:path";
import { EngineError } from "../errors.ts";
import { makeFolder } from "../disk/makeFolder.ts";
import { syncFolder } from "../disk/syncFolder.ts";
import { encodeLine } from "./line.ts";
import { journalError } from "./journalError.ts";
import { limits } from "./limits.ts";
import type { JournalRecord } from "./planRecords.ts";

const writing = "write the journal of pushes";

/** The end of an entry's file, where records are appended. To be used by one at a time. */
export class EntryWriter {
  readonly #file: string;
  readonly #handle: FileHandle;
  /** Where what is whole ends. */
  #size: number;
  /** Why nothing can be relied on any more. */
  #broken: EngineError | undefined;

  private constructor(file: string, handle: FileHandle, size: number) {
    this.#file = file;
    this.#handle = handle;
    this.#size = size;
  }

  /**
   * Begin a file with records; once this resolves, it will be there after a crash of the machine too.
   * @throws EngineError `disk_full`, `disk`, `too_large`; then there is no file
   */
  static async create(file: string, records: readonly JournalRecord[]): Promise<EntryWriter> {
    const folder = path.dirname(file);
    try {
      await makeFolder(folder, 0o700);
      const appender = new EntryWriter(file, await open(file, "ax", 0o600), 0);
      try {
        for (const record of records) await appender.append(record);
        await appender.sync();
        await syncFolder(folder);
        return appender;
      } catch (error) {
        await appender.close();
        await rm(file, { force: true });
        throw error;
      }
    } catch (error) {
      throw journalError(error, writing);
    }
  }

  /**
   * Go on with a file that was interrupted.
   * @param size where what is whole ends; the rest is cut off
   */
  static async resume(file: string, size: number): Promise<EntryWriter> {
    try {
      await truncate(file, size);
      return new EntryWriter(file, await open(file, "a"), size);
    } catch (error) {
      throw journalError(error, writing);
    }
  }

  /** Append a record whole or not at all. It is safe only after `sync`. */
  async append(record: JournalRecord): Promise<void> {
    if (this.#broken) throw this.#broken;
    const line = encodeLine(record);
    const isContent = record.type === "planned" || record.type === "held";
    if (line.byteLength > limits.line || (isContent && this.#size > limits.content)) {
      throw new EngineError("too_large", "The push is too large for the journal.", {
        hint: "Push to fewer targets at once. A push goes no further than the journal can tell.",
      });
    }
    try {
      await this.#handle.appendFile(line);
      this.#size += line.byteLength;
    } catch (error) {
      const failure = journalError(error, writing);
      // A part of the line may be there, which nothing must follow.
      await truncate(this.#file, this.#size).catch(() => (this.#broken = failure));
      throw failure;
    }
  }

  /** Make sure that everything appended is on the disk. */
  async sync(): Promise<void> {
    if (this.#broken) throw this.#broken;
    try {
      await this.#handle.sync();
    } catch (error) {
      // The system forgets what it could not write, and another attempt would seem to succeed.
      this.#broken = journalError(error, writing);
      throw this.#broken;
    }
  }

  /** Nothing can be appended any more. */
  async close(): Promise<void> {
    this.#broken ??= new EngineError("disk", "The journal's entry has ended.");
    await this.#handle.close();
  }
}
