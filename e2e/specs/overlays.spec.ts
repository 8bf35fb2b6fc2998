import type { Locator, Page } from "@playwright/test";
import { expect, shareApp } from "../fixtures.ts";
import { ComparePage } from "../pages/comparePage.ts";
import { ComposePage } from "../pages/composePage.ts";
import { InspectPage } from "../pages/inspectPage.ts";

const test = shareApp();

/** Opens the palette by its keys over what is open, and expects the focus back where it was before. */
async function openPaletteOver(page: Page, overlay: Locator, opener: Locator): Promise<void> {
  const field = page.getByRole("searchbox", { name: "Go to an image or run a command" });
  await expect(overlay).toBeVisible();
  await page.keyboard.press("ControlOrMeta+k");
  await expect(overlay).toBeHidden();
  await expect(field).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(field).toBeHidden();
  await expect(opener).toBeFocused();
}

test("the palette closes the menus of Compose, and gives the focus back", async ({ page }) => {
  const compose = new ComposePage(page);
  await page.getByRole("button", { name: "Use all" }).click();
  const entry = compose.entry("linux/arm64");
  await entry.focus();
  await page.keyboard.press("Shift+F10");
  await openPaletteOver(page, page.getByRole("menu", { name: /^Actions for/ }), entry);

  const more = compose.sources.getByRole("button", { name: "Add from disk" });
  await more.focus();
  await page.keyboard.press("Enter");
  await openPaletteOver(page, page.getByRole("menu"), more);
});

test("the palette closes the menus of Inspect and Compare, and gives the focus back", async ({
  app,
  page,
}) => {
  const inspect = new InspectPage(page);
  const userData = await app.evaluate(({ app: electron }) => electron.getPath("userData"));
  await inspect.show();
  await inspect.open(`oci-layout://${userData}/sample-library:amd64`);
  const node = inspect.view.getByRole("tree", { name: "Contents" }).getByRole("treeitem").first();
  await node.focus();
  await page.keyboard.press("Shift+F10");
  await openPaletteOver(page, page.getByRole("menu", { name: /^Actions for/ }), node);

  const copy = inspect.view.getByRole("button", { name: "Copy", exact: true });
  await copy.focus();
  await page.keyboard.press("Enter");
  await openPaletteOver(page, page.getByRole("menu", { name: "Copy" }), copy);

  const field = inspect.view.getByRole("textbox", { name: "Reference to inspect" });
  await field.focus();
  await field.selectText();
  await page.keyboard.type("oci");
  await openPaletteOver(page, page.getByRole("region", { name: "Suggestions" }), field);

  await page.keyboard.press("ControlOrMeta+3");
  const compare = new ComparePage(page);
  const more = compare.view.getByRole("button", { name: "More for First side" });
  await more.focus();
  await page.keyboard.press("Enter");
  await openPaletteOver(page, page.getByRole("menu"), more);
});

test("the palette does not open over a dialog", async ({ page }) => {
  const compare = new ComparePage(page);
  await page.keyboard.press("ControlOrMeta+3");
  const more = compare.view.getByRole("button", { name: "More for First side" });
  await more.click();
  await page.getByRole("menuitem", { name: "Earlier content of a tag…" }).click();
  const tag = page.getByRole("dialog").getByRole("textbox");
  await expect(tag).toBeFocused();
  await page.keyboard.press("ControlOrMeta+k");
  // What is typed next would go to the palette.
  await page.keyboard.type("a");
  await expect(tag).toHaveValue("a");
  await expect(page.getByRole("dialog")).toHaveCount(1);
});
