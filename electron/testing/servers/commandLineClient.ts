import { execFile } from "node:child_process";
import { delimiter } from "node:path";
import { findExecutable } from "../../engine/disk/findExecutable.ts";

/** A registry client of others, run as a person would. */
export interface CommandLineClient {
  /**
   * Run it to its end.
   * @param env in addition to a PATH and a HOME
   * @returns what it printed on standard output
   * @throws Error with everything it printed where it fails
   */
  run(args: readonly string[], options: RunOptions): Promise<string>;
}

export interface RunOptions {
  /** Its working folder and home: nothing of this machine's own settings counts. */
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Milliseconds after which a client is ended: it waits for something that a test does not give it. */
const maxRunMs = 60_000;

/**
 * Find a client by its program's name: in the folders of `PEERS` (as PATH lists them), then on PATH.
 * @returns undefined where it is not there; tests that need it are skipped then
 */
export function findCommandLineClient(name: string): CommandLineClient | undefined {
  const file = findExecutable([name], clientFolders());
  return file === undefined ? undefined : { run: (args, options) => run(file, args, options) };
}

/** The folders that are searched for clients: those of `PEERS`, then those of PATH. */
export function clientFolders(): readonly string[] {
  return [process.env["PEERS"], process.env["PATH"]].flatMap(splitPath);
}

/** The folders of a list as PATH has them. */
export function splitPath(list = ""): readonly string[] {
  return list.split(delimiter).filter(Boolean);
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
      if (error)
        reject(new Error(`${file} ${args.join(" ")}\n${stdout}${stderr}`, { cause: error }));
      else resolve(stdout);
    });
  });
}
