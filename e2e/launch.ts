import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { _electron, type ElectronApplication, type Page } from "@playwright/test";

const top = resolve(import.meta.dirname, "..");

export interface LaunchOptions {
  /** Where the app keeps its things; a folder of its own, removed afterwards, if not given. */
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

/** How long the app may take to end. */
const patience = 10_000;

/** Start the built app. The set-up (`npm run e2e`) says where Electron is. */
export async function launchApp(options: LaunchOptions = {}): Promise<LaunchedApp> {
  const userData = options.userData ?? (await mkdtemp(join(tmpdir(), "manifestry-")));
  const app = await _electron.launch({
    executablePath: findExecutable(),
    args: [
      ...(options.before === undefined ? [] : ["-r", options.before]),
      top,
      ...(options.args ?? []),
    ],
    env: { ...environment(), MANIFESTRY_USER_DATA: userData, ...options.env },
  });
  const close = async (): Promise<void> => {
    await closeApp(app);
    if (options.userData === undefined) await rm(userData, { recursive: true, force: true });
  };
  try {
    return { app, page: await app.firstWindow(), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The Electron that the set-up chose. */
export function findExecutable(): string {
  const executable = process.env.ELECTRON_EXEC_PATH;
  if (executable === undefined) {
    throw new Error("ELECTRON_EXEC_PATH is not set: start the tests with `npm run e2e`.");
  }
  return executable;
}

async function closeApp(app: ElectronApplication): Promise<void> {
  const process = app.process();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((done) => {
    timer = setTimeout(() => {
      process.kill("SIGKILL");
      done();
    }, patience);
  });
  await Promise.race([app.close(), late]).finally(() => clearTimeout(timer));
}

/** This process's environment, without what would turn the app into something else. */
function environment(): Record<string, string> {
  const { ELECTRON_RUN_AS_NODE: _, ELECTRON_RENDERER_URL: __, ...rest } = process.env;
  return Object.fromEntries(
    Object.entries(rest).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
