import { execFile } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** A command-line registry client, such as skopeo. */
export interface CommandLineClient {
  /**
   * Runs the client.
   * @returns its standard output
   * @throws Error with all its output if it fails
   */
  run(args: readonly string[], options: RunOptions): Promise<string>;
}

export interface RunOptions {
  /** Its working folder and home, so that this machine's settings do not apply. */
  readonly folder: string;
  /** In addition to PATH and HOME. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Milliseconds after which a client is killed: it waits for input. */
const maxRunMs = 60_000;

/**
 * Finds a client in the folders of `PEERS` (a list like PATH), then on PATH.
 * @returns undefined if it is missing; tests that need it are skipped
 */
export function findCommandLineClient(name: string): CommandLineClient | undefined {
  const file = findExecutableSync([name], clientFolders());
  return file === undefined ? undefined : { run: (args, options) => run(file, args, options) };
}

/** Returns the folders with clients: those of `PEERS`, then those of PATH. */
export function clientFolders(): readonly string[] {
  return [process.env["PEERS"], process.env["PATH"]].flatMap(splitPath);
}

/** Splits a list of folders like PATH. */
export function splitPath(list = ""): readonly string[] {
  return list.split(delimiter).filter(Boolean);
}

/**
 * Finds a program like `findExecutable` of the engine, but synchronously: tests decide with it what to skip.
 * @returns the path of the first executable file; undefined if there is none
 */
export function findExecutableSync(
  names: readonly string[],
  folders: readonly string[],
): string | undefined {
  return folders
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((file) => isExecutable(file));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function run(file: string, args: readonly string[], { folder, env }: RunOptions): Promise<string> {
  const settings = {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: folder, XDG_CONFIG_HOME: folder, ...env },
    timeout: maxRunMs,
    maxBuffer: 16 * 1024 * 1024,
  };
  return new Promise((resolve, reject) => {
    execFile(file, args, settings, (error, stdout, stderr) => {
      if (error) {
        reject(new Error(`${file} ${args.join(" ")}\n${stdout}${stderr}`, { cause: error }));
      } else {
        resolve(stdout);
      }
    });
  });
}
