import { expect, test } from "vitest";
import { sandboxWarning } from "./sandboxWarning.ts";

const start = { hasSwitch: () => false, env: {}, isRoot: false };
const withSwitch = (name: string) => ({ ...start, hasSwitch: (each: string) => each === name });

test("nothing is said of an app in the sandbox", () => {
  expect(sandboxWarning(start)).toBeUndefined();
  expect(sandboxWarning({ ...withSwitch("disable-gpu"), isRoot: true })).toBeUndefined();
  expect(sandboxWarning({ ...start, env: { APPIMAGE: "/home/me/m.AppImage" } })).toBeUndefined();
});

test.each([
  [withSwitch("no-sandbox"), "(--no-sandbox)", "start it without --no-sandbox."],
  [
    withSwitch("disable-seccomp-filter-sandbox"),
    "(--disable-seccomp-filter-sandbox)",
    "start it without --disable-seccomp-filter-sandbox.",
  ],
  [
    { ...withSwitch("no-sandbox"), env: { ELECTRON_DISABLE_SANDBOX: "1" } },
    "(ELECTRON_DISABLE_SANDBOX)",
    "start it without ELECTRON_DISABLE_SANDBOX.",
  ],
  // Electron looks only whether it is set.
  [{ ...start, env: { ELECTRON_DISABLE_SANDBOX: "" } }, "(ELECTRON_DISABLE_SANDBOX)", "without"],
  [{ ...withSwitch("no-sandbox"), isRoot: true }, "(--no-sandbox)", "not as root"],
  [
    { ...withSwitch("no-sandbox"), env: { APPIMAGE: "/home/me/m.AppImage" } },
    "(--no-sandbox)",
    "install the deb or the rpm",
  ],
] as const)("%#: the cause and the remedy are named", (given, cause, remedy) => {
  const warning = sandboxWarning(given);
  expect(warning).toContain(`without Chromium's sandbox ${cause}.`);
  expect(warning).toContain(remedy);
});
