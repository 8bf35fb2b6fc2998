import { createHash, randomUUID } from "node:crypto";
import * as fs from "node:fs";
import path from "node:path";
import { versionOf } from "../../engine/disk/fileVersion.ts";

/** What replaces a program that is one file. */
export interface Replacement {
  /** The path of the program. */
  readonly program: string;
  /** The program as it was when the update was looked for, from `programVersion`. */
  readonly version: string;
  /** The path of the file that replaces it. */
  readonly download: string;
  /** The digest of that file, in base64. */
  readonly sha512: string;
}

/** Returns a key that changes when a program is replaced. @throws errors of the file system unchanged */
export function programVersion(program: string): string {
  return versionOf(fs.statSync(program, { bigint: true }));
}

/** In the name of a program. */
const versionPattern = /\d+\.\d+\.\d+/;

/** Bytes of one read. */
const chunkSize = 4 * 1024 * 1024;

/**
 * Replaces a program by a downloaded file, completely or not at all: the file is copied beside the program, compared with its
 * digest as it is now, and renamed. Electron-updater removes the program first, and so leaves none if the download is
 * gone or the disk is full. Synchronous, for the end of the app.
 * @returns the path of the new program: that of the old one, unless that has a version in its name
 * @throws Error if the program is not the one that was looked at (what replaced it may be newer), or the download has another
 *   digest; errors of the file system unchanged
 */
export function replaceProgram({ program, version, download, sha512 }: Replacement): string {
  if (programVersion(program) !== version) {
    throw new Error("Something else has replaced the program.");
  }
  const current = fs.realpathSync(program);
  const folder = path.dirname(current);
  const name = versionPattern.test(path.basename(current)) ? path.basename(download) : undefined;
  const destination = name === undefined ? current : path.join(folder, name);
  const { mode } = fs.statSync(current);
  const temporary = path.join(folder, `.${path.basename(destination)}.${randomUUID()}`);
  try {
    if (copyAndHash(download, temporary) !== sha512) {
      throw new Error("The downloaded file was changed.");
    }
    // As executable as the old one.
    fs.chmodSync(temporary, (mode & 0o777) | 0o100);
    fs.renameSync(temporary, destination);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
  if (destination !== current) {
    fs.rmSync(current, { force: true });
  }
  fs.rmSync(download, { force: true });
  return destination;
}

/** Milliseconds after the last write from which the copy of a download belongs to no instance that still runs. */
const abandonedMs = 60_000;

/**
 * Removes what updates left beside a program that were killed while they copied the new version: files named as
 * `replaceProgram` names them, after this program or one that has another version in its name.
 * @param now in milliseconds
 */
export function removeLeftovers(program: string, now: number): void {
  const current = fs.realpathSync(program);
  const folder = path.dirname(current);
  const wanted = withoutVersion(path.basename(current));
  for (const file of fs.readdirSync(folder)) {
    const name = /^\.(.+)\.[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.exec(file)?.[1];
    if (name === undefined || withoutVersion(name) !== wanted) {
      continue;
    }
    const leftover = path.join(folder, file);
    const stats = fs.lstatSync(leftover, { throwIfNoEntry: false });
    if (stats?.isFile() === true && now - stats.mtimeMs > abandonedMs) {
      fs.rmSync(leftover, { force: true });
    }
  }
}

function withoutVersion(name: string): string {
  return name.replace(versionPattern, "");
}

/** Copies a file to a new one. @returns the SHA-512 of what was written, in base64 */
function copyAndHash(from: string, to: string): string {
  const hash = createHash("sha512");
  const source = fs.openSync(from, "r");
  try {
    const target = fs.openSync(to, "wx", 0o600);
    try {
      const buffer = Buffer.alloc(chunkSize);
      for (let size = -1; size !== 0;) {
        size = fs.readSync(source, buffer);
        const chunk = buffer.subarray(0, size);
        hash.update(chunk);
        for (let written = 0; written < size;) {
          written += fs.writeSync(target, chunk, written);
        }
      }
      fs.fsyncSync(target);
    } finally {
      fs.closeSync(target);
    }
  } finally {
    fs.closeSync(source);
  }
  return hash.digest("base64");
}
