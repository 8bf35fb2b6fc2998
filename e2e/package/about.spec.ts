import { expect, test } from "../fixtures.ts";

test("About of a package for tests says that it is one, and which Electron it has", async ({
  app,
  page,
}) => {
  await page.keyboard.press("F1");
  await page.getByRole("tab", { name: "About" }).click();
  const notes = page.getByRole("dialog", { name: "Help" }).getByRole("note");
  await expect(notes.filter({ hasText: "This is a package for tests" })).toBeVisible();
  const value = (name: string): ReturnType<typeof page.locator> =>
    page
      .getByRole("term")
      .filter({ hasText: new RegExp(`^${name}$`) })
      .locator("xpath=following-sibling::dd");
  const version = await app.evaluate(({ app: electron }) => electron.getVersion());
  await expect(value("Manifestry")).toHaveText(`${version}, a package for tests`);
  await expect(value("Electron")).toHaveText(await app.evaluate(() => process.versions.electron));
});
