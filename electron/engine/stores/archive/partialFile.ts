import { createHash, randomBytes } from "node:crypto";
import { readlinkSync } from "node:fs";
import { open, readdir, realpath, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import process from "node:process";
import { makeFolder } from "../../disk/makeFolder.ts";
import { syncFolder } from "../../disk/syncFolder.ts";

/** Partial files that this process is writing. */
const openFiles = new Set<string>();

/**
 * A partial file: it is written next to a target and replaces it when it is complete.
 *
 * Its name contains the process that writes it, so that only the partial files of dead processes are removed, not those
 * that another process is writing.
 */
export class PartialFile implements AsyncDisposable {
  readonly handle: FileHandle;
  readonly #path: string;
  readonly #target: string;

  private constructor(handle: FileHandle, file: string, target: string) {
    this.handle = handle;
    this.#path = file;
    this.#target = target;
  }

  /**
   * Creates a partial file, and removes those that crashes left for the same target. If the target is a link, the file
   * that it points to is replaced and keeps its permissions.
   */
  static async create(name: string): Promise<PartialFile> {
    await makeFolder(path.dirname(name));
    const existing = await findExisting(name);
    const target = existing?.path ?? name;
    await removeAbandoned(target);
    const random = randomBytes(8).toString("hex");
    const file = path.join(
      path.dirname(target),
      `${prefixOf(target)}${hostId}-${process.pid}-${random}.partial`,
    );
    openFiles.add(file);
    try {
      const handle = await open(file, "wx+");
      // Some file systems have no permissions or do not allow changing them.
      if (existing) {
        await handle.chmod(existing.mode).catch(() => {});
      }
      return new PartialFile(handle, file, target);
    } catch (error) {
      openFiles.delete(file);
      throw error;
    }
  }

  /**
   * Syncs the file and replaces the target atomically.
   * @param beforeRename last check of the target, which stays if this throws
   */
  async commit(beforeRename: () => Promise<void>): Promise<void> {
    await this.handle.sync();
    await this.handle.close();
    await beforeRename();
    await rename(this.#path, this.#target);
    openFiles.delete(this.#path);
    await syncFolder(path.dirname(this.#target));
  }

  /** Removes the file unless it was committed. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!openFiles.delete(this.#path)) {
      return;
    }
    await this.handle.close();
    await rm(this.#path, { force: true });
  }
}

/** Finds the target, following links. */
async function findExisting(
  name: string,
): Promise<{ readonly path: string; readonly mode: number } | undefined> {
  try {
    const found = await realpath(name);
    return { path: found, mode: (await stat(found)).mode & 0o777 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

async function removeAbandoned(target: string): Promise<void> {
  const folder = path.dirname(target);
  const prefix = prefixOf(target);
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    if (name.startsWith(prefix) && isAbandoned(name.slice(prefix.length), file)) {
      await rm(file, { force: true });
    }
  }
}

/** Truncates long names: the host, the process and a random number follow. */
function prefixOf(target: string): string {
  return `.${path.basename(target).slice(0, 48)}.`;
}

/** Identifies the host and, on Linux, the PID namespace: elsewhere, a process id means another process. */
const hostId = createHash("sha256")
  .update(`${hostname()} ${process.platform === "linux" ? pidNamespace() : ""}`)
  .digest("hex")
  .slice(0, 12);

function pidNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

function isAbandoned(rest: string, file: string): boolean {
  const [, host, pid] = /^([0-9a-f]{12})-([0-9]{1,10})-[0-9a-f]{16}\.partial$/.exec(rest) ?? [];
  if (host !== hostId) {
    return false;
  }
  return Number(pid) === process.pid ? !openFiles.has(file) : !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process belongs to another user.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
