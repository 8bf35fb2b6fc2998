import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { top } from "../top.ts";
import { runCommand } from "./command.ts";

const folder = join(top, "node_modules/electron");

/** Timeout of a download in milliseconds; an unreachable host fails at once or after ten seconds. */
const limit = 10 * 60_000;

/**
 * The end of security fixes for the major version in package.json: the latest three are supported, and a new one is
 * released every eight weeks (electron/docs/tutorial/electron-timelines.md).
 */
export const officialSupport = { major: 45, ends: "2027-04-06" } as const;

/** The version of Electron in package.json. */
export function officialVersion(): string {
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    readonly version: string;
  };
  return version;
}

/** The folder of the official binary, if it is installed. */
export function findOfficialRuntime(): string | undefined {
  const dist = join(folder, "dist");
  const versionFile = join(dist, "version");
  if (!existsSync(versionFile) || !existsSync(join(folder, "path.txt"))) {
    return undefined;
  }
  const found = readFileSync(versionFile, "utf8").trim().replace(/^v/, "");
  return found === officialVersion() ? dist : undefined;
}

/** Download the binary with the electron package's installer, which compares checksums. */
export async function installOfficialRuntime(): Promise<
  { readonly folder: string } | { readonly reason: string }
> {
  const { code, output } = await runCommand(process.execPath, [join(folder, "install.js")], {
    timeout: limit,
  });
  const dist = findOfficialRuntime();
  if (code === 0 && dist !== undefined) {
    return { folder: dist };
  }
  const lines = output.split("\n").map((line) => line.trim());
  return { reason: lines.find((line) => /error|failed|timed? ?out/i.test(line)) ?? "no answer" };
}
