import { axeViolations } from "../axeViolations.ts";
import { expect, test } from "../fixtures.ts";
import { ComparePage } from "../pages/comparePage.ts";
import { ComposePage } from "../pages/composePage.ts";

test("the result of a draft is compared with a sample, and axe reports no violation", async ({
  page,
}) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const compare = new ComparePage(page);
  const isFine = async (): Promise<void> => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await axeViolations(page)).toEqual([]);
    }
  };
  await page.getByRole("button", { name: "Use all" }).click();
  await expect(new ComposePage(page).entry("linux/riscv64")).toBeVisible();
  await compare.show();
  await compare.view.getByRole("button", { name: "Compare two samples" }).click();
  await expect(compare.rows("Differences").first()).toBeVisible();

  await compare.view.getByRole("button", { name: "More for Second side" }).click();
  await page.getByRole("menuitem", { name: "Result of the draft" }).click();
  await compare.view.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(compare.entries.getByRole("row", { name: /^linux\/riscv64, added/ })).toBeVisible();
  await isFine();
  await compare.entries.getByRole("row", { name: /^linux\/riscv64/ }).click();
  await isFine();
  await compare.showTab("Packages");
  await expect(compare.view.getByText(/^The first image has no bill of materials/)).toBeVisible();

  await compare.view.getByText("Platforms of one index").click();
  await compare.view.getByRole("button", { name: "More for Index to compare" }).click();
  await page.getByRole("menuitem", { name: "Result of the draft" }).click();
  await compare.view.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(compare.view.getByText("5 platforms compared")).toBeVisible();
  await isFine();
});
