import { createHash, randomBytes } from "node:crypto";
import { readlinkSync } from "node:fs";
import { open, readdir, realpath, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import process from "node:process";
import { makeFolder } from "../../disk/makeFolder.ts";
import { syncFolder } from "../../disk/syncFolder.ts";

/** Unfinished files that belong to this process and are still being written. */
const mine = new Set<string>();

/**
 * A file that is being written beside the one whose name it will get.
 *
 * Its name says which process writes it, so that what a crash left behind can be told from what another
 * process is writing at this moment, and only the first is cleared away.
 */
export class PartialFile {
  readonly handle: FileHandle;
  readonly #path: string;
  readonly #target: string;

  private constructor(handle: FileHandle, at: string, target: string) {
    this.handle = handle;
    this.#path = at;
    this.#target = target;
  }

  /**
   * Begin to write, after clearing away what dead processes left of the same file. A link stays one: what it leads
   * to is replaced, by a file with the same permissions.
   */
  static async begin(name: string): Promise<PartialFile> {
    await makeFolder(path.dirname(name));
    const old = await findOld(name);
    const target = old?.path ?? name;
    const folder = path.dirname(target);
    const prefix = prefixOf(target);
    for (const left of await readdir(folder)) {
      const isOld =
        left.startsWith(prefix) && isAbandoned(left.slice(prefix.length), path.join(folder, left));
      if (isOld) await rm(path.join(folder, left), { force: true });
    }
    const random = randomBytes(8).toString("hex");
    const at = path.join(folder, `${prefix}${here}-${process.pid}-${random}.partial`);
    mine.add(at);
    try {
      const handle = await open(at, "wx+");
      // Not every file system has permissions, or lets them be changed: then the file has what it gives.
      if (old) await handle.chmod(old.mode).catch(() => {});
      return new PartialFile(handle, at, target);
    } catch (error) {
      mine.delete(at);
      throw error;
    }
  }

  /**
   * Give the file its name, whole and on the disk; what had the name before is gone at the same moment.
   * @param beforeRename the last look at what has the name; where it throws, that is left as it is
   */
  async finish(beforeRename: () => Promise<void>): Promise<void> {
    await this.handle.sync();
    await this.handle.close();
    await beforeRename();
    await rename(this.#path, this.#target);
    mine.delete(this.#path);
    await syncFolder(path.dirname(this.#target));
  }

  /** Remove the file; of no consequence once it is finished. */
  async discard(): Promise<void> {
    if (!mine.delete(this.#path)) return;
    await this.handle.close();
    await rm(this.#path, { force: true });
  }
}

/** The file that has the name now, where its links lead to. */
async function findOld(
  name: string,
): Promise<{ readonly path: string; readonly mode: number } | undefined> {
  try {
    const found = await realpath(name);
    return { path: found, mode: (await stat(found)).mode & 0o777 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** The beginning of a long name will do: who writes the file, and a random number, follow. */
function prefixOf(target: string): string {
  return `.${path.basename(target).slice(0, 48)}.`;
}

/** Process ids mean something on one computer, and on Linux in one namespace, only. */
const here = createHash("sha256")
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

function isAbandoned(rest: string, at: string): boolean {
  const [, computer, pid] = /^([0-9a-f]{12})-([0-9]{1,10})-[0-9a-f]{16}\.partial$/.exec(rest) ?? [];
  if (computer !== here) return false;
  return Number(pid) === process.pid ? !mine.has(at) : !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is alive, too.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
