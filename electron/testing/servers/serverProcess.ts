import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

export interface ServerProcessOptions {
  readonly file: string;
  /** Debian's package that it comes in. */
  readonly package: string;
  /** Arguments for a port of 127.0.0.1 that was free a moment ago, and a folder that is the program's own. */
  readonly prepare: (port: number, folder: string) => Promise<readonly string[]>;
  /** More environment than a PATH. */
  readonly env?: (folder: string) => Readonly<Record<string, string>>;
  /** The line, on either stream, from which on it can be connected to. */
  readonly ready: RegExp;
}

export interface ServerProcess {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly folder: string;
  /** Ends the process and waits for its last words: every line that it printed. */
  stop(): Promise<readonly string[]>;
  /** Removes its folder, after `stop`. */
  remove(): Promise<void>;
}

/** Where Debian puts servers; not in everybody's PATH. */
const debianServerFolder = "/usr/sbin";

/** A free port may be taken by somebody else before the program listens there. */
const attempts = 5;

/**
 * Start a program that has to be told its port, in the foreground, with a temporary folder.
 * @throws Error with its words where it is missing or does not start
 */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  for (let made = 1; ; made += 1) {
    const folder = await mkdtemp(join(tmpdir(), "program-"));
    const remove = () => rm(folder, { recursive: true, force: true });
    try {
      const port = await findFreePort();
      const stop = await run(options, await options.prepare(port, folder), folder);
      return { host: `127.0.0.1:${port}`, folder, stop, remove };
    } catch (error) {
      await remove();
      if (made === attempts || !/address already in use/i.test(String(error))) throw error;
    }
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  await once(server.close(), "close");
  return port;
}

async function run(
  options: ServerProcessOptions,
  args: readonly string[],
  folder: string,
): Promise<ServerProcess["stop"]> {
  const child = spawn(options.file, args, {
    env: { PATH: `${process.env["PATH"]}:${debianServerFolder}`, ...options.env?.(folder) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const output: string[] = [];
  const ready = new Promise<undefined>((resolve) => {
    const listen = (stream: Readable) =>
      createInterface({ input: stream }).on("line", (line) => {
        output.push(line);
        if (options.ready.test(line)) resolve(undefined);
      });
    listen(child.stdout);
    listen(child.stderr);
  });
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) =>
      resolve(
        `could not be started: ${error.message}. It comes with Debian's package ${options.package}.`,
      ),
    );
    child.once("close", (code, signal) => resolve(`ended with ${code ?? signal}`));
  });
  const failure = await Promise.race([ready, ended]);
  if (failure !== undefined) {
    process.off("exit", kill);
    throw new Error([`${options.file} ${failure}`, ...output].join("\n"));
  }
  return async () => {
    process.off("exit", kill);
    child.kill("SIGTERM");
    await ended;
    return output;
  };
}
