import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { startServerProcess } from "./serverProcess.ts";

export interface ProxyServerOptions {
  /** Host names that only the proxy resolves, to 127.0.0.1. */
  readonly names?: readonly string[];
  /** The user that it requires; by default none. */
  readonly user?: { readonly name: string; readonly password: string };
}

export interface ProxyServer {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** Stops the proxy, which flushes its log, and returns the requests: `CONNECT host:port`. */
  stopAndReadLog(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Resolves names from a hosts file. */
const library = "libnss_wrapper.so";

/**
 * Starts tinyproxy (Debian's package tinyproxy-bin) on a free port of 127.0.0.1. Its own host names come from Debian's
 * package libnss-wrapper, so that the hosts file of the system is not changed.
 *
 * @throws Error if a program is missing or does not start, so that tests fail instead of being skipped
 */
export async function startProxyServer(options: ProxyServerOptions = {}): Promise<ProxyServer> {
  const { names, user } = options;
  if (names) {
    await checkLibrary();
  }
  const serverProcess = await startServerProcess({
    file: "tinyproxy",
    package: "tinyproxy-bin",
    prepare: async (port, folder) => {
      const config = join(folder, "tinyproxy.conf");
      const lines = [
        `Port ${port}`,
        "Listen 127.0.0.1",
        "Allow 127.0.0.1",
        "MaxClients 100",
        "LogLevel Info",
        ...(user ? [`BasicAuth ${user.name} ${user.password}`] : []),
      ];
      await writeFile(config, lines.map((line) => `${line}\n`).join(""));
      const known = (names ?? []).map((name) => `127.0.0.1 ${name}\n`).join("");
      await writeFile(join(folder, "hosts"), known);
      return ["-d", "-c", config];
    },
    env: (folder): Readonly<Record<string, string>> =>
      names ? { LD_PRELOAD: library, NSS_WRAPPER_HOSTS: join(folder, "hosts") } : {},
    ready: /Accepting connections/,
  });
  return {
    host: serverProcess.host,
    async stopAndReadLog() {
      const output = await serverProcess.stop();
      return output.flatMap((line) => /Request .*: (.*) HTTP\/1\.\d$/.exec(line)?.[1] ?? []);
    },
    async close() {
      await serverProcess.stop();
      await serverProcess.remove();
    },
  };
}

/** Checks that the library exists: the loader only prints a warning. */
async function checkLibrary(): Promise<void> {
  const { stderr } = await promisify(execFile)("true", { env: { LD_PRELOAD: library } });
  if (stderr !== "") {
    throw new Error(`${stderr}It comes with Debian's package libnss-wrapper.`);
  }
}
