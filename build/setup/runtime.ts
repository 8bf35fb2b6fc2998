import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { installChosenRuntime } from "./chosenRuntime.ts";
import { findOfficialRuntime, installOfficialRuntime, officialVersion } from "./officialRuntime.ts";
import { findVerifiedRuntime, installVerifiedRuntime, verifiedVersion } from "./verifiedRuntime.ts";

export interface Runtime {
  /** The folder of the binary: what ELECTRON_OVERRIDE_DIST_PATH means. */
  readonly folder: string;
  readonly executable: string;
  readonly version: string;
}

/**
 * Find or fetch the Electron to use, and print which one and why.
 * MANIFESTRY_ELECTRON names another version; MANIFESTRY_RUNTIME=official tries the official download again although the fallback is installed.
 */
export async function findRuntime(): Promise<Runtime> {
  const given = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (given !== undefined && given !== "") {
    const runtime = inFolder(given);
    if (!existsSync(runtime.executable)) {
      throw new Error(
        `ELECTRON_OVERRIDE_DIST_PATH is set, but ${runtime.executable} does not exist.`,
      );
    }
    say(runtime.version, "from ELECTRON_OVERRIDE_DIST_PATH");
    return runtime;
  }

  const chosen = process.env.MANIFESTRY_ELECTRON;
  if (chosen !== undefined && chosen !== "") {
    const runtime = inFolder(await installChosenRuntime(chosen));
    say(runtime.version, `official by its checksum, for MANIFESTRY_ELECTRON=${chosen}`);
    return runtime;
  }

  const official = findOfficialRuntime();
  if (official !== undefined) {
    say(officialVersion(), "the official binary, installed before");
    return inFolder(official);
  }

  const again = process.env.MANIFESTRY_RUNTIME === "official";
  const verified = findVerifiedRuntime();
  if (verified !== undefined && !again) {
    say(
      verifiedVersion,
      `official, kept in .runtime since ${officialVersion()} could not be downloaded ` +
        "(MANIFESTRY_RUNTIME=official tries again)",
    );
    return inFolder(verified);
  }

  const attempt = await installOfficialRuntime();
  if ("folder" in attempt) {
    say(officialVersion(), "the official binary, downloaded now");
    return inFolder(attempt.folder);
  }
  const failure = `the download of ${officialVersion()} failed: ${attempt.reason}`;
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error(
      `No Electron for ${process.platform} ${process.arch}: ${failure}. ` +
        "Set ELECTRON_OVERRIDE_DIST_PATH to the folder of a binary, or try again on another network.",
    );
  }
  const folder = verified ?? (await installVerifiedRuntime());
  say(verifiedVersion, `official by its checksum, since ${failure}`);
  return inFolder(folder);
}

function inFolder(folder: string): Runtime {
  const names: Partial<Record<NodeJS.Platform, string>> = {
    darwin: "Electron.app/Contents/MacOS/Electron",
    win32: "electron.exe",
  };
  const executable = join(folder, names[process.platform] ?? "electron");
  return { folder, executable, version: versionIn(folder) };
}

function versionIn(folder: string): string {
  const file = join(folder, "version");
  return existsSync(file)
    ? readFileSync(file, "utf8").trim().replace(/^v/, "")
    : "of unknown version";
}

function say(version: string, why: string): void {
  console.log(`Runtime: Electron ${version}, ${why}.`);
}
