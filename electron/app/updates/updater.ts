import process from "node:process";
import { app } from "electron";
import type { AppUpdater, UpdateInfo } from "electron-updater";
import type { UpdateState } from "../../../shared/updates.ts";
import { EngineError } from "../../engine/errors.ts";
import { emit } from "../../ipc/emit.ts";
import { unfinishedJobs } from "../../ipc/jobs.ts";
import { appLog } from "../appLog.ts";
import { describeError } from "../describeError.ts";
import { expectedElectron } from "../versions.ts";
import { checkSignature, feedName } from "./checkSignature.ts";
import { whyNoUpdates } from "./whyNoUpdates.ts";

/** The public key that signs feeds; empty in a build without updates. build/electron.vite.config.ts sets it. */
declare const UPDATE_KEY: string;

/** Milliseconds from the start of the app to the first check, and between two checks. */
const firstCheck = 30_000;
const nextCheck = 24 * 60 * 60_000;
/** Milliseconds without an answer or a byte after which a check or a download ends. */
const stallMs = 60_000;

/** A feed for tests of the app as it runs from its sources: its configuration file, and its key. */
const testFeed = app.isPackaged ? undefined : process.env["MANIFESTRY_TEST_UPDATES"]?.split(" ");

let state: UpdateState = initialState();
let updater: Promise<AppUpdater> | undefined;

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
  try {
    const loaded = await (updater ??= loadUpdater());
    const result = await endWithin(loaded.checkForUpdates());
    if (result === null || !result.isUpdateAvailable) {
      // None, or an older version: a feed that was set back installs nothing.
      setState({ kind: "current" });
      return;
    }
    await download(loaded, result.updateInfo);
  } catch (error) {
    appLog().warn(`Update: ${describeError(error)}`);
    setState({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
  }
}

/**
 * Installs the update and starts the new version.
 * @throws EngineError `busy` while a push or a deletion runs, `disk` if the program cannot be replaced
 */
export async function installUpdate(): Promise<void> {
  if (unfinishedJobs().length > 0) {
    throw new EngineError("busy", "A push or a deletion is running.", {
      hint: "The update is installed when the app quits, or when this is done.",
    });
  }
  const loaded = await updater;
  if (state.kind !== "ready" || loaded === undefined) {
    return;
  }
  let failure: Error | undefined;
  const keepFailure = (error: Error): void => void (failure = error);
  loaded.once("error", keepFailure);
  // The new version starts before this one has ended.
  app.releaseSingleInstanceLock();
  loaded.quitAndInstall(false, true);
  loaded.off("error", keepFailure);
  if (failure !== undefined) {
    app.requestSingleInstanceLock();
    throw new EngineError("disk", `The update could not be installed: ${failure.message}`);
  }
}

async function download(loaded: AppUpdater, info: UpdateInfo): Promise<void> {
  const { version } = info;
  const name = feedName(process.platform, process.arch);
  checkSignature(name, info, testFeed?.[1] ?? UPDATE_KEY);
  setState({ kind: "downloading", version, percent: 0 });
  const { CancellationToken } = (await import("electron-updater")).default;
  const token = new CancellationToken();
  let timer = setTimeout(() => token.cancel(), stallMs);
  loaded.removeAllListeners("download-progress");
  loaded.on("download-progress", ({ percent }) => {
    clearTimeout(timer);
    timer = setTimeout(() => token.cancel(), stallMs);
    setState({ kind: "downloading", version, percent: Math.floor(percent) });
  });
  await loaded.downloadUpdate(token).finally(() => clearTimeout(timer));
  setState({ kind: "ready", version });
}

/** Rejects if an answer does not come: electron-updater waits for it without end. */
async function endWithin<T>(answer: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("The server did not answer.")), stallMs);
  return await Promise.race([answer, late.promise]).finally(() => clearTimeout(timer));
}

async function loadUpdater(): Promise<AppUpdater> {
  const { default: library } = await import("electron-updater");
  const { autoUpdater } = library;
  autoUpdater.logger = appLog();
  autoUpdater.autoDownload = false;
  autoUpdater.allowDowngrade = false;
  // The feed can name an installer that downloads further files, which the signature does not cover.
  autoUpdater.disableWebInstaller = true;
  // A difference would be made of parts that no signature covers before they are joined.
  autoUpdater.disableDifferentialDownload = true;
  if (testFeed !== undefined) {
    autoUpdater.forceDevUpdateConfig = true;
    autoUpdater.updateConfigPath = testFeed[0] ?? "";
  }
  // Its failures reject the calls.
  autoUpdater.on("error", () => {});
  return autoUpdater;
}

function initialState(): UpdateState {
  const reason =
    testFeed === undefined
      ? whyNoUpdates({
          platform: process.platform,
          env: process.env,
          execPath: process.execPath,
          isPackaged: app.isPackaged,
          isTestRuntime: expectedElectron() !== undefined,
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
