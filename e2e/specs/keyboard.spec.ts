import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { clickItem } from "../menuItems.ts";
import { stubMessageBox } from "../stubDialogs.ts";
import { ComposePage } from "../pages/composePage.ts";
import { PushDialog } from "../pages/pushDialog.ts";
import { pressRealKeys, whyNoRealKeys } from "../realKeys.ts";

/** Presses Tab until the element has the focus, at most 60 times. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) {
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not reach ${wanted.toString()}`);
}

test("sources are added, reordered, removed and pushed by keyboard alone", async ({
  app,
  page,
}) => {
  const compose = new ComposePage(page);
  const userData = await app.evaluate(({ app: electron }) => electron.getPath("userData"));
  const library = `oci-layout://${userData}/sample-library`;
  await stubMessageBox(app, "Write");
  await expect(page.getByRole("button", { name: "Use all" })).toBeVisible();

  // What is typed right after the keys of a dialog goes to it.
  await page.keyboard.press("ControlOrMeta+e");
  await page.keyboard.type("ghcr.io/acme");
  const question = page.getByRole("textbox", { name: "Tag to edit" });
  await expect(question).toHaveValue("ghcr.io/acme");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Keep editing" })).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(question).toHaveCount(0);

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

test("a command that shows a view focuses its content", async ({ app, page }) => {
  const compose = new ComposePage(page);
  await compose.sources.getByRole("textbox", { name: "Add source" }).click();
  await app.evaluate(({ Menu }) => {
    Menu.getApplicationMenu()?.getMenuItemById("view.history")?.click();
  });
  await expect(page.getByRole("textbox", { name: /^Filter by/ })).toBeFocused();
});

test("Ctrl+Enter opens the review and does not press the focused button", async ({ app, page }) => {
  test.skip(whyNoRealKeys() !== undefined, whyNoRealKeys());
  const compose = new ComposePage(page);
  await page.getByRole("button", { name: "Use all" }).click();
  const target = await app.evaluate(({ app: electron }) => electron.getPath("userData"));
  await compose.addTarget(`oci-layout://${target}/out:1`);
  const remove = compose.targets.getByRole("button", { name: /^Remove/ });
  await expect(compose.targets.getByText("new layout")).toBeVisible();
  await expect(compose.entry("linux/riscv64")).toBeVisible();
  await expect(page.getByRole("button", { name: "Review push…" })).toBeEnabled();
  await remove.focus();
  await pressRealKeys(app, "ctrl+Return");
  const push = new PushDialog(page);
  await expect(push.dialog).toBeVisible();
  await push.cancel.click();
  await expect(remove).toHaveCount(1);
});

/** Waits until keys and clicks have reached the page and been rendered. */
async function settle(page: Page): Promise<void> {
  await page.waitForTimeout(300);
}

test.describe("undo", () => {
  test.skip(whyNoRealKeys() !== undefined, whyNoRealKeys());

  /** Adds the samples and an annotation, and excludes an entry with the mouse. */
  async function editDraft(page: Page): Promise<{
    readonly key: Locator;
    readonly value: Locator;
    readonly row: Locator;
    readonly sourceField: Locator;
  }> {
    const compose = new ComposePage(page);
    await page.getByRole("button", { name: "Use all" }).click();
    const entry = compose.entry("linux/arm64");
    await expect(entry).toBeVisible();
    await page.getByRole("button", { name: "Add annotation" }).click();
    const key = page.getByRole("combobox", { name: "Key of annotation 1" });
    const value = page.getByRole("textbox", { name: "Value of annotation 1" });
    await key.fill("org.example.note");
    await value.click();
    await page.keyboard.type("keep me");
    const row = entry.getByRole("checkbox");
    await entry.locator("label").first().click();
    await expect(row).not.toBeChecked();
    const sourceField = compose.sources.getByRole("textbox", { name: "Add source" });
    return { key, value, row, sourceField };
  }

  test("by real keys undoes the check box, not the annotation typed before", async ({
    app,
    page,
  }) => {
    const { key, value, row } = await editDraft(page);
    await pressRealKeys(app, "ctrl+z");
    await expect(row).toBeChecked();
    await expect(value).toHaveValue("keep me");
    await pressRealKeys(app, "ctrl+shift+z");
    await expect(row).not.toBeChecked();
    await pressRealKeys(app, "ctrl+z", "ctrl+y");
    await settle(page);
    await expect(row).not.toBeChecked();
    await expect(key).toHaveValue("org.example.note");
    await expect(value).toHaveValue("keep me");
  });

  test("from the menu works like the keys", async ({ app, page }) => {
    const { value, row } = await editDraft(page);
    await clickItem(app, "edit.undo");
    await expect(row).toBeChecked();
    await expect(value).toHaveValue("keep me");
    await clickItem(app, "edit.redo");
    await expect(row).not.toBeChecked();
    await expect(value).toHaveValue("keep me");
  });

  test("in a focused field changes only that field", async ({ app, page }) => {
    const { key, value, row, sourceField } = await editDraft(page);
    await sourceField.click();
    // Under load, a node may be removed anywhere in the page between two letters.
    await pressRealKeys(app, "x", "y");
    await expect(sourceField).toHaveValue("xy");
    await pressRealKeys(app, "ctrl+z");
    await expect(sourceField).toHaveValue("");
    await pressRealKeys(app, "ctrl+shift+z");
    await expect(sourceField).toHaveValue("xy");
    await clickItem(app, "edit.undo");
    await expect(sourceField).toHaveValue("");
    await clickItem(app, "edit.redo");
    await expect(sourceField).toHaveValue("xy");
    await expect(row).not.toBeChecked();
    // A field of the draft has the history of the draft.
    await key.click();
    await pressRealKeys(app, "Escape", "ctrl+z");
    await expect(row).toBeChecked();
    await pressRealKeys(app, "ctrl+z");
    await expect(value).toHaveValue("");
    await clickItem(app, "edit.redo");
    await clickItem(app, "edit.redo");
    await expect(row).not.toBeChecked();
    await expect(sourceField).toHaveValue("xy");
    await expect(key).toHaveValue("org.example.note");
    await expect(value).toHaveValue("keep me");
  });

  for (const view of ["Inspect", "Compare", "History", "Registries"]) {
    test(`in ${view} does not change the draft behind it`, async ({ app, page }) => {
      const { value, row } = await editDraft(page);
      await page.getByRole("tab", { name: view }).click();
      await pressRealKeys(app, "ctrl+z", "ctrl+z");
      await clickItem(app, "edit.undo");
      await settle(page);
      await page.getByRole("tab", { name: "Compose" }).click();
      await expect(value).toHaveValue("keep me");
      await expect(row).not.toBeChecked();
    });
  }

  test("in the palette and in the review changes nothing", async ({ app, page }) => {
    const { value, row } = await editDraft(page);
    await pressRealKeys(app, "ctrl+k");
    await expect(page.getByRole("dialog", { name: "Commands" })).toBeVisible();
    await pressRealKeys(app, "ctrl+z", "ctrl+z", "Escape");
    await expect(page.getByRole("dialog", { name: "Commands" })).toBeHidden();
    const userData = await app.evaluate(({ app: electron }) => electron.getPath("userData"));
    const compose = new ComposePage(page);
    await compose.addTarget(`oci-layout://${userData}/undone:1`);
    const dialog = new PushDialog(page);
    await page.getByRole("button", { name: "Review push…" }).click();
    await expect(dialog.cancel).toBeFocused();
    await pressRealKeys(app, "ctrl+z", "ctrl+z");
    await settle(page);
    await expect(dialog.cancel).toBeFocused();
    await pressRealKeys(app, "Escape");
    await expect(dialog.dialog).toBeHidden();
    await expect(value).toHaveValue("keep me");
    await expect(row).not.toBeChecked();
  });
});

test("a release of Alt after a move leaves the focus in the list", async ({ app, page }) => {
  const reason = whyNoRealKeys();
  test.skip(reason !== undefined, reason);
  const compose = new ComposePage(page);
  await page.getByRole("button", { name: "Use all" }).click();
  const rows = compose.sources.getByRole("row");
  await expect(rows.nth(2)).toBeVisible();
  const first = await rows.nth(0).textContent();
  await rows.nth(0).focus();
  await pressRealKeys(app, "alt+Down");
  await expect(rows.nth(0)).not.toHaveText(first ?? "");
  await expect(rows.nth(1)).toBeFocused();
  await pressRealKeys(app, "Down");
  await expect(rows.nth(2)).toBeFocused();
});
