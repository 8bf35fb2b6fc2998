import { constants } from "node:fs";
import { access, realpath } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { app } from "electron";
import type { UpdateInfo } from "electron-updater";
import type { UpdateState } from "../../../shared/updates.ts";
import { EngineError } from "../../engine/errors.ts";
import { emit } from "../../ipc/emit.ts";
import { unfinishedJobs } from "../../ipc/jobs.ts";
import { appLog } from "../appLog.ts";
import { describeError } from "../describeError.ts";
import { isTestPackage } from "../versions.ts";
import type { LoadedUpdater } from "./loadUpdater.ts";
import type { RequestGuard } from "./requestGuard.ts";
import { whyNoUpdates } from "./whyNoUpdates.ts";

/** The public key that signs feeds; empty in a build without updates. build/defines.ts has it. */
declare const UPDATE_KEY: string;

/** Milliseconds from the start of the app to the first check, and between two checks. */
const firstCheck = 30_000;
const nextCheck = 24 * 60 * 60_000;
/** Milliseconds without a byte after which a download ends. */
const stallMs = 60_000;
/** Characters of an error that are shown: it may quote what a server sent. */
const maxMessageLength = 300;

/** A feed for tests of the app as it runs from its sources: its configuration file, and its key. */
const testFeed = app.isPackaged ? undefined : process.env["MANIFESTRY_TEST_UPDATES"]?.split(" ");

let state: UpdateState = initialState();
let loading: Promise<LoadedUpdater> | undefined;
/** Whether the new version is started once it is installed. */
let restarts = false;

/** Returns what is known about updates. */
export function updateState(): UpdateState {
  return state;
}

/** Checks for updates from time to time. @param isWanted the setting */
export function watchUpdates(isWanted: () => boolean): void {
  if (state.kind === "off" || testFeed !== undefined) {
    return;
  }
  const check = (): void => void (isWanted() && checkForUpdates());
  setTimeout(check, firstCheck).unref();
  setInterval(check, nextCheck).unref();
}

/** Checks for a newer version and downloads it. It is installed when the app quits. */
export async function checkForUpdates(): Promise<void> {
  if (!["idle", "current", "failed"].includes(state.kind)) {
    return;
  }
  setState({ kind: "checking" });
  let guard: RequestGuard | undefined;
  try {
    const loaded = await load();
    guard = loaded.guard;
    guard.limit(undefined);
    const result = await loaded.updater.checkForUpdates();
    if (result === null || !result.isUpdateAvailable) {
      // None, or an older version: a feed that was set back installs nothing.
      setState({ kind: "current" });
      return;
    }
    await download(loaded, result.updateInfo);
  } catch (error) {
    appLog().warn(`Update: ${describeError(error)}`);
    setState({ kind: "failed", message: guard?.takeRefusal() ?? shortMessage(error) });
  }
}

/**
 * Quits the app, which installs the update, and starts the new version.
 * @throws EngineError `busy` while a push or a deletion runs, `disk` if the program cannot be replaced
 */
export async function installUpdate(): Promise<void> {
  const loaded = await loading;
  if (state.kind !== "ready" || loaded === undefined) {
    return;
  }
  const program = process.platform === "linux" ? process.env["APPIMAGE"] : undefined;
  if (program !== undefined) {
    // That of the program, not of a link to it.
    const folder = path.dirname(await realpath(program).catch(() => program));
    await access(folder, constants.W_OK).catch((error: unknown) => {
      throw new EngineError("disk", `${folder} cannot be written to.`, {
        hint: "Replace the AppImage by hand, or change the permissions of its folder.",
        detail: shortMessage(error),
      });
    });
  }
  // Right before the app quits: a push may have started meanwhile.
  if (unfinishedJobs().length > 0) {
    throw new EngineError("busy", "A push or a deletion is running.", {
      hint: "Install the update again when this is done, or quit the app, which installs it.",
    });
  }
  if (loaded.install === undefined) {
    loaded.updater.quitAndInstall();
    return;
  }
  restarts = true;
  app.quit();
}

async function download({ updater, guard }: LoadedUpdater, info: UpdateInfo): Promise<void> {
  const { version, files } = info;
  guard.limit(Math.max(...files.map(({ size }) => size ?? 0)));
  setState({ kind: "downloading", version, percent: 0 });
  const { CancellationToken } = (await import("electron-updater")).default;
  const token = new CancellationToken();
  let isStalled = false;
  const stall = (): void => {
    isStalled = true;
    token.cancel();
  };
  let timer = setTimeout(stall, stallMs);
  updater.removeAllListeners("download-progress");
  updater.on("download-progress", ({ percent }) => {
    clearTimeout(timer);
    timer = setTimeout(stall, stallMs);
    setState({ kind: "downloading", version, percent: Math.floor(percent) });
  });
  try {
    await updater.downloadUpdate(token);
  } catch (error) {
    throw isStalled
      ? new Error(`The server sent nothing for ${stallMs / 1000} seconds.`, { cause: error })
      : error;
  } finally {
    clearTimeout(timer);
  }
  setState({ kind: "ready", version });
}

/** Loads electron-updater once, unless that fails. */
function load(): Promise<LoadedUpdater> {
  return (loading ??= loadOnce().catch((error: unknown) => {
    loading = undefined;
    throw error;
  }));
}

async function loadOnce(): Promise<LoadedUpdater> {
  const { loadUpdater } = await import("./loadUpdater.ts");
  const loaded = await loadUpdater({ testConfig: testFeed?.[0], key: testFeed?.[1] ?? UPDATE_KEY });
  // The windows are closed then, and with them all pushes: electron/app/closeWindow.ts asks about those first.
  app.once("quit", (_event, exitCode) => {
    if (exitCode === 0 && state.kind === "ready") {
      loaded.install?.(restarts);
    }
  });
  return loaded;
}

/** The first line of an error. */
function shortMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split("\n", 1)[0] ?? "").slice(0, maxMessageLength);
}

function initialState(): UpdateState {
  const reason =
    testFeed === undefined
      ? whyNoUpdates({
          platform: process.platform,
          env: process.env,
          execPath: process.execPath,
          isPackaged: app.isPackaged,
          isTestPackage: isTestPackage(),
          hasFeed: UPDATE_KEY !== "",
        })
      : undefined;
  return reason === undefined ? { kind: "idle" } : { kind: "off", reason };
}

function setState(next: UpdateState): void {
  if (JSON.stringify(next) !== JSON.stringify(state)) {
    state = next;
    emit("updates:changed", state);
  }
}
