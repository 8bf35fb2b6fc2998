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
  /** Debian's package of the program. */
  readonly package: string;
  /**
   * Writes files to the folder of the program. @returns arguments for a port of 127.0.0.1, which was free just
   * before
   */
  readonly prepare: (port: number, folder: string) => Promise<readonly string[]>;
  /** Environment in addition to PATH. */
  readonly env?: (folder: string) => Readonly<Record<string, string>>;
  /** The line, on either stream, once it accepts connections. */
  readonly ready: RegExp;
}

export interface ServerProcess {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly folder: string;
  /** Stops the process. @returns all lines that it printed */
  stop(): Promise<readonly string[]>;
  /** Removes the folder, after `stop`. */
  remove(): Promise<void>;
}

/** Debian's folder of servers, which is not in every PATH. */
const debianServerFolder = "/usr/sbin";

/** Attempts to start: another process may take the free port before the program listens. */
const attempts = 5;

/**
 * Starts a server that needs a port as an argument, in the foreground, with a temporary folder.
 * @throws Error with its output if it is missing or does not start
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
      if (made === attempts || !/address already in use/i.test(String(error))) {
        throw error;
      }
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
        if (options.ready.test(line)) {
          resolve(undefined);
        }
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
