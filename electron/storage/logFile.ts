import { mkdirSync, readFileSync, renameSync } from "node:fs";
import path from "node:path";
import electronLog from "electron-log/node.js";
import type { Log } from "../engine/log.ts";
import { redactLogMessage } from "../engine/redact.ts";

/** Bytes after which a new file begins. */
const defaultMaxBytes = 1024 * 1024;
/** Files that are kept, the current one included. */
const maxFiles = 5;
/** Characters of the longest message; the rest is cut off. */
const maxMessageLength = 16 * 1024;

export interface LogFile extends Log {
  readonly folder: string;
  /** Returns the last lines, at most `count`, oldest first. */
  lastLines(count: number): readonly string[];
}

interface LogFileOptions {
  /** Whether messages of the level debug are written too. */
  readonly isDebug: boolean;
  readonly maxBytes?: number;
}

/**
 * Opens the log in `main.log` of a folder, which is created when needed. When the file is full, it becomes
 * `main.1.log`, that one `main.2.log`, and so on; the oldest is removed. Secrets are redacted from every message.
 * A message that cannot be written is dropped: a full disk must not stop the app.
 */
export function openLogFile(
  folder: string,
  { isDebug, maxBytes = defaultMaxBytes }: LogFileOptions,
): LogFile {
  const file = numberedFile(folder, 0);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    // electron-log reports that it cannot write, and drops the messages.
  }
  // The module for Node, not the one for Electron: that one opens an IPC channel of its own.
  const logger = electronLog.create({ logId: file });
  const { console: toConsole, file: toFile, ipc, remote } = logger.transports;
  for (const transport of [toConsole, ipc, remote]) {
    if (transport) {
      transport.level = false;
    }
  }
  // The default logger reports errors of the file to the console; writing to a closed console would throw.
  electronLog.transports.console.writeFn = () => {};
  // Otherwise electron-log searches for a package.json, and drops all messages if it finds none.
  toFile.setAppName("Manifestry");
  toFile.level = isDebug ? "debug" : "info";
  toFile.maxSize = maxBytes;
  toFile.writeOptions = { flag: "a", mode: 0o600, encoding: "utf8" };
  toFile.resolvePathFn = () => file;
  toFile.archiveLogFn = (current) => {
    if (!rotate(folder)) {
      current.clear();
    }
  };
  toFile.transforms = [({ message }) => formatLine(message)];
  return {
    folder,
    debug: (message) => logger.debug(message),
    info: (message) => logger.info(message),
    warn: (message) => logger.warn(message),
    error: (message) => logger.error(message),
    lastLines(count) {
      const lines: string[] = [];
      for (let number = 0; number < maxFiles && lines.length < count; number += 1) {
        lines.unshift(...readLines(numberedFile(folder, number)).slice(lines.length - count));
      }
      return lines;
    },
  };
}

function numberedFile(folder: string, number: number): string {
  return path.join(folder, number === 0 ? "main.log" : `main.${number}.log`);
}

/** Renames all files. @returns whether the current one was renamed; another program may have it open */
function rotate(folder: string): boolean {
  let isRenamed = false;
  for (let number = maxFiles - 2; number >= 0; number -= 1) {
    try {
      renameSync(numberedFile(folder, number), numberedFile(folder, number + 1));
      isRenamed = true;
    } catch {
      // The first rotations have fewer files.
      isRenamed = false;
    }
  }
  return isRenamed;
}

/** Returns `2026-01-31T12:00:00.000Z error message`. Further lines of a message are indented. */
function formatLine({
  date,
  level,
  data,
}: {
  readonly date: Date;
  readonly level: string;
  readonly data: readonly unknown[];
}): string {
  // Cut first as well: the console of a page may log megabytes.
  const message = data.join(" ").slice(0, 4 * maxMessageLength);
  const text = redactLogMessage(message).slice(0, maxMessageLength);
  // A message from a registry must not look like a line of its own.
  const indented = text.replaceAll(/\r?\n/g, "\n    ").replaceAll(/(?!\n)\p{Cc}/gu, "\u{FFFD}");
  return `${date.toISOString()} ${level} ${indented}`;
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, "utf8").split(/\r?\n/).slice(0, -1);
  } catch {
    return [];
  }
}
