import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { expect, type Page } from "@playwright/test";
import { launchApp } from "./launch.ts";
import { ComposePage } from "./pages/composePage.ts";
import { HistoryPage } from "./pages/historyPage.ts";
import { InspectPage } from "./pages/inspectPage.ts";

const folder = path.resolve(import.meta.dirname, "../.demo");

/** Combines, edits, pushes, inspects and retags the sample library in the real window, shows its history, and saves screenshots. */
async function demonstrate(): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const { page, close } = await launchApp();
  let number = 0;
  const picture = async (name: string): Promise<void> => {
    number += 1;
    const file = path.join(folder, `${String(number).padStart(2, "0")}-${name}.png`);
    // Without animations, so that pictures are reproducible.
    await page.screenshot({ path: file, animations: "disabled", caret: "hide" });
    process.stdout.write(`${path.relative(process.cwd(), file)}\n`);
  };
  try {
    const compose = new ComposePage(page);
    const inspect = new InspectPage(page);
    await expect(page.getByRole("button", { name: "Use all" })).toBeVisible();
    await picture("first-start");
    await page.getByRole("button", { name: "Use all" }).click();
    await expect(compose.entry("linux/riscv64")).toBeVisible();
    await compose.addAnnotation("Index", "org.opencontainers.image.title", "Manifestry sample");
    await compose.entry("linux/arm64").click({ button: "right" });
    await page.getByRole("menuitem", { name: "Image annotations…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Add annotation" }).click();
    await page.keyboard.insertText("org.opencontainers.image.version");
    await page.keyboard.press("Tab");
    await page.keyboard.insertText("1.4");
    await picture("edit-an-image");
    await page.keyboard.press("Enter");
    await expect(compose.entry("linux/arm64")).toContainText("becomes");
    await page.getByRole("button", { name: "Dismiss" }).click();
    await page.getByRole("button", { name: "Use the sample target" }).click();
    await expect(page.getByRole("button", { name: "Review push…" })).toBeEnabled();
    await picture("composed");
    await compose.showJson();
    await picture("exact-json");
    await compose.preview.getByRole("tab", { name: "Changes" }).click();
    const push = await compose.review();
    await picture("review");
    await push.push();
    await picture("pushed");
    await push.dialog.getByRole("button", { name: "Inspect the result" }).click();
    await expect(inspect.node("linux/riscv64")).toBeVisible();
    await picture("inspected");
    const retag = await inspect.retag((await targetOf(page)).replace(/:1\.0$/, ":latest"));
    await picture("retag-review");
    await retag.push("Retagged");
    await picture("retagged");
    await retag.close();
    const history = new HistoryPage(page);
    await history.show();
    await expect(history.entries).toHaveCount(2);
    await picture("history");
    await page.emulateMedia({ colorScheme: "dark" });
    await compose.show();
    await picture("composed-dark");
  } finally {
    await close();
  }
}

async function targetOf(page: Page): Promise<string> {
  return await page.getByRole("textbox", { name: "Reference to inspect" }).inputValue();
}

await demonstrate();
