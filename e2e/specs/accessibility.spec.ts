import { expect, test } from "../fixtures.ts";
import { axeViolations } from "../axeViolations.ts";
import { ComposePage } from "../pages/composePage.ts";
import { InspectPage } from "../pages/inspectPage.ts";

for (const theme of ["light", "dark"] as const) {
  test(`axe reports no violation in any view, ${theme}`, { tag: "@sweep" }, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    const compose = new ComposePage(page);
    const inspect = new InspectPage(page);
    await expect(page.getByRole("button", { name: "Use all" })).toBeVisible();
    expect(await axeViolations(page)).toEqual([]);

    await page.getByRole("button", { name: "Use all" }).click();
    await compose.addSource("not//a\nreference");
    await expect(compose.source("not//a")).toBeVisible();
    expect(await axeViolations(page)).toEqual([]);
    await compose.sources.getByRole("button", { name: /^Remove not\/\/a/ }).click();
    await compose
      .source("reference")
      .getByRole("button", { name: /^Remove/ })
      .click();

    await expect(compose.entry("linux/riscv64")).toBeVisible();
    await compose.addAnnotation("linux/mips64", "org.example.note", "nowhere");
    await expect(compose.result.getByText(/has no effect/)).toBeVisible();
    await page.getByRole("button", { name: "Use the sample target" }).click();
    await expect(compose.targets.getByText("new layout")).toBeVisible();
    expect(await axeViolations(page)).toEqual([]);
    await compose.showJson();
    expect(await axeViolations(page)).toEqual([]);

    const push = await compose.review();
    expect(await axeViolations(page)).toEqual([]);
    await push.push();
    expect(await axeViolations(page)).toEqual([]);
    await push.dialog.getByRole("button", { name: "Inspect the result" }).click();
    await expect(inspect.view.getByText("5 entries")).toBeVisible();
    expect(await axeViolations(page)).toEqual([]);
    await inspect.view
      .getByRole("row")
      .filter({ hasText: "linux/amd64" })
      .getByRole("button")
      .first()
      .click();
    for (const section of ["Layers", "History", "Attestations", "Health", "Raw", "Config"]) {
      await inspect.showSection(section);
      expect(await axeViolations(page)).toEqual([]);
    }

    await page.getByRole("tab", { name: "Registries" }).click();
    await expect(page.getByRole("region", { name: "Registries", exact: true })).toBeVisible();
    expect(await axeViolations(page)).toEqual([]);

    await page.getByRole("button", { name: /Go to an image or a command/ }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    expect(await axeViolations(page)).toEqual([]);
  });
}

test("nothing is animated with reduced motion", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await expect(page.getByRole("button", { name: "Use all" })).toBeVisible();
  const moving = () =>
    page.evaluate(() =>
      [...document.querySelectorAll("*")]
        .filter((element) => getComputedStyle(element).transitionDuration !== "0s")
        .map((element) => element.outerHTML.slice(0, 200)),
    );
  expect(await moving()).toEqual([]);
  await page.emulateMedia({ reducedMotion: "no-preference" });
  expect(await moving()).not.toEqual([]);
});
