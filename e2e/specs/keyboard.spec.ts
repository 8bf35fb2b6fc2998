import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../app.ts";
import { ComposePage } from "../pages/composePage.ts";
import { PushDialog } from "../pages/pushDialog.ts";

/** Tab until something has the focus; a person would do so too, and give up some time. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not reach ${wanted.toString()}`);
}

test("the main job by keyboard alone: add, reorder, remove, target, review, push", async ({
  app,
  page,
}) => {
  const compose = new ComposePage(page);
  const userData = await app.evaluate(({ app: electron }) => electron.getPath("userData"));
  const library = `oci-layout://${userData}/sample-library`;
  await expect(page.getByRole("button", { name: "Use all" })).toBeVisible();

  await tabTo(page, compose.sources.getByRole("textbox", { name: "Add source" }));
  for (const tag of ["amd64", "arm64", "armv7"]) {
    await page.keyboard.type(`${library}:${tag}`);
    await page.keyboard.press("Enter");
  }
  const rows = compose.sources.getByRole("row");
  await expect(rows).toHaveCount(3);
  await expect(compose.entry("linux/arm/v7")).toBeVisible();

  await tabTo(page, rows.first());
  await page.keyboard.press("Alt+ArrowDown");
  await expect(rows.nth(0)).toContainText("linux/arm64");
  await expect(rows.nth(1)).toContainText("linux/amd64");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Delete");
  await expect(rows).toHaveCount(2);

  await tabTo(page, compose.targets.getByRole("textbox", { name: "Add target" }));
  await page.keyboard.type(`oci-layout://${userData}/by-keyboard:1`);
  await page.keyboard.press("Enter");
  await expect(compose.targets.getByText("new layout")).toBeVisible();

  const review = page.getByRole("button", { name: "Review push…" });
  await expect(review).toBeEnabled();
  await tabTo(page, review);
  await page.keyboard.press("Enter");
  const dialog = new PushDialog(page);
  await expect(dialog.cancel).toBeFocused();
  await tabTo(page, dialog.confirm);
  await page.keyboard.press("Enter");
  await dialog.finished("Pushed");
  await page.keyboard.press("Escape");
  await expect(dialog.dialog).toBeHidden();
});

test("a view that a command brings has the focus, and no key is typed into nothing", async ({
  app,
  page,
}) => {
  const compose = new ComposePage(page);
  await compose.sources.getByRole("textbox", { name: "Add source" }).click();
  await app.evaluate(({ Menu }) => {
    Menu.getApplicationMenu()?.getMenuItemById("view.history")?.click();
  });
  await expect(page.getByRole("tab", { name: "History" })).toBeFocused();
});
