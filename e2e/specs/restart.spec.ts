import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startRegistry, type TestRegistry } from "../../electron/testing/registry/registry.ts";
import { expect, test } from "../fixtures.ts";
import { launchApp } from "../launch.ts";
import { ComparePage } from "../pages/comparePage.ts";
import { InspectPage } from "../pages/inspectPage.ts";
import { seedTags, tagRows } from "../pages/tagsPage.ts";

let registry: TestRegistry;
let userData: string;
test.beforeEach(async () => {
  registry = await startRegistry();
  seedTags(registry);
  const { tags } = registry.repository("acme/app");
  const digest = tags.get("latest") ?? "";
  for (let at = 0; at < 300; at += 1) {
    tags.set(`build-${at}`, digest);
  }
  userData = await mkdtemp(path.join(tmpdir(), "manifestry-restart-"));
});
test.afterEach(async () => {
  await registry.close();
  await rm(userData, { recursive: true, force: true });
});

test("a restart shows everything as it was left", async () => {
  const app = `${registry.host}/acme/app`;
  const first = await launchApp({ userData });
  const inspect = new InspectPage(first.page);
  await inspect.show();
  await inspect.open(`${app}:1.9`);
  await inspect.view.getByLabel("What would a client get?").selectOption("linux/arm/v7");
  await inspect.node("linux/amd64").focus();
  await first.page.keyboard.press("ArrowRight");
  await expect(inspect.node("provenance")).toBeVisible();
  await inspect.node("linux/arm64").click();
  await inspect.showSection("History");

  await inspect.open(app);
  await expect(tagRows(first.page).first()).toBeVisible();
  await first.page.getByRole("radio", { name: "Name" }).check({ force: true });
  await first.page.getByRole("textbox", { name: "Filter tags" }).fill("build");
  await first.page.getByRole("row", { name: "build-0", exact: false }).first().click();
  const list = first.page.getByRole("grid", { name: "Tags" });
  await list.evaluate((element) => element.scrollTo(0, 3000));
  await expect(first.page.getByRole("row", { name: /^build-99/ })).toBeVisible();
  await first.page.keyboard.press("ControlOrMeta+3");
  const compare = new ComparePage(first.page);
  await compare.compare(`${app}:1.9`, `${app}:latest`);
  await compare.compare(`${app}:1.9`, `${app}:1.10`);
  await expect(compare.entries).toBeVisible();
  await first.close();

  const second = await launchApp({ userData });
  const restored = new InspectPage(second.page);
  // The view that was shown.
  await expect(new ComparePage(second.page).entries).toBeVisible();
  await restored.show();
  await expect(second.page.getByRole("textbox", { name: "Filter tags" })).toHaveValue("build");
  await expect(second.page.getByRole("radio", { name: "Name" })).toBeChecked();
  await expect(second.page.getByRole("status").getByText("1 tag selected")).toBeVisible();
  await expect(second.page.getByRole("row", { name: /^build-99/ })).toBeVisible();
  await second.page.keyboard.press("Alt+ArrowLeft");
  await expect(restored.view.getByRole("heading", { name: "linux/arm64" })).toBeVisible();
  await expect(restored.view.getByRole("tab", { name: "History", exact: true })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await expect(restored.node("provenance")).toBeVisible();
  await second.page.keyboard.press("Alt+ArrowLeft");
  await expect(restored.view.getByLabel("What would a client get?")).toHaveValue("linux/arm/v7");
  await second.page.keyboard.press("Alt+ArrowRight");
  await expect(restored.view.getByRole("heading", { name: "linux/arm64" })).toBeVisible();

  await second.page.keyboard.press("ControlOrMeta+3");
  const comparedAgain = new ComparePage(second.page);
  await expect(comparedAgain.entries).toBeVisible();
  await expect(comparedAgain.field("Second side")).toHaveValue(`${app}:1.10`);
  await second.page.keyboard.press("Alt+ArrowLeft");
  await expect(comparedAgain.field("Second side")).toHaveValue(`${app}:latest`);
  await expect(comparedAgain.entries).toBeVisible();
  await second.close();
});

const damages: Readonly<Record<string, (saved: { readonly inspectViews: object }) => unknown>> = {
  "that is no JSON": () => undefined,
  "with values out of their limits": (saved) => ({
    ...saved,
    inspectTabs: { tabs: [{ trails: [], at: -5 }], current: 1e9 },
  }),
  "with another shape": (saved) => ({ ...saved, inspectTabs: [], inspectViews: "all" }),
};
for (const [what, damage] of Object.entries(damages)) {
  test(`a file ${what} is a clean start`, async () => {
    const first = await launchApp({ userData });
    const inspect = new InspectPage(first.page);
    await inspect.show();
    await inspect.open(`${registry.host}/acme/app:1.9`);
    await expect(inspect.node("linux/amd64")).toBeVisible();
    await first.close();
    const file = path.join(userData, "view.json");
    const saved = JSON.parse(await readFile(file, "utf8")) as { readonly inspectViews: object };
    expect(saved.inspectViews).toMatchObject({ trees: [], tags: [] });
    await writeFile(file, JSON.stringify(damage(saved)) ?? "{");

    const second = await launchApp({ userData });
    const restored = new InspectPage(second.page);
    await restored.show();
    await expect(restored.view.getByText("Inspect any image or index.")).toBeVisible();
    await restored.open(`${registry.host}/acme/app:1.9`);
    await expect(restored.node("linux/amd64")).toBeVisible();
    await second.close();
  });
}
