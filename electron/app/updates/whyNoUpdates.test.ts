import { expect, test } from "vitest";
import { whyNoUpdates } from "./whyNoUpdates.ts";

const appImage = {
  platform: "linux",
  env: { APPIMAGE: "/home/me/Manifestry.AppImage", APPDIR: "/tmp/.mount_1" },
  execPath: "/tmp/.mount_1/manifestry",
  isPackaged: true,
  isTestPackage: false,
  hasFeed: true,
} as const;

test("an AppImage, an installed program on Windows and an app on macOS update themselves", () => {
  expect(whyNoUpdates(appImage)).toBeUndefined();
  expect(whyNoUpdates({ ...appImage, platform: "win32", env: {} })).toBeUndefined();
  expect(whyNoUpdates({ ...appImage, platform: "darwin", env: {} })).toBeUndefined();
});

test.each([
  [{ isPackaged: false }, "sources"],
  [{ isTestPackage: true }, "for tests"],
  [{ env: {} }, "package manager"],
  [{ execPath: "/opt/Manifestry/manifestry" }, "package manager"],
  [{ platform: "win32", env: { PORTABLE_EXECUTABLE_FILE: "C:\\m.exe" } }, "by hand"],
  [{ hasFeed: false }, "without a place"],
] as const)("%j does not: %s", (change, reason) => {
  expect(whyNoUpdates({ ...appImage, ...change })).toContain(reason);
});
