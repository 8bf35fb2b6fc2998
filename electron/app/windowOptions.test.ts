import { expect, test } from "vitest";
import { windowOptions } from "./windowOptions.ts";

const look = {
  bounds: { width: 1280, height: 800 },
  isDark: false,
  preload: "/app/preload.cjs",
  icon: undefined,
};

test("the page is isolated, sandboxed and without Node", () => {
  expect(windowOptions(look).webPreferences).toMatchObject({
    contextIsolation: true,
    nodeIntegration: false,
    sandbox: true,
    webviewTag: false,
  });
});

// Electron security checklist, items 6, 8, 9 and 10: left as they are.
test.each([
  "webSecurity",
  "allowRunningInsecureContent",
  "experimentalFeatures",
  "enableBlinkFeatures",
  "disableBlinkFeatures",
  "nodeIntegrationInWorker",
  "nodeIntegrationInSubFrames",
  "additionalArguments",
])("%s is untouched", (name) => {
  expect(windowOptions(look).webPreferences).not.toHaveProperty(name);
});

test("the window is hidden at first, with the background of the theme", () => {
  expect(windowOptions(look)).toMatchObject({ show: false, backgroundColor: "#eef0f3" });
  expect(windowOptions({ ...look, isDark: true })).toMatchObject({ backgroundColor: "#121418" });
});

test("the window has a minimum size", () => {
  expect(windowOptions(look)).toMatchObject({ minWidth: 960, minHeight: 600, title: "Manifestry" });
});
