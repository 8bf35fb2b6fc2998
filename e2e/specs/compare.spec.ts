import { axeViolations } from "../axeViolations.ts";
import { expect, test } from "../fixtures.ts";
import { ComparePage } from "../pages/comparePage.ts";
import { ComposePage } from "../pages/composePage.ts";

for (const theme of ["light", "dark"] as const) {
  test(`a sample is compared with the result of a draft, axe reports no violation, ${theme}`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    const compare = new ComparePage(page);
    await page.getByRole("button", { name: "Use all" }).click();
    await expect(new ComposePage(page).entry("linux/riscv64")).toBeVisible();
    await compare.show();
    await compare.view.getByRole("button", { name: "Compare two samples" }).click();
    await expect(compare.rows("Differences").first()).toBeVisible();

    await compare.view.getByRole("button", { name: "More for Second side" }).click();
    await page.getByRole("menuitem", { name: "Result of the draft" }).click();
    await compare.view.getByRole("button", { name: "Compare", exact: true }).click();
    await expect(
      compare.entries.getByRole("row", { name: /^linux\/riscv64, added/ }),
    ).toBeVisible();
    expect(await axeViolations(page)).toEqual([]);
    await compare.entries.getByRole("row", { name: /^linux\/riscv64/ }).click();
    await compare.showTab("JSON");
    await expect(
      compare.view.getByRole("textbox", { name: "Manifest, second side" }),
    ).toContainText('"schemaVersion": 2');
    expect(await axeViolations(page)).toEqual([]);
    await compare.showTab("Packages");
    await expect(compare.view.getByText(/^The first image has no bill of materials/)).toBeVisible();

    await compare.view.getByText("Platforms of one index").click();
    await compare.view.getByRole("button", { name: "More for Index to compare" }).click();
    await page.getByRole("menuitem", { name: "Result of the draft" }).click();
    await compare.view.getByRole("button", { name: "Compare", exact: true }).click();
    await expect(compare.view.getByText("5 platforms compared")).toBeVisible();
    expect(await axeViolations(page)).toEqual([]);
  });
}
