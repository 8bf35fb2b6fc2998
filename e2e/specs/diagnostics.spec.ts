import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ElectronApplication } from "@playwright/test";
import { buildImage } from "../../electron/engine/sample/buildImage.ts";
import { startRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { expect, test } from "../fixtures.ts";
import { launchApp } from "../launch.ts";
import { ComposePage } from "../pages/composePage.ts";
import { stubMessageBox } from "../stubDialogs.ts";

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
  const suffix = process.env.MANIFESTRY_PACKAGED === undefined ? "" : ", a package for tests";
  expect(text).toContain(`Manifestry: ${versions.app}${suffix}\nElectron: ${versions.electron}\n`);
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

test("Help shows first steps, versions, folders and what Copy Diagnostics copies", async ({
  app,
  page,
}) => {
  await expect(page.getByRole("button", { name: "Use all" })).toBeVisible();
  await page.keyboard.press("F1");
  const help = page.getByRole("dialog", { name: "Help" });
  await expect(help.getByRole("button", { name: "Inspect a reference" })).toBeVisible();
  await help.getByRole("tab", { name: "About" }).click();
  await expect(help).toContainText("Apache License 2.0");
  // Playwright turns it off on Linux; e2e/specs/sandbox.spec.ts is the other case.
  const isUnsafe = await app.evaluate(({ app: electron }) =>
    electron.commandLine.hasSwitch("no-sandbox"),
  );
  const warning = "The app runs without Chromium's sandbox (--no-sandbox).";
  await expect(help.getByText(warning)).toHaveCount(isUnsafe ? 1 : 0);
  await help.getByRole("tab", { name: "Diagnostics" }).click();
  const userData = await app.evaluate(({ app: electron }) => electron.getPath("userData"));
  await expect(help).toContainText(join(userData, "logs"));
  const shown = await help.getByRole("region", { name: "Diagnostics" }).innerText();
  await help.getByRole("button", { name: "Copy diagnostics" }).click();
  await expect(help.getByRole("button", { name: "Diagnostics copied" })).toBeVisible();
  expect((await clipboardText(app)).trim()).toBe(shown.trim());
  expect(shown.includes(`problem: ${warning}`)).toBe(isUnsafe);
  await help.getByRole("tab", { name: "First steps" }).click();
  await help.getByRole("button", { name: "Open History" }).click();
  await expect(help).toBeHidden();
  await expect(page.getByRole("tab", { name: "History" })).toHaveAttribute("aria-selected", "true");
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

/** The text of the page. Playwright's page does not survive the process that it was in. */
const pageText = (app: ElectronApplication): Promise<string> =>
  app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]
      ?.webContents.executeJavaScript("document.body.innerText")
      .catch(() => ""),
  );

const killPage = (app: ElectronApplication): Promise<void> =>
  app.evaluate(({ BrowserWindow }) => {
    process.kill(BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0, "SIGKILL");
  });

test("a killed page is loaded again with the draft, and in a loop the user decides", async ({
  app,
  page,
}) => {
  const box = await stubMessageBox(app, "Try Again");
  await page.getByRole("button", { name: "Use all" }).click();
  await expect(new ComposePage(page).entry("linux/riscv64")).toBeVisible();
  await expect
    .poll(async () => {
      const userData = await app.evaluate(({ app: electron }) => electron.getPath("userData"));
      return await readFile(join(userData, "draft.json"), "utf8").catch(() => "");
    })
    .toContain("sample-library");
  for (const crash of [1, 2, 3]) {
    await killPage(app);
    await expect
      .poll(() => logText(app).then((log) => log.split("renderer ended").length))
      .toBe(crash + 1);
    await expect.poll(() => pageText(app)).toContain("The window crashed and was reloaded.");
    await expect.poll(() => pageText(app)).toContain("linux/riscv64");
    expect(await box.questions()).toHaveLength(crash === 3 ? 1 : 0);
  }
  expect((await box.questions())[0]).toContain("The window keeps crashing.");
});

test("a page that hangs is reloaded on request", async ({ app, page }) => {
  await expect(page.getByRole("button", { name: "Use all" })).toBeVisible();
  await stubMessageBox(app, "Reload Window");
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.emit("unresponsive");
  });
  // A script in a page that ends never returns.
  await expect.poll(() => logText(app)).toContain("The renderer ended: ");
  await expect.poll(() => pageText(app)).toContain("The window crashed and was reloaded.");
});

test("a crash of the app is reported at the next start, with its last error", async () => {
  const userData = await mkdtemp(join(tmpdir(), "manifestry-crash-"));
  const notice = "Manifestry did not close normally";
  try {
    const first = await launchApp({ userData });
    await expect(first.page.getByRole("button", { name: "Use all" })).toBeVisible();
    await expect(first.page.getByText(notice)).toBeHidden();
    const box = await stubMessageBox(first.app, "Keep Running");
    await first.app.evaluate(() => {
      setImmediate(() => {
        throw new Error("planted for the next start");
      });
    });
    await expect.poll(() => box.questions()).toHaveLength(1);
    const ended = once(first.app.process(), "exit");
    await first.app.evaluate(() => process.crash()).catch(() => {});
    await ended;

    const second = await launchApp({ userData });
    const note = second.page.getByRole("note").filter({ hasText: notice });
    await expect(note).toContainText("planted for the next start");
    await note.getByRole("button", { name: "Dismiss" }).click();
    await expect(note).toBeHidden();
    await second.page.reload();
    await expect(second.page.getByRole("button", { name: "Use all" })).toBeVisible();
    await expect(note).toBeHidden();
    // As Ctrl-C and the end of a desktop session do.
    const stopped = once(second.app.process(), "exit");
    second.app.process().kill("SIGTERM");
    await stopped;

    const third = await launchApp({ userData });
    await expect(third.page.getByRole("button", { name: "Use all" })).toBeVisible();
    await expect(third.page.getByText(notice)).toBeHidden();
    await third.close();
  } finally {
    await rm(userData, { recursive: true, force: true });
  }
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
