import { readFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import library, { type AppUpdater } from "electron-updater";
import { parse } from "yaml";
import { appLog } from "../appLog.ts";
import { AppImage } from "./appImage.ts";
import { feedName } from "./feed.ts";
import { feedPlace, parseFeedConfig } from "./feedPlace.ts";
import { guardRequests, type RequestGuard } from "./requestGuard.ts";
import { type FeedSource, SignedProvider } from "./signedProvider.ts";

export interface LoadedUpdater {
  readonly updater: AppUpdater;
  readonly guard: RequestGuard;
  /**
   * Installs the update and, if wanted, starts the new version; synchronous, for the event `quit`. Undefined if the system
   * does that. Failures are logged.
   */
  readonly install: ((restarts: boolean) => void) | undefined;
}

interface UpdateSource {
  /** A file in place of that beside the app. */
  readonly testConfig: string | undefined;
  /** The public key that signs feeds. */
  readonly key: string;
}

/** Returns what updates the app on this system. @throws Error if the app has no valid configuration of updates */
export async function loadUpdater({ testConfig, key }: UpdateSource): Promise<LoadedUpdater> {
  const config = testConfig ?? path.join(process.resourcesPath, "app-update.yml");
  const place = feedPlace(parseFeedConfig(parse(await readFile(config, "utf8"))));
  const { updater, install } = createUpdater();
  updater.logger = appLog();
  updater.autoDownload = false;
  // On macOS, the system fetches the download from the app before it quits.
  updater.autoInstallOnAppQuit = install === undefined;
  updater.allowDowngrade = false;
  // A difference would be made of parts that no signature covers before they are joined.
  updater.disableDifferentialDownload = true;
  updater.disableWebInstaller = true;
  // A compressed download is refused.
  updater.requestHeaders = { "accept-encoding": "identity" };
  if (testConfig !== undefined) {
    updater.forceDevUpdateConfig = true;
    updater.updateConfigPath = testConfig;
  }
  const feed: FeedSource = { place, name: feedName(process.platform, process.arch), key };
  updater.setFeedURL({ provider: "custom", updateProvider: SignedProvider, feed });
  // Its failures reject the calls.
  updater.on("error", () => {});
  return { updater, install, guard: guardRequests(updater.netSession, place.newest) };
}

function createUpdater(): Pick<LoadedUpdater, "updater" | "install"> {
  if (process.platform === "darwin") {
    return { updater: new library.MacUpdater(), install: undefined };
  }
  const updater = process.platform === "win32" ? new library.NsisUpdater() : new AppImage();
  return { updater, install: (restarts) => void updater.install(true, restarts) };
}
