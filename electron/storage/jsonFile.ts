import { type FileHandle, lstat, rename } from "node:fs/promises";
import path from "node:path";
import type { z } from "zod";
import { diskError } from "../engine/disk/diskError.ts";
import { writeFileAtomic } from "../engine/disk/writeFileAtomic.ts";
import { EngineError } from "../engine/errors.ts";
import { Lock } from "../engine/async/lock.ts";
import { openFile } from "../engine/disk/openFile.ts";
import { parsePreserving } from "./preserveUnknownKeys.ts";

/** Bytes of the largest file. A draft of the largest size has fewer. */
const maxFileBytes = 64 * 1024 * 1024;
/** The files contain names of registries and accounts. */
const ownerOnly = 0o600;
/** Backups of one file. More of them mean that another program keeps damaging it. */
const maxBackups = 100;

/** The content of a file. */
export interface ParsedFile<T> {
  readonly value: T;
  /** The parts that were ignored, as phrases: `the entry "harbor" is …`. */
  readonly problems: readonly string[];
  /** Returns the JSON of a changed value, with the unknown and invalid parts of the file unchanged. */
  readonly format: (changed: T) => unknown;
}

/** The format of a file. */
export interface FileFormat<T> {
  /** The subject of error messages: `The settings`. */
  readonly what: string;
  /** The value if there is no file. */
  readonly default: T;
  /** Parses the file's JSON. @throws if nothing of it is valid */
  readonly parse: (json: unknown) => ParsedFile<T>;
}

/** Returns the format of a file with one value of a schema. */
export function schemaFormat<T>(
  what: string,
  schema: z.ZodType<T>,
  defaultValue: T,
): FileFormat<T> {
  return {
    what,
    default: defaultValue,
    parse: (json) => ({ ...parsePreserving(schema, json), problems: [] }),
  };
}

/** The file cannot be used. The message is the end of a sentence. */
class InvalidFile extends Error {}

/**
 * A small JSON file in the app's data folder. Another version may have written it, so unknown keys are kept. A file that
 * is invalid is not lost: the next save renames it to `.bak` and reports that.
 */
export class JsonFile<T> {
  readonly #file: string;
  readonly #format: FileFormat<T>;
  readonly #lock = new Lock();
  #value: T;
  #problems: readonly EngineError[] = [];

  private constructor(file: string, format: FileFormat<T>) {
    this.#file = file;
    this.#format = format;
    this.#value = format.default;
  }

  /** Reads a file. If it is missing or invalid, the value is the default. */
  static async open<T>(file: string, format: FileFormat<T>): Promise<JsonFile<T>> {
    const jsonFile = new JsonFile(file, format);
    await jsonFile.read();
    return jsonFile;
  }

  /** The value that was read or written last. */
  get value(): T {
    return this.#value;
  }

  /** Why the file, or parts of it, are not in effect. */
  get problems(): readonly EngineError[] {
    return this.#problems;
  }

  /** Reads the file again. If it is invalid now, the value does not change. */
  async read(): Promise<T> {
    await this.#lock.runExclusive(async () => {
      try {
        this.#setValue(await this.#parse());
      } catch (error) {
        this.#problems = [this.#invalidFileError(error)];
      }
    });
    return this.#value;
  }

  /**
   * Reads the file, changes its value and writes it atomically.
   *
   * @throws EngineError `disk`, `disk_full`; then file and value are unchanged, or the hint names the backup
   */
  async update(change: (value: T) => T): Promise<T> {
    return await this.#lock.runExclusive(async () => {
      let parsed: ParsedFile<T>;
      let invalid: unknown;
      try {
        parsed = await this.#parse();
      } catch (error) {
        if (!isPermanent(error)) {
          throw this.#writeError(error, "read");
        }
        parsed = parsedDefault(this.#value);
        invalid = error;
      }
      const changed = change(parsed.value);
      const json = `${JSON.stringify(parsed.format(changed), null, 2)}\n`;
      const next = this.#format.parse(JSON.parse(json));
      let backup: string | undefined;
      // Called when the new content is on the disk: a full disk leaves the file in place.
      const backUp = async (): Promise<true> => {
        if (invalid !== undefined) {
          backup = await this.#renameToBackup();
        }
        return true;
      };
      try {
        await writeFileAtomic(this.#file, new TextEncoder().encode(json), {
          mayReplace: backUp,
          mode: ownerOnly,
        });
      } catch (error) {
        if (backup === undefined || (await this.#restoreBackup(backup))) {
          throw this.#writeError(error, "write");
        }
        throw this.#writeError(
          error,
          "write",
          `The file is now ${backup}: rename it to restore it.`,
        );
      }
      this.#setValue(next);
      if (backup !== undefined) {
        this.#problems = [this.#invalidFileError(invalid, backup)];
      }
      return this.#value;
    });
  }

  #setValue({ value, problems }: ParsedFile<T>): void {
    this.#value = value;
    this.#problems =
      problems.length === 0
        ? []
        : [
            new EngineError(
              "disk",
              `Not all of ${this.#file} is in effect: ${problems.join("; ")}.`,
              {
                hint: "The other parts are. The file keeps the parts that could not be read.",
              },
            ),
          ];
  }

  async #parse(): Promise<ParsedFile<T>> {
    const text = await readText(this.#file);
    if (text === undefined) {
      return parsedDefault(this.#format.default);
    }
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      // The parser's message would quote the file, which may contain secrets.
      throw new InvalidFile("it is not JSON");
    }
    try {
      return this.#format.parse(json);
    } catch {
      throw new InvalidFile("this version does not know its format");
    }
  }

  /** Renames the file to a free name. */
  async #renameToBackup(): Promise<string> {
    for (let number = 0; number < maxBackups; number += 1) {
      const backup = `${this.#file}.bak${number === 0 ? "" : `.${number}`}`;
      if (await isFree(backup)) {
        await rename(this.#file, backup);
        return backup;
      }
    }
    throw new EngineError("disk", `There are ${maxBackups} backups of ${this.#file}.`, {
      hint: "Find out what damages the file, then remove the backups.",
    });
  }

  /** Renames a backup to the file. @returns whether that succeeded */
  async #restoreBackup(backup: string): Promise<boolean> {
    return await rename(backup, this.#file).then(
      () => true,
      () => false,
    );
  }

  #invalidFileError(error: unknown, backup?: string): EngineError {
    const why = error instanceof InvalidFile ? error.message : reasonFor(error);
    const name = path.basename(this.#file);
    return new EngineError(
      "disk",
      `${this.#format.what} in ${this.#file} cannot be used: ${why}.`,
      {
        hint:
          backup === undefined
            ? `The file is unchanged. The next save renames it to ${name}.bak.`
            : `The file is now ${path.basename(backup)}; ${name} contains what was saved since.`,
      },
    );
  }

  /** @param more another sentence of the hint */
  #writeError(error: unknown, doing: "read" | "write", more?: string): unknown {
    const failed = diskError(error, `${doing} ${this.#file}`);
    if (!(failed instanceof EngineError) || failed === error) {
      return failed;
    }
    const { code, message, detail, retryable } = failed;
    // The hints of diskError suggest another folder, which is not possible here.
    const remedy =
      code === "disk_full"
        ? "Free some space on its disk."
        : "Check the file, its folder and their permissions.";
    const hint = more === undefined ? remedy : `${remedy} ${more}`;
    return new EngineError(code, message, { hint, retryable, ...(detail ? { detail } : {}) });
  }
}

/** Returns a value that was not read from a file. */
function parsedDefault<T>(value: T): ParsedFile<T> {
  return { value, problems: [], format: (changed) => changed };
}

/** @returns undefined if there is no file */
async function readText(file: string): Promise<string | undefined> {
  let handle: FileHandle;
  try {
    handle = await openFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) {
      throw new InvalidFile("it is a folder");
    }
    if (stats.size > maxFileBytes) {
      throw new InvalidFile("it is larger than 64 MiB");
    }
    // An earlier version created files that other users can read.
    if ((stats.mode & 0o077) !== 0) {
      await handle.chmod(ownerOnly).catch(() => {});
    }
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}

/** Whether reading the file again will fail too. Running out of file handles, for example, is temporary. */
function isPermanent(error: unknown): boolean {
  if (error instanceof InvalidFile || error instanceof EngineError) {
    return true;
  }
  const { code } = error as NodeJS.ErrnoException;
  return code === "EACCES" || code === "EPERM" || code === "ELOOP";
}

function reasonFor(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === "EACCES" || code === "EPERM"
    ? "this account has no permission to read it"
    : message;
}

async function isFree(name: string): Promise<boolean> {
  try {
    await lstat(name);
    return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return true;
    }
    throw error;
  }
}
