import { type ChildProcess, spawn } from "node:child_process";
import { chmod, copyFile, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { type Browser, chromium } from "@playwright/test";
import { runCommand } from "../../build/setup/command.ts";
import { readDebuggingAddress } from "../debuggingAddress.ts";

const ownRoot = resolve(import.meta.dirname, "ownRoot.sh");

/** Milliseconds that installing may take: packages are downloaded. */
const installTimeout = 10 * 60_000;

/** A new Debian 12 in a folder, without any desktop. */
export class BareDebian {
  readonly #folder: string;
  #app: ChildProcess | undefined;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Installs it, with a virtual display and an ordinary user named tester. */
  static async install(): Promise<BareDebian> {
    const folder = await mkdtemp(join(tmpdir(), "bare-debian-"));
    // The root folder of all users.
    await chmod(folder, 0o755);
    const debian = new BareDebian(folder);
    await check(
      "debootstrap",
      ["--variant=minbase", "--include=xvfb", "bookworm", folder, await findMirror()].filter(
        (arg) => arg !== undefined,
      ),
    );
    await copyFile("/etc/resolv.conf", join(folder, "etc/resolv.conf"));
    await debian.run("useradd", "--create-home", "tester");
    return debian;
  }

  /** Runs a command as root in it. @returns what it printed */
  async run(...command: readonly string[]): Promise<string> {
    return await check(ownRoot, [
      this.#folder,
      "env",
      "DEBIAN_FRONTEND=noninteractive",
      ...command,
    ]);
  }

  /** Copies a file into it. @returns the path there */
  async copy(file: string): Promise<string> {
    const path = join("/root", basename(file));
    await copyFile(file, join(this.#folder, path));
    return path;
  }

  /**
   * Starts a program of it as the ordinary user, on a virtual display, and connects to its pages.
   * @param userNamespaces whether the kernel lets that user make them, as Debian's does and hardened ones do not
   */
  async startApp(
    program: string,
    userNamespaces: "allowed" | "forbidden" = "allowed",
  ): Promise<Browser> {
    const app = spawn(
      ownRoot,
      [
        this.#folder,
        "sh",
        "-c",
        'Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp 3>/tmp/display & until [ -s /tmp/display ]; do sleep 0.1; done; exec runuser -u tester -- env HOME=/home/tester DISPLAY=":$(cat /tmp/display)" "$0" --remote-debugging-port=0 --disable-gpu',
        program,
      ],
      {
        env: { ...process.env, USER_NAMESPACES: userNamespaces },
        stdio: ["ignore", "ignore", "pipe"],
      },
    );
    this.#app = app;
    return await chromium.connectOverCDP(await readDebuggingAddress(app));
  }

  /** The processes of the app: command line and the user's number. */
  async readProcesses(program: string): Promise<readonly { command: string; uid: string }[]> {
    const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
    const all = await Promise.all(
      pids.map(async (pid) => {
        try {
          const command = (await readFile(`/proc/${pid}/cmdline`, "utf8")).replaceAll("\0", " ");
          const status = await readFile(`/proc/${pid}/status`, "utf8");
          return { command, uid: /^Uid:\s+(\d+)/m.exec(status)?.[1] ?? "" };
        } catch {
          return { command: "", uid: "" };
        }
      }),
    );
    return all.filter(({ command }) => command.startsWith(program));
  }

  stopApp(): Promise<void> {
    const app = this.#app;
    this.#app = undefined;
    if (app === undefined || app.exitCode !== null || app.signalCode !== null) {
      return Promise.resolve();
    }
    return new Promise((done) => {
      app.once("exit", () => done());
      app.kill("SIGKILL");
    });
  }

  /** dpkg's state of a package, such as `ii`, or `rc` of one that left something; undefined of one that it does not know. */
  async packageState(name: string): Promise<string | undefined> {
    const listed = await this.run(
      "dpkg-query",
      "--show",
      "--showformat=${db:Status-Abbrev} ${Package}\n",
    );
    return listed
      .split("\n")
      .find((line) => line.trim().split(/\s+/)[1] === name)
      ?.slice(0, 2);
  }

  /** All paths but those that change by themselves: the user's, logs, package lists. dpkg's own are listed. */
  async listPaths(): Promise<readonly string[]> {
    const output = await this.run("find", "/", "-xdev");
    return output
      .split("\n")
      .filter(
        (path) =>
          !/^\/(?:proc|dev|tmp|root|run|home|var\/(?:cache|log|lib\/apt))(?:\/|$)/.test(path),
      )
      .toSorted();
  }

  async remove(): Promise<void> {
    await this.stopApp();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** The mirror this system installs from. */
async function findMirror(): Promise<string | undefined> {
  const { output } = await runCommand("apt-get", [
    "indextargets",
    "--format=$(REPO_URI) $(CODENAME)",
  ]);
  return /^(\S+) bookworm$/m.exec(output)?.[1];
}

/** Runs a command that must succeed. @returns what it printed */
async function check(file: string, args: readonly string[]): Promise<string> {
  const { code, output } = await runCommand(file, args, { timeout: installTimeout });
  if (code !== 0) {
    throw new Error(`${file} ended with ${code}: ${output.slice(-4000)}`);
  }
  return output;
}
