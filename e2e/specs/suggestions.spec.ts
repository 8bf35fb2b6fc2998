import { buildImage } from "../../electron/engine/sample/buildImage.ts";
import { startRegistry, type TestRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { axeViolations } from "../axeViolations.ts";
import { expect, test } from "../fixtures.ts";
import { ComposePage } from "../pages/composePage.ts";
import { InspectPage } from "../pages/inspectPage.ts";

const amd64 = buildImage({ platform: { os: "linux", architecture: "amd64" } });

let registry: TestRegistry;
test.beforeEach(async () => {
  registry = await startRegistry();
  for (const tag of ["1.9.0", "1.9.1", "1.10.0", "latest", "edge"]) {
    seedImage(registry, "acme/app", tag, amd64);
  }
});
test.afterEach(async () => registry.close());

test("a tag is completed with the keyboard, then its repository", async ({ page }) => {
  const compose = new ComposePage(page);
  const source = compose.sources.getByRole("textbox", { name: "Add source" });
  await source.pressSequentially(`${registry.host}/`);
  const repositories = page.getByRole("listbox", { name: "Repositories" }).getByRole("option");
  await expect(repositories).toHaveText(["acme/app"]);
  await source.press("ArrowDown");
  await source.press("Enter");
  const options = page.getByRole("listbox", { name: "Tags" }).getByRole("option");
  await expect(options).toHaveText(["latest", "1.10.0", "1.9.1", "1.9.0", "edge"]);
  await source.pressSequentially("1.9");
  await expect(options).toHaveText(["1.9.1", "1.9.0"]);
  await source.press("ArrowDown");
  await source.press("ArrowDown");
  await expect(options.nth(1)).toHaveAttribute("aria-selected", "true");
  await source.press("Enter");
  await expect(source).toHaveValue(`${registry.host}/acme/app:1.9.0`);
  await source.press("Enter");
  await expect(compose.entry("linux/amd64")).toBeVisible();

  const target = compose.targets.getByRole("textbox", { name: "Add target" });
  await target.pressSequentially("acme");
  await page
    .getByRole("listbox", { name: "Recent repositories" })
    .getByText(`${registry.host}/acme/app`)
    .click();
  await expect(target).toHaveValue(`${registry.host}/acme/app:`);
  await expect(options).toHaveCount(5);
  await target.press("Escape");
  await expect(options).toHaveCount(0);
  await expect(target).toHaveValue(`${registry.host}/acme/app:`);
});

test("the nearest tag replaces one that does not exist, and undo restores it", async ({ page }) => {
  const compose = new ComposePage(page);
  await compose.addSource(`${registry.host}/acme/app:1.9.2`);
  const nearest = compose.sources.getByRole("group", { name: "Similar tags" });
  await expect(nearest).toContainText(amd64.digest.slice(-4));
  await nearest.getByRole("button", { name: "1.9.1" }).click();
  await expect(compose.entry("linux/amd64")).toBeVisible();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(nearest).toBeVisible();

  const inspect = new InspectPage(page);
  await inspect.show();
  await inspect.open(`${registry.host}/acme/app:1.10`);
  await inspect.view.getByRole("button", { name: "1.10.0" }).click();
  await expect(inspect.view.getByText("linux/amd64").first()).toBeVisible();
});

test("the message of a source that is not valid fits into its pane", async ({ page }) => {
  const compose = new ComposePage(page);
  await compose.addSource(`${registry.host}/Acme/App:1`);
  const note = compose.source("Acme").getByRole("alert");
  await note.getByText("Details").click();
  await expect(note).toContainText('Write "acme".');
  const [inner, outer] = await Promise.all([note.boundingBox(), compose.sources.boundingBox()]);
  expect((inner?.x ?? 0) + (inner?.width ?? 0)).toBeLessThan((outer?.x ?? 0) + (outer?.width ?? 0));
});

test("a tag of a retag is completed; Escape closes the list, then the dialog", async ({ page }) => {
  const inspect = new InspectPage(page);
  await inspect.show();
  await inspect.open(`${registry.host}/acme/app:1.9.0`);
  await inspect.view.getByRole("button", { name: "Retag…" }).click();
  const dialog = page.getByRole("dialog", { name: "Retag" });
  const field = dialog.getByRole("textbox", { name: "Targets" });
  await expect(field).toHaveValue(`${registry.host}/acme/app:`);
  await field.pressSequentially("1.1");
  const option = page.getByRole("option", { name: "1.10.0" });
  await expect(option).toBeVisible();
  await field.press("Escape");
  await expect(option).toBeHidden();
  await field.pressSequentially("0");
  await option.click();
  await expect(field).toHaveValue(`${registry.host}/acme/app:1.10.0`);
  await field.press("Escape");
  await expect(dialog).toBeHidden();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(
    `50,000 tags are offered and scrolled, ${colorScheme}`,
    { tag: "@sweep" },
    async ({ page }, info) => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const { tags } = registry.repository("acme/app");
      for (let patch = 0; patch < 50_000; patch += 1) {
        tags.set(`2.0.${patch}`, amd64.digest);
      }
      const compose = new ComposePage(page);
      await compose.addSource(`${registry.host}/acme/app:1.9.2`);
      await expect(compose.sources.getByRole("group", { name: "Similar tags" })).toBeVisible();
      expect(await axeViolations(page)).toEqual([]);
      await page.screenshot({ path: info.outputPath(`nearest-${colorScheme}.png`) });
      const source = compose.sources.getByRole("textbox", { name: "Add source" });
      await source.pressSequentially(`${registry.host}/acme/app:`);
      const list = page.getByRole("listbox", { name: "Tags" });
      await expect(list.getByRole("option").first()).toHaveAttribute("aria-setsize", "50000");
      await source.press("ArrowUp");
      await expect(list.getByRole("option", { selected: true })).toBeVisible();
      expect(await list.getByRole("option").count()).toBeLessThan(30);
      await source.pressSequentially("2.0.499");
      await expect(list.getByRole("option").first()).toHaveAttribute("aria-setsize", "111");
      await source.press("ArrowDown");
      expect(await axeViolations(page)).toEqual([]);
      await page.screenshot({ path: info.outputPath(`suggestions-${colorScheme}.png`) });
    },
  );
}
