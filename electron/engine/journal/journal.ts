import { randomUUID } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import type { JournalEntry, JournalList } from "../../../shared/journal.ts";
import type { Plan } from "../../../shared/plan.ts";
import { EngineError } from "../errors.ts";
import { Lock } from "../async/lock.ts";
import type { LoggedPush, PushLog, PushLogs } from "../push/pushLog.ts";
import { EntryWriter } from "./entryWriter.ts";
import { readEntryOutline, readEntry, type StoredEntry } from "./readEntry.ts";
import { JournalPushLog } from "./journalPushLog.ts";
import { type ExportedEntry, exportEntry } from "./exportEntry.ts";
import { journalError } from "./journalError.ts";
import { limits } from "./limits.ts";
import { firstRecords } from "./planRecords.ts";

const namePattern = /^\d{8}T\d{9}Z-([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\.jsonl$/;

/** A push that the journal tells of. */
export interface JournaledPush extends LoggedPush {
  readonly entry: JournalEntry;
}

/** An entry that is over, as it was read from a file that has not changed since. */
interface KnownEntry {
  readonly size: number;
  readonly changed: number;
  readonly entry: JournalEntry;
}

/**
 * What pushes did, one file each in a folder of the app's own, written while they run so that whatever ends
 * the process, the file tells how far it came. Records are only ever appended; one that was interrupted is as
 * if it had never been begun.
 *
 * One process at a time uses the folder, so an entry that has no end and is not being written here broke off.
 */
export class Journal implements PushLogs {
  readonly #folder: string;
  readonly #running = new Set<string>();
  readonly #known = new Map<string, KnownEntry>();
  readonly #closing = new Lock();

  /** @param folder made when it is needed */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Begin the log of a push.
   * @returns once plan and entry are safe on the disk
   * @throws EngineError `disk_full`, `disk`, `too_large`; then nothing was begun
   */
  async begin(plan: Plan): Promise<PushLog> {
    const id = randomUUID();
    const at = new Date().toISOString();
    const file = path.join(this.#folder, `${at.replaceAll(/[-:.]/g, "")}-${id}.jsonl`);
    this.#running.add(id);
    try {
      const appender = await EntryWriter.create(file, firstRecords(plan, id, at));
      return new JournalPushLog(id, appender, () => this.#running.delete(id));
    } catch (error) {
      this.#running.delete(id);
      throw error;
    }
  }

  /** The newest 2000 entries. What cannot be read is named with the reason, and keeps nothing else from being read. */
  async list(): Promise<JournalList> {
    const entries: JournalEntry[] = [];
    const unreadable: string[] = [];
    const files = [...(await this.#files())].slice(0, limits.entries);
    for (const [id, name] of files) {
      try {
        const entry = await this.#outline(id, name);
        if (entry) entries.push(entry);
      } catch (error) {
        const { message } = journalError(error, "read it");
        unreadable.push(`${name}: ${message}`);
      }
    }
    return { entries, unreadable };
  }

  /**
   * An entry with its plan and what the tags held before, whose bytes have been checked.
   * @throws EngineError `not_found`, `disk`
   */
  async read(id: string): Promise<JournaledPush> {
    const { whole } = await this.#whole(id);
    const { plan, previous, summary } = whole;
    return { plan, previous, entry: summary.entry(this.#running.has(id)) };
  }

  /**
   * Records that an interrupted push will not be resumed. Does nothing if the push has ended.
   *
   * @throws EngineError `input_invalid` while it runs, `not_found`, `disk`, `disk_full`
   */
  async dismiss(id: string): Promise<void> {
    await this.#close(id, {});
  }

  /**
   * Records that another push continues an interrupted one. Does nothing if the push has ended.
   *
   * @param continuedBy the id of the other entry
   * @throws EngineError `input_invalid` while it runs, `not_found`, `disk`, `disk_full`
   */
  async markContinued(id: string, continuedBy: string): Promise<void> {
    await this.#close(id, { continuedBy });
  }

  async #close(id: string, by: { readonly continuedBy?: string }): Promise<void> {
    await this.#closing.runExclusive(async () => {
      if (this.#running.has(id)) {
        throw new EngineError("input_invalid", "This push is still running.", {
          hint: "Cancel it first, or wait for its end.",
        });
      }
      const { file, whole } = await this.#whole(id);
      if (whole.summary.isOver()) return;
      const appender = await EntryWriter.resume(file, whole.end);
      try {
        const at = new Date().toISOString();
        await appender.append({ type: "left", at, ...by });
        await appender.sync();
      } finally {
        await appender.close();
      }
    });
  }

  /**
   * An entry as one readable document.
   * @throws EngineError `not_found`, `disk`
   */
  async export(id: string): Promise<ExportedEntry> {
    const { whole } = await this.#whole(id);
    return exportEntry(whole, whole.summary.entry(this.#running.has(id)));
  }

  async #outline(id: string, name: string): Promise<JournalEntry | undefined> {
    const file = path.join(this.#folder, name);
    const { size, mtimeMs: changed } = await stat(file);
    const known = this.#known.get(id);
    if (known && known.size === size && known.changed === changed) return known.entry;
    const isRunning = this.#running.has(id);
    const outline = await readEntryOutline(file, id);
    if (!outline) return undefined;
    const { summary } = outline;
    const entry = summary.entry(isRunning);
    if (summary.isOver()) this.#known.set(id, { size, changed, entry });
    return entry;
  }

  async #whole(id: string): Promise<{ readonly file: string; readonly whole: StoredEntry }> {
    const name = (await this.#files()).get(id);
    const file = name === undefined ? undefined : path.join(this.#folder, name);
    const whole = file === undefined ? undefined : await readFrom(file, id);
    if (file === undefined || !whole) {
      throw new EngineError("not_found", "The journal has no such entry.", {
        hint: "Its file was removed. The registries tell what the tags hold now.",
      });
    }
    return { file, whole };
  }

  /** The names of the files by the ids of their entries, newest first. */
  async #files(): Promise<ReadonlyMap<string, string>> {
    let names: string[];
    try {
      names = await readdir(this.#folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Map();
      throw journalError(error, "read the journal of pushes");
    }
    return new Map(
      names
        .toSorted((a, b) => (a < b ? 1 : -1))
        .flatMap((name) => {
          const id = namePattern.exec(name)?.[1];
          return id === undefined ? [] : [[id, name] as const];
        }),
    );
  }
}

async function readFrom(file: string, id: string): Promise<StoredEntry | undefined> {
  try {
    return await readEntry(file, id);
  } catch (error) {
    throw journalError(error, "read the journal of pushes");
  }
}
