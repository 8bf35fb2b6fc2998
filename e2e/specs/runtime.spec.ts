import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { findRuntime } from "../../build/setup/runtime.ts";
import { launchApp } from "../launch.ts";

const names = ["ELECTRON_OVERRIDE_DIST_PATH", "ELECTRON_EXEC_PATH"] as const;
const before = names.map((name) => process.env[name]);

test.afterEach(() => {
  names.forEach((name, index) => {
    const value = before[index];
    // An undefined value would become the text "undefined".
    if (value === undefined) {
      delete process.env[name];
    } else {
      process.env[name] = value;
    }
  });
});

test("the app runs on the Electron in ELECTRON_OVERRIDE_DIST_PATH, and About names its version", async () => {
  const folder = await mkdtemp(join(tmpdir(), "manifestry-runtime-"));
  try {
    await cp((await findRuntime()).folder, folder, { recursive: true, verbatimSymlinks: true });
    process.env.ELECTRON_OVERRIDE_DIST_PATH = folder;
    const { executable } = await findRuntime();
    process.env.ELECTRON_EXEC_PATH = executable;
    const { app, page, close } = await launchApp();
    try {
      expect(await app.evaluate(({ app: electron }) => electron.getPath("exe"))).toBe(executable);
      await expect(page.getByRole("button", { name: "Use all" })).toBeVisible();
      await page.keyboard.press("F1");
      await page.getByRole("tab", { name: "About" }).click();
      await expect(page.getByText("package for tests")).toHaveCount(0);
      const version = (await readFile(join(folder, "version"), "utf8")).trim().replace(/^v/, "");
      const shown = page.getByRole("term").filter({ hasText: /^Electron$/ });
      await expect(shown.locator("xpath=following-sibling::dd")).toHaveText(version);
    } finally {
      await close();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
