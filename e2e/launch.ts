import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { _electron, type ElectronApplication, type Page } from "@playwright/test";

const top = resolve(import.meta.dirname, "..");

export interface LaunchOptions {
  /** The folder of user data. By default a temporary one, which is removed afterwards. */
  readonly userData?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** A CommonJS script that runs in the main process before the app does. */
  readonly before?: string;
}

export interface LaunchedApp {
  readonly app: ElectronApplication;
  /** The app's window. */
  readonly page: Page;
  /** End the app; by force if it does not end by itself. */
  readonly close: () => Promise<void>;
}

/** Milliseconds after which an app that does not exit is killed. */
const exitTimeoutMs = 10_000;

/** Starts the built app with the Electron that `npm run e2e` has set up, or the packaged one that MANIFESTRY_PACKAGED names. */
export async function launchApp(options: LaunchOptions = {}): Promise<LaunchedApp> {
  const userData = options.userData ?? (await mkdtemp(join(tmpdir(), "manifestry-")));
  const packaged = process.env.MANIFESTRY_PACKAGED;
  const app = await _electron.launch({
    executablePath: packaged ?? findExecutable(),
    args: [
      // A virtual display has no graphics card: Chromium would find that out at each start.
      ...(process.env.MANIFESTRY_VIRTUAL_DISPLAY === undefined ? [] : ["--disable-gpu"]),
      ...(options.before === undefined ? [] : ["-r", options.before]),
      // A packaged app brings its code.
      ...(packaged === undefined ? [top] : []),
      ...(options.args ?? []),
    ],
    env: { ...environment(), MANIFESTRY_USER_DATA: userData, ...options.env },
  });
  // Taken at once: Playwright forgets it when the app ends on its own.
  const child = app.process();
  const close = async (): Promise<void> => {
    await closeApp(app, child);
    if (options.userData === undefined) {
      await rm(userData, { recursive: true, force: true });
    }
  };
  try {
    return { app, page: await app.firstWindow(), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The path of Electron, set by `npm run e2e`. */
export function findExecutable(): string {
  const executable = process.env.ELECTRON_EXEC_PATH;
  if (executable === undefined) {
    throw new Error("ELECTRON_EXEC_PATH is not set: start the tests with `npm run e2e`.");
  }
  return executable;
}

async function closeApp(app: ElectronApplication, child: ChildProcess): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((done) => {
    timer = setTimeout(() => {
      child.kill("SIGKILL");
      done();
    }, exitTimeoutMs);
  });
  await Promise.race([app.close(), late]).finally(() => clearTimeout(timer));
}

/** The environment of this process, without variables that change how Electron runs. */
function environment(): Record<string, string> {
  const { ELECTRON_RUN_AS_NODE: _, ELECTRON_RENDERER_URL: __, ...rest } = process.env;
  return Object.fromEntries(
    Object.entries(rest).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
