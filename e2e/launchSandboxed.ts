import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { type Browser, chromium } from "@playwright/test";
import { readDebuggingAddress } from "./debuggingAddress.ts";
import { findExecutable } from "./launch.ts";

const top = resolve(import.meta.dirname, "..");

/** The uid of `nobody`. */
const nobody = 65534;

export interface SandboxedApp {
  readonly pid: number;
  readonly browser: Browser;
  readonly close: () => Promise<void>;
}

/** Chromium's sandbox is not available; the message is Chromium's output. */
export class NoSandboxError extends Error {
  override readonly name = "NoSandboxError";
}

/**
 * Starts the built app with Chromium's sandbox. The sandbox does not run as root, so root starts copies of the runtime
 * and the app as `nobody`, with Chromium's setuid helper. Playwright connects to a debugging port, since its launcher
 * is not readable by that user.
 * @throws NoSandboxError if the sandbox is not available
 */
export async function launchSandboxed(): Promise<SandboxedApp> {
  const root = process.getuid?.() === 0;
  const folder = await mkdtemp(join(tmpdir(), "manifestry-sandboxed-"));
  const home = join(folder, "home");
  await mkdir(home);
  let child: ChildProcess | undefined;
  const close = async (): Promise<void> => {
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      const force = setTimeout(() => child?.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(force);
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const executable = root ? await copyForNobody(folder, home) : findExecutable();
    child = spawn(executable, ["--remote-debugging-port=0", root ? join(folder, "app") : top], {
      ...(root ? { uid: nobody, gid: nobody } : {}),
      cwd: home,
      env: { ...process.env, HOME: home, MANIFESTRY_USER_DATA: join(home, "data") },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const address = await readDebuggingAddress(child);
    return { pid: child.pid ?? 0, browser: await chromium.connectOverCDP(address), close };
  } catch (error) {
    await close();
    const isRefused = error instanceof Error && /sandbox|namespace/i.test(error.message);
    throw isRefused ? new NoSandboxError(error.message) : error;
  }
}

async function copyForNobody(folder: string, home: string): Promise<string> {
  await chmod(folder, 0o755);
  await chown(home, nobody, nobody);
  const executable = findExecutable();
  const runtime = join(folder, "runtime");
  await cp(dirname(executable), runtime, { recursive: true });
  await chown(join(runtime, "chrome-sandbox"), 0, 0);
  await chmod(join(runtime, "chrome-sandbox"), 0o4755);
  for (const name of ["package.json", "out/main", "out/preload", "out/renderer"]) {
    await cp(join(top, name), join(folder, "app", name), { recursive: true });
  }
  return join(runtime, basename(executable));
}
