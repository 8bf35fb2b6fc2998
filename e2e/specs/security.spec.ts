import path from "node:path";
import { expect, shareApp, test as ownAppTest } from "../fixtures.ts";

/** These tests change only the page. */
const test = shareApp();

test("the page has no Node (items 2 to 4)", async ({ page }) => {
  const found = await page.evaluate(() => {
    const names = ["require", "process", "module", "exports", "Buffer", "__dirname", "global"];
    return names.filter((name) => name in globalThis);
  });
  expect(found).toEqual([]);
});

test("permissions are denied except for copying text (item 5)", async ({ page }) => {
  const states = await page.evaluate(async () => {
    const names = [
      "geolocation",
      "notifications",
      "camera",
      "microphone",
      "clipboard-read",
      "midi",
      "storage-access",
    ] as PermissionName[];
    const found = await Promise.all(names.map((name) => navigator.permissions.query({ name })));
    return found.map((status) => status.state);
  });
  expect(states).not.toContain("granted");
  const requested = await page.evaluate(async () => ({
    notification: await Notification.requestPermission(),
    media: await navigator.mediaDevices.getUserMedia({ audio: true }).then(
      () => "granted",
      (error: Error) => error.name,
    ),
  }));
  expect(requested.notification).toBe("denied");
  expect(requested.media).not.toBe("granted");
});

test("the window has the settings of the checklist (items 2 to 6, 8 to 11)", async ({ app }) => {
  const made = await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const contents = window?.webContents as
      | { getLastWebPreferences?: () => Record<string, unknown> }
      | undefined;
    return { title: window?.getTitle(), preferences: contents?.getLastWebPreferences?.() };
  });
  expect(made.title).toBe("Manifestry");
  expect(made.preferences).toMatchObject({
    contextIsolation: true,
    nodeIntegration: false,
    sandbox: true,
    webSecurity: true,
    webviewTag: false,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
  });
});

ownAppTest.describe("devices", () => {
  ownAppTest.use({
    appOptions: { before: path.resolve(import.meta.dirname, "../recordDevices.cjs") },
  });

  ownAppTest("are all refused (item 5)", async ({ app, page }) => {
    await expect(page).toHaveTitle("Manifestry");
    const responses = await app.evaluate(() => {
      const { deviceHandler } = globalThis as unknown as {
        deviceHandler?: (details: unknown) => boolean;
      };
      return ["hid", "serial", "usb"].map((deviceType) =>
        deviceHandler?.({ deviceType, origin: "app://manifestry", device: {} }),
      );
    });
    expect(responses).toEqual([false, false, false]);
  });
});
