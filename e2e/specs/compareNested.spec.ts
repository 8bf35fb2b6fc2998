import {
  buildImage,
  buildIndex,
  type BuiltIndex,
} from "../../electron/engine/sample/buildImage.ts";
import { startRegistry, type TestRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { axeViolations } from "../axeViolations.ts";
import { expect, test } from "../fixtures.ts";
import { ComparePage } from "../pages/comparePage.ts";

/** An index of 60 platforms, with a nested index near its end. */
function indexOf(version: string): BuiltIndex {
  const image = (os: string, architecture: string) =>
    buildImage({ platform: { os, architecture }, layers: [{ version: `${os} ${version}` }] });
  const nested = buildIndex({
    entries: [image("linux", "amd64"), image("linux", "arm64")],
    annotations: { version },
  });
  const images = [...Array.from({ length: 60 }).keys()].map((at) => image("linux", `cpu${at}`));
  return buildIndex({ entries: [...images.slice(0, 55), nested, ...images.slice(55)] });
}

let registry: TestRegistry;
test.beforeEach(async () => {
  registry = await startRegistry();
  seedImage(registry, "acme/app", "1", indexOf("1"));
  seedImage(registry, "acme/app", "2", indexOf("2"));
});
test.afterEach(async () => {
  await registry.close();
});

for (const theme of ["light", "dark"] as const) {
  test(`nested indexes are compared by keyboard, with a way back to the same place, ${theme}`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    const compare = new ComparePage(page);
    await compare.show();
    await compare.compare(`${registry.host}/acme/app:1`, `${registry.host}/acme/app:2`);
    await compare.entries.getByRole("row").first().focus();
    await page.keyboard.press("End");
    for (let row = 60; row > 55; row -= 1) {
      await page.keyboard.press("ArrowUp");
    }
    await page.keyboard.press("Space");
    const nested = compare.entries.getByRole("row", { name: /^index without platform, changed/ });
    await expect(nested).toBeFocused();
    await compare.entries.evaluate((list) => list.scrollBy(0, -35));
    const offset = await compare.entries.evaluate((list) => list.scrollTop);
    expect(offset).toBeGreaterThan(500);

    await compare.view.getByRole("button", { name: "Compare these indexes" }).press("Enter");
    await expect(
      compare.entries.getByRole("row", { name: /^linux\/amd64, changed/ }),
    ).toBeVisible();
    await expect(compare.entries.getByRole("row", { name: "Index, changed" })).toBeFocused();
    const path = compare.view.getByRole("navigation", { name: "Path in the comparison" });
    await expect(path.getByRole("button", { name: "app:1 → app:2" })).toBeVisible();
    expect(await axeViolations(page)).toEqual([]);

    await page.keyboard.press("Alt+ArrowLeft");
    await expect(path).toBeHidden();
    await expect(nested).toBeFocused();
    await expect(nested).toHaveAttribute("aria-selected", "true");
    await expect.poll(() => compare.entries.evaluate((list) => list.scrollTop)).toBe(offset);
    await expect(compare.field("First side")).toHaveValue(`${registry.host}/acme/app:1`);

    await page.keyboard.press("Alt+ArrowRight");
    await expect(path).toBeVisible();
    await expect(compare.field("First side")).toHaveValue(/@sha256:/);
    await expect(compare.view.getByRole("button", { name: "Back", exact: true })).toBeEnabled();
  });
}
