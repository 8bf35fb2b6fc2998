import { randomUUID } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import type { JournalEntry, JournalList } from "../../../shared/journal.ts";
import type { Plan } from "../../../shared/plan.ts";
import { EngineError } from "../errors.ts";
import { Lock } from "../async/lock.ts";
import type { LoggedPush, PushLog, PushLogs } from "../push/pushLog.ts";
import { EntryWriter } from "./entryWriter.ts";
import { type ExportedEntry, exportEntry } from "./exportEntry.ts";
import { journalError } from "./journalError.ts";
import { JournalPushLog } from "./journalPushLog.ts";
import { planRecords } from "./planRecords.ts";
import { readEntry, readEntryOutline, type StoredEntry } from "./readEntry.ts";

/** Entries in a list. */
const maxListedEntries = 2000;

/** The file name of an entry: the time of the start and the id. */
const namePattern = /^\d{8}T\d{9}Z-([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\.jsonl$/;

interface JournaledPush extends LoggedPush {
  readonly entry: JournalEntry;
}

/** An entry that is over, with the version of the file that it was read from. */
interface CachedEntry {
  readonly size: number;
  readonly modifiedMs: number;
  readonly entry: JournalEntry;
}

/**
 * The journal of pushes: one file per push in a folder of the app's own. Records are appended while the push runs, so
 * that the file shows how far it got when the process ends. An incomplete last record is ignored.
 *
 * One process at a time uses the folder: an entry that has not ended and is not written here was interrupted.
 */
export class Journal implements PushLogs {
  readonly #folder: string;
  readonly #running = new Set<string>();
  /** By id. */
  readonly #cache = new Map<string, CachedEntry>();
  readonly #closing = new Lock();

  /** @param folder created when needed */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Begins the log of a push.
   *
   * @returns once the plan is on the disk
   * @throws EngineError `disk_full`, `disk`, `too_large`; then there is no entry
   */
  async begin(plan: Plan): Promise<PushLog> {
    const id = randomUUID();
    const at = new Date().toISOString();
    const file = path.join(this.#folder, `${at.replaceAll(/[-:.]/g, "")}-${id}.jsonl`);
    this.#running.add(id);
    try {
      const writer = await EntryWriter.create(file, planRecords(plan, id, at));
      return new JournalPushLog(id, writer, () => this.#running.delete(id));
    } catch (error) {
      this.#running.delete(id);
      throw error;
    }
  }

  /** Lists the newest 2000 entries. Files that cannot be read are listed with the reason. */
  async list(): Promise<JournalList> {
    const entries: JournalEntry[] = [];
    const unreadable: string[] = [];
    const files = [...(await this.#files())].slice(0, maxListedEntries);
    for (const [id, name] of files) {
      try {
        const entry = await this.#listEntry(id, name);
        if (entry) {
          entries.push(entry);
        }
      } catch (error) {
        const { message } = journalError(error, "read it");
        unreadable.push(`${name}: ${message}`);
      }
    }
    return { entries, unreadable };
  }

  async listRepositories(): Promise<readonly string[]> {
    const { entries } = await this.list();
    return [...new Set(entries.flatMap(({ repositories }) => repositories))];
  }

  /**
   * Reads an entry with its plan and the previous content of its tags, verified.
   *
   * @throws EngineError `not_found`, `disk`
   */
  async read(id: string): Promise<JournaledPush> {
    const { stored } = await this.#readStored(id);
    const { plan, previous, summary } = stored;
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

  /**
   * Returns an entry as one readable document.
   *
   * @throws EngineError `not_found`, `disk`
   */
  async export(id: string): Promise<ExportedEntry> {
    const { stored } = await this.#readStored(id);
    return exportEntry(stored, stored.summary.entry(this.#running.has(id)));
  }

  async #close(id: string, by: { readonly continuedBy?: string }): Promise<void> {
    await this.#closing.runExclusive(async () => {
      if (this.#running.has(id)) {
        throw new EngineError("input_invalid", "This push is still running.", {
          hint: "Cancel it first, or wait for its end.",
        });
      }
      const { file, stored } = await this.#readStored(id);
      if (stored.summary.isOver()) {
        return;
      }
      const writer = await EntryWriter.resume(file, stored.end);
      try {
        await writer.append({ type: "left", at: new Date().toISOString(), ...by });
        await writer.sync();
      } finally {
        await writer.close();
      }
    });
  }

  async #listEntry(id: string, name: string): Promise<JournalEntry | undefined> {
    const file = path.join(this.#folder, name);
    const { size, mtimeMs: modifiedMs } = await stat(file);
    const cached = this.#cache.get(id);
    if (cached && cached.size === size && cached.modifiedMs === modifiedMs) {
      return cached.entry;
    }
    // Looked up before the file is read: a push that ends meanwhile must not seem interrupted.
    const isRunning = this.#running.has(id);
    const outline = await readEntryOutline(file, id);
    if (!outline) {
      return undefined;
    }
    const { summary } = outline;
    const entry = summary.entry(isRunning);
    if (summary.isOver()) {
      this.#cache.set(id, { size, modifiedMs, entry });
    }
    return entry;
  }

  async #readStored(id: string): Promise<{ readonly file: string; readonly stored: StoredEntry }> {
    const name = (await this.#files()).get(id);
    const file = name === undefined ? undefined : path.join(this.#folder, name);
    const stored = file === undefined ? undefined : await readStoredEntry(file, id);
    if (file === undefined || !stored) {
      throw new EngineError("not_found", "The journal has no such entry.", {
        hint: "Its file was removed. Look up the current tags in the registries.",
      });
    }
    return { file, stored };
  }

  /** Returns file names by the ids of their entries, newest first. */
  async #files(): Promise<ReadonlyMap<string, string>> {
    let names: string[];
    try {
      names = await readdir(this.#folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") {
        return new Map();
      }
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

async function readStoredEntry(file: string, id: string): Promise<StoredEntry | undefined> {
  try {
    return await readEntry(file, id);
  } catch (error) {
    throw journalError(error, "read the journal of pushes");
  }
}
