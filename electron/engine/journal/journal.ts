import { randomUUID } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import pLimit from "p-limit";
import type { Deletion } from "../../../shared/deletion.ts";
import type { JournalList, JournalOrigin, TagTimeline } from "../../../shared/journal.ts";
import type { Plan } from "../../../shared/plan.ts";
import type { FullTagName } from "../oci/tagName.ts";
import { EngineError } from "../errors.ts";
import { Lock } from "../async/lock.ts";
import type { PlanOrigin } from "../plan/planCache.ts";
import type { LoggedPush, PushLog, PushLogs } from "../push/pushLog.ts";
import type { RecordedAttempt } from "./entrySummary.ts";
import { EntryWriter } from "./entryWriter.ts";
import { type ExportedEntry, exportEntry } from "./exportEntry.ts";
import { groupAttempts } from "./groupAttempts.ts";
import { journalError } from "./journalError.ts";
import { JournalPushLog } from "./journalPushLog.ts";
import { planRecords } from "./planRecords.ts";
import { readEntry, readEntryOutline, type StoredEntry } from "./readEntry.ts";
import { tagTimeline } from "./tagTimeline.ts";

/** Files in a list. */
const maxListedFiles = 10_000;

/** Files that are read at the same time. */
const maxOpenFiles = 8;

/** The file name of an attempt: the time of the start and the id. */
const namePattern = /^(\d{8}T\d{9}Z)-([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\.jsonl$/;

interface JournaledPush extends LoggedPush {
  readonly recorded: RecordedAttempt;
}

interface JournalFile {
  readonly name: string;
  /** The part of the name that orders files: `20260131T120000000Z`. */
  readonly time: string;
}

/** An attempt that is over, with the version of the file that it was read from. */
interface CachedAttempt {
  readonly size: number;
  readonly modifiedMs: number;
  readonly recorded: RecordedAttempt;
}

/**
 * The journal of pushes: one file per attempt in a folder of the app's own. Records are appended while the push runs, so
 * that the file shows how far it got when the process ends. An incomplete last record is ignored.
 *
 * One process at a time uses the folder: an attempt that has not ended and is not written here was interrupted.
 */
export class Journal implements PushLogs {
  readonly #folder: string;
  readonly #origin: JournalOrigin | undefined;
  readonly #running = new Set<string>();
  /** By id. */
  readonly #cache = new Map<string, CachedAttempt>();
  readonly #closing = new Lock();

  /**
   * @param folder created when needed
   * @param origin recorded with each attempt
   */
  constructor(folder: string, origin?: JournalOrigin) {
    this.#folder = folder;
    this.#origin = origin;
  }

  /**
   * Begins the log of an attempt.
   *
   * @returns once the plan is on the disk
   * @throws EngineError `disk_full`, `disk`, `too_large`; then there is no entry
   */
  async begin(plan: Plan | Deletion, planOrigin: PlanOrigin): Promise<PushLog> {
    const id = randomUUID();
    const at = new Date().toISOString();
    this.#running.add(id);
    try {
      const file = path.join(this.#folder, `${await this.#nextTime(at)}-${id}.jsonl`);
      const records = planRecords(plan, { id, at, origin: this.#origin, ...planOrigin });
      const writer = await EntryWriter.create(file, records);
      return new JournalPushLog(id, writer, () => this.#running.delete(id));
    } catch (error) {
      this.#running.delete(id);
      throw error;
    }
  }

  /** Lists pushes with their attempts. Files that cannot be read are listed with the reason. */
  async list(): Promise<JournalList> {
    const { attempts, unreadable, unlisted } = await this.#readAttempts();
    return { entries: groupAttempts(attempts), unreadable, unlisted };
  }

  /**
   * Returns the digests that a tag pointed to, as far as the journal knows.
   */
  async timeline(tag: FullTagName): Promise<TagTimeline> {
    const { attempts } = await this.#readAttempts();
    const entryIds = new Map(
      groupAttempts(attempts).flatMap((entry) => entry.attempts.map(({ id }) => [id, entry.id])),
    );
    const oldestFirst = attempts.toReversed().map((recorded) => {
      const { id } = recorded.attempt;
      return { recorded, entryId: entryIds.get(id) ?? id };
    });
    return tagTimeline(tag, oldestFirst);
  }

  async listRepositories(): Promise<readonly string[]> {
    const { attempts } = await this.#readAttempts();
    return [...new Set(attempts.flatMap(({ repositories }) => repositories))];
  }

  async findPushes(digest: string): Promise<readonly string[]> {
    const { attempts } = await this.#readAttempts();
    return attempts.flatMap(({ root, attempt, isFromFile }) =>
      root?.digest === digest && !isFromFile ? [attempt.id] : [],
    );
  }

  /**
   * Finds the push that a plan from a file continues: one that was stopped or interrupted, of which the plan pushes to
   * every target.
   *
   * @returns the id of its last attempt
   */
  async findUnfinished(plan: Plan): Promise<string | undefined> {
    const { attempts } = await this.#readAttempts();
    const ofPlan = new Set(
      attempts.flatMap(({ planId, attempt }) => (planId === plan.id ? [attempt.id] : [])),
    );
    const entry = groupAttempts(attempts).find(
      ({ attempts: each, root }) =>
        root?.digest === plan.root.digest && each.some(({ id }) => ofPlan.has(id)),
    );
    const isUnfinished = entry?.state.kind === "interrupted" || entry?.state.kind === "failed";
    const lastId = isUnfinished ? entry.attempts.at(-1)?.id : undefined;
    const last = attempts.find(({ attempt }) => attempt.id === lastId);
    return last && hasTargetsOf(plan, last) ? lastId : undefined;
  }

  /**
   * Reads an entry with its plan and the previous content of its tags, verified.
   *
   * @throws EngineError `not_found`, `disk`
   */
  async read(id: string): Promise<JournaledPush> {
    const { stored } = await this.#readStored(id);
    const { plan, previous, related, summary } = stored;
    const recorded = summary.attempt(this.#running.has(id));
    return { plan, isFromFile: recorded.isFromFile, previous, related, recorded };
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
    return exportEntry(stored, stored.summary.attempt(this.#running.has(id)));
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

  /** Reads attempts, newest first. */
  async #readAttempts(): Promise<{
    readonly attempts: readonly RecordedAttempt[];
    readonly unreadable: readonly string[];
    readonly unlisted: number;
  }> {
    const all = [...(await this.#files())];
    const files = all.slice(0, maxListedFiles);
    const unreadable: string[] = [];
    const limit = pLimit(maxOpenFiles);
    const attempts = await limit.map(files, async ([id, { name }]) => {
      try {
        return await this.#readAttempt(id, name);
      } catch (error) {
        const { message } = journalError(error, "read it");
        unreadable.push(`${name}: ${message}`);
        return undefined;
      }
    });
    return {
      attempts: attempts.flatMap((recorded) => recorded ?? []),
      unreadable: unreadable.toSorted().toReversed(),
      unlisted: all.length - files.length,
    };
  }

  async #readAttempt(id: string, name: string): Promise<RecordedAttempt | undefined> {
    const file = path.join(this.#folder, name);
    const { size, mtimeMs: modifiedMs } = await stat(file);
    const cached = this.#cache.get(id);
    if (cached && cached.size === size && cached.modifiedMs === modifiedMs) {
      return cached.recorded;
    }
    // Looked up before the file is read: a push that ends meanwhile must not seem interrupted.
    const isRunning = this.#running.has(id);
    const outline = await readEntryOutline(file, id);
    if (!outline) {
      return undefined;
    }
    const { summary } = outline;
    const recorded = summary.attempt(isRunning);
    if (summary.isOver()) {
      this.#cache.set(id, { size, modifiedMs, recorded });
    }
    return recorded;
  }

  /**
   * Returns the time for the name of the next file. Names keep the order in which attempts began, also after the clock
   * was set back.
   */
  async #nextTime(at: string): Promise<string> {
    const now = at.replaceAll(/[-:.]/g, "");
    const [newest] = (await this.#files()).values();
    return newest === undefined || newest.time < now ? now : addMillisecond(newest.time);
  }

  async #readStored(id: string): Promise<{ readonly file: string; readonly stored: StoredEntry }> {
    const name = (await this.#files()).get(id)?.name;
    const file = name === undefined ? undefined : path.join(this.#folder, name);
    const stored = file === undefined ? undefined : await readStoredEntry(file, id);
    if (file === undefined || !stored) {
      throw new EngineError("not_found", "The journal has no such entry.", {
        hint: "Its file was removed. Look up the current tags in the registries.",
      });
    }
    return { file, stored };
  }

  /** Returns the files by the ids of their attempts, newest first. */
  async #files(): Promise<ReadonlyMap<string, JournalFile>> {
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
          const [, time, id] = namePattern.exec(name) ?? [];
          return time === undefined || id === undefined ? [] : [[id, { name, time }] as const];
        }),
    );
  }
}

/**
 * Whether a plan has all repositories and tag moves of an attempt. One without a target must not close the attempt: the
 * target could no longer be resumed.
 */
function hasTargetsOf(
  { repositories }: Plan,
  attempt: Pick<RecordedAttempt, "repositories" | "tags">,
): boolean {
  const names = new Set(repositories.map(({ repository }) => repository));
  const moves = repositories.flatMap(({ tags }) => tags);
  const digests = new Map(moves.map(({ name, after }) => [name, after]));
  return (
    attempt.repositories.every((repository) => names.has(repository)) &&
    attempt.tags.every(({ move: { name, after } }) => digests.get(name) === after)
  );
}

/** @param time `20260131T120000000Z` */
function addMillisecond(time: string): string {
  const iso = time.replace(/^(....)(..)(..)T(..)(..)(..)(...)Z$/, "$1-$2-$3T$4:$5:$6.$7Z");
  const at = Date.parse(iso);
  // A name with an impossible date was not given by the app.
  return Number.isNaN(at) ? time : new Date(at + 1).toISOString().replaceAll(/[-:.]/g, "");
}

async function readStoredEntry(file: string, id: string): Promise<StoredEntry | undefined> {
  try {
    return await readEntry(file, id);
  } catch (error) {
    throw journalError(error, "read the journal of pushes");
  }
}
