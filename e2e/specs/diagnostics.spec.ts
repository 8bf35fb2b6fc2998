import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ElectronApplication } from "@playwright/test";
import { buildImage } from "../../electron/engine/sample/buildImage.ts";
import { startRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { expect, test } from "../fixtures.ts";
import { ComposePage } from "../pages/composePage.ts";

/** Chooses an item of the app's menu. */
async function chooseInMenu(app: ElectronApplication, id: string): Promise<void> {
  await app.evaluate(({ Menu }, wanted) => {
    Menu.getApplicationMenu()?.getMenuItemById(wanted)?.click();
  }, id);
}

const clipboardText = (app: ElectronApplication): Promise<string> =>
  app.evaluate(({ clipboard }) => clipboard.readText());

async function logText(app: ElectronApplication): Promise<string> {
  const userData = await app.evaluate(({ app: electron }) => electron.getPath("userData"));
  return await readFile(join(userData, "logs", "main.log"), "utf8");
}

test("Copy Diagnostics in the Help menu copies versions, settings and the log", async ({
  app,
  page,
}) => {
  await chooseInMenu(app, "theme.dark");
  await expect(page.getByRole("button", { name: "Use all" })).toBeVisible();
  await chooseInMenu(app, "help.copyDiagnostics");
  await expect(page.getByText(/^Diagnostics copied to the clipboard/)).toBeVisible();
  const versions = await app.evaluate(({ app: electron }) => ({
    app: electron.getVersion(),
    electron: process.versions.electron,
    chromium: process.versions["chrome"],
  }));
  const text = await clipboardText(app);
  expect(text).toContain(`Manifestry: ${versions.app}\nElectron: ${versions.electron}\n`);
  expect(text).toContain(`Chromium: ${versions.chromium}\n`);
  expect(text).toContain("theme: dark\n");
  expect(text).toMatch(/^log: .*logs$/m);
  expect(text).toMatch(/\nLog:\n\S+ info Manifestry \S+ starts: Electron /);
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect(page.getByText(/^Diagnostics copied/)).toBeHidden();
});

test("Copy Diagnostics in the palette does the same", async ({ app, page }) => {
  // The page handles commands once it is rendered.
  await expect(page.getByRole("button", { name: "Use all" })).toBeVisible();
  await app.evaluate(({ clipboard }) => clipboard.clear());
  await chooseInMenu(app, "palette.open");
  await expect(page.getByRole("dialog").getByRole("searchbox")).toBeFocused();
  await page.keyboard.type("copy diag");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^Diagnostics copied to the clipboard/)).toBeVisible();
  expect(await clipboardText(app)).toContain("Manifestry: ");
});

test("Open Log Folder opens the folder of the log", async ({ app, page }) => {
  await expect(page.getByRole("button", { name: "Use all" })).toBeVisible();
  const opened = await app.evaluate(async ({ shell, Menu }) => {
    const path = new Promise<string>((resolve) => {
      shell.openPath = async (folder) => {
        resolve(folder);
        return "";
      };
    });
    Menu.getApplicationMenu()?.getMenuItemById("help.openLogFolder")?.click();
    return await path;
  });
  const userData = await app.evaluate(({ app: electron }) => electron.getPath("userData"));
  expect(opened).toBe(join(userData, "logs"));
});

test("errors of the main process, errors of the page and crashes are logged", async ({
  app,
  page,
}) => {
  await app.evaluate(() => {
    void Promise.reject(new Error("planted in the main process"));
  });
  await page.evaluate(() => {
    setTimeout(() => {
      throw new Error("planted in the page");
    });
  });
  await expect.poll(() => logText(app)).toContain("planted in the main process");
  await expect.poll(() => logText(app)).toContain("planted in the page");
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
  });
  await expect.poll(() => logText(app)).toContain("error The renderer ended: ");
});

for (const value of ["http", ""]) {
  test.describe(`with MANIFESTRY_DEBUG=${value}`, () => {
    test.use({ appOptions: { env: { MANIFESTRY_DEBUG: value } } });

    test(`requests are ${value === "http" ? "" : "not "}logged`, async ({ app, page }) => {
      const registry = await startRegistry();
      try {
        const platform = { os: "linux", architecture: "amd64" };
        seedImage(registry, "acme/app", "1", buildImage({ platform }));
        const compose = new ComposePage(page);
        await compose.addSource(`${registry.host}/acme/app:1`);
        await expect(compose.entry("linux/amd64")).toBeVisible();
        const line = `debug GET ${registry.url}/v2/acme/app/manifests/1 200 `;
        const text = await logText(app);
        expect(text).toContain(" starts: Electron ");
        expect(text.includes(line)).toBe(value === "http");
      } finally {
        await registry.close();
      }
    });
  });
}
