import { type FileHandle, lstat, rename } from "node:fs/promises";
import path from "node:path";
import type { z } from "zod";
import { diskError } from "../engine/disk/diskError.ts";
import { writeFileAtomic } from "../engine/disk/writeFileAtomic.ts";
import { EngineError } from "../engine/errors.ts";
import { Lock } from "../engine/async/lock.ts";
import { openFile } from "../engine/disk/openFile.ts";
import { parsePreserving } from "./preserveUnknownKeys.ts";

/** Bytes; a draft of the largest size that the window takes has less. */
const limit = 64 * 1024 * 1024;
/** For this account alone: the files tell of registries and accounts. */
const mode = 0o600;
/** Backups of one file; more of them say that something keeps breaking it. */
const mostBackups = 100;

/** What was read of a file. */
export interface ParsedFile<T> {
  readonly value: T;
  /** What was passed over, in words: `the entry "harbor" is …`. */
  readonly problems: readonly string[];
  /** The JSON of a changed value, with all that this version does not know as it was. */
  readonly format: (changed: T) => unknown;
}

/** What a file of the app's own holds. */
export interface FileFormat<T> {
  /** In words, for messages: `The settings`. */
  readonly what: string;
  /** Where there is no file. */
  readonly missing: T;
  /** Read the file's JSON. @throws where nothing of it can be used */
  readonly parse: (json: unknown) => ParsedFile<T>;
}

/** The form of a file that is one value of a schema. */
export function schemaFormat<T>(what: string, schema: z.ZodType<T>, missing: T): FileFormat<T> {
  return { what, missing, parse: (json) => ({ ...parsePreserving(schema, json), problems: [] }) };
}

/** Why a file cannot be used, as the end of a sentence. */
class UnusableFile extends Error {}

/**
 * A small JSON file of the app's own. It is read leniently, since another version may have written it, and
 * never lost: one that cannot be used is kept beside the next one as `.bak`, and the problems say so.
 */
export class JsonFile<T> {
  readonly #file: string;
  readonly #form: FileFormat<T>;
  readonly #lock = new Lock();
  #value: T;
  #problems: readonly EngineError[] = [];

  private constructor(file: string, form: FileFormat<T>) {
    this.#file = file;
    this.#form = form;
    this.#value = form.missing;
  }

  /** Read a file; where it is missing or cannot be used, the value is that of a missing one. */
  static async open<T>(file: string, form: FileFormat<T>): Promise<JsonFile<T>> {
    const kept = new JsonFile(file, form);
    await kept.read();
    return kept;
  }

  /** As it was read or written last. */
  get value(): T {
    return this.#value;
  }

  /** Why the file, or a part of it, is not in effect. */
  get problems(): readonly EngineError[] {
    return this.#problems;
  }

  /** Read the file again. One that cannot be used any more leaves the value as it was. */
  async read(): Promise<T> {
    await this.#lock.runExclusive(async () => {
      try {
        this.#take(await this.#parse());
      } catch (error) {
        this.#problems = [this.#unusable(error)];
      }
    });
    return this.#value;
  }

  /**
   * Change what the file holds now; it is there whole or not at all.
   * @throws EngineError `disk`, `disk_full`; then file and value are as before, or the hint says where the file is
   */
  async update(change: (value: T) => T): Promise<T> {
    return await this.#lock.runExclusive(async () => {
      let found: ParsedFile<T>;
      let replaced: unknown;
      try {
        found = await this.#parse();
      } catch (error) {
        if (!isLasting(error)) throw this.#failed(error, "read");
        found = { ...fresh(this.#value), value: this.#value };
        replaced = error;
      }
      const changed = change(found.value);
      const json = `${JSON.stringify(found.format(changed), null, 2)}\n`;
      const next = this.#form.parse(JSON.parse(json));
      let backup: string | undefined;
      // Only once the new content is on the disk: a full disk leaves the file where it is.
      const setAside = async (): Promise<true> => {
        if (replaced !== undefined) backup = await this.#setAside();
        return true;
      };
      try {
        await writeFileAtomic(this.#file, new TextEncoder().encode(json), {
          mayReplace: setAside,
          mode,
        });
      } catch (error) {
        if (backup === undefined || (await this.#restore(backup)))
          throw this.#failed(error, "write");
        throw this.#failed(
          error,
          "write",
          `The file is now ${backup}: rename it, or it is not read.`,
        );
      }
      this.#take(next);
      if (backup !== undefined) this.#problems = [this.#unusable(replaced, backup)];
      return this.#value;
    });
  }

  #take({ value, problems }: ParsedFile<T>): void {
    this.#value = value;
    this.#problems =
      problems.length === 0
        ? []
        : [
            new EngineError(
              "disk",
              `Not all of ${this.#file} is in effect: ${problems.join("; ")}.`,
              {
                hint: "The rest is. What could not be read stays in the file as it is.",
              },
            ),
          ];
  }

  async #parse(): Promise<ParsedFile<T>> {
    const text = await readText(this.#file);
    if (text === undefined) return fresh(this.#form.missing);
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      // The parser's own message would quote the file.
      throw new UnusableFile("it is not JSON");
    }
    try {
      return this.#form.parse(json);
    } catch {
      throw new UnusableFile("it is not of a form that this version writes");
    }
  }

  /** Give the file another name, which no file has. */
  async #setAside(): Promise<string> {
    for (let number = 0; number < mostBackups; number += 1) {
      const backup = `${this.#file}.bak${number === 0 ? "" : `.${number}`}`;
      if (await isFree(backup)) {
        await rename(this.#file, backup);
        return backup;
      }
    }
    throw new EngineError("disk", `There are ${mostBackups} backups of ${this.#file}.`, {
      hint: "Look what keeps breaking the file, then remove the backups.",
    });
  }

  /** Give a file that was set aside its name again. @returns whether it has it */
  async #restore(backup: string): Promise<boolean> {
    return await rename(backup, this.#file).then(
      () => true,
      () => false,
    );
  }

  #unusable(error: unknown, backup?: string): EngineError {
    const why = error instanceof UnusableFile ? error.message : reasonOf(error);
    const name = path.basename(this.#file);
    return new EngineError("disk", `${this.#form.what} in ${this.#file} cannot be used: ${why}.`, {
      hint:
        backup === undefined
          ? `The file stays as it is. When something new is saved, it is kept as ${name}.bak.`
          : `The file is kept as ${path.basename(backup)}; ${name} holds what was saved since.`,
    });
  }

  /** @param more a further sentence on what to do */
  #failed(error: unknown, doing: "read" | "write", more?: string): unknown {
    const failed = diskError(error, `${doing} ${this.#file}`);
    if (!(failed instanceof EngineError) || failed === error) return failed;
    const { code, message, detail, retryable } = failed;
    // Where an image is written, another folder could be chosen. This file has its place.
    const what =
      code === "disk_full"
        ? "Free some space on its disk."
        : "Check the file, its folder and their permissions.";
    const hint = more === undefined ? what : `${what} ${more}`;
    return new EngineError(code, message, { hint, retryable, ...(detail ? { detail } : {}) });
  }
}

/** A value that no file stands behind. */
function fresh<T>(value: T): ParsedFile<T> {
  return { value, problems: [], format: (changed) => changed };
}

/** @returns undefined where there is no file */
async function readText(file: string): Promise<string | undefined> {
  let handle: FileHandle;
  try {
    handle = await openFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw error;
  }
  try {
    const about = await handle.stat();
    if (!about.isFile()) throw new UnusableFile("it is a folder");
    if (about.size > limit) throw new UnusableFile("it is larger than 64 MiB");
    // An earlier version let others read it.
    if ((about.mode & 0o077) !== 0) await handle.chmod(mode).catch(() => {});
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}

/** Whether a file cannot be used the next time either: a system that runs out of handles will read it later. */
function isLasting(error: unknown): boolean {
  if (error instanceof UnusableFile || error instanceof EngineError) return true;
  const { code } = error as NodeJS.ErrnoException;
  return code === "EACCES" || code === "EPERM" || code === "ELOOP";
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === "EACCES" || code === "EPERM" ? "this account may not read it" : message;
}

async function isFree(name: string): Promise<boolean> {
  try {
    await lstat(name);
    return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return true;
    throw error;
  }
}
