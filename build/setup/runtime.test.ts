import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { findRuntime } from "./runtime.ts";

const executable = {
  darwin: "Electron.app/Contents/MacOS/Electron",
  win32: "electron.exe",
}[process.platform as string];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "manifestry-runtime-"));
  vi.stubEnv("ELECTRON_OVERRIDE_DIST_PATH", folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

it("takes the Electron in ELECTRON_OVERRIDE_DIST_PATH before all others, and says so", async () => {
  const file = join(folder, executable ?? "electron");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "");
  writeFileSync(join(folder, "version"), "v46.0.0-beta.1\n");
  const log = vi.spyOn(console, "log").mockReturnValue();
  expect(await findRuntime()).toEqual({ folder, executable: file, version: "46.0.0-beta.1" });
  expect(log).toHaveBeenCalledWith(
    "Runtime: Electron 46.0.0-beta.1, from ELECTRON_OVERRIDE_DIST_PATH.",
  );
});

it("does not start another one if that folder has none", async () => {
  await expect(findRuntime()).rejects.toThrow(
    /^ELECTRON_OVERRIDE_DIST_PATH is set, but .* does not exist\.$/,
  );
});
