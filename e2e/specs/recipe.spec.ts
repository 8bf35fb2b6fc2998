import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import { buildImage } from "../../electron/engine/sample/buildImage.ts";
import { startRegistry, type TestRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { expect, test } from "../fixtures.ts";
import { stubFileDialogs } from "../stubDialogs.ts";
import { ComposePage } from "../pages/composePage.ts";

let registry: TestRegistry;
let folder: string;
test.beforeEach(async () => {
  registry = await startRegistry();
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-recipe-"));
});
test.afterEach(async () => {
  await registry.close();
  await rm(folder, { recursive: true });
});

async function runFromPalette(page: Page, command: string): Promise<void> {
  await page.getByRole("button", { name: /Go to an image or a command/ }).click();
  await page.getByRole("searchbox").fill(command);
  await page.keyboard.press("Enter");
}

test("a recipe is saved with digests, opened in place of another draft, and undone", async ({
  app,
  page,
}) => {
  const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
  seedImage(registry, "acme/app", "amd64", image);
  const file = path.join(folder, "app.yaml");
  await stubFileDialogs(app, file);

  const compose = new ComposePage(page);
  await compose.addSource(`${registry.host}/acme/app:amd64`);
  await compose.addTarget(`${registry.host}/acme/app:1.4`);
  await expect(compose.entry("linux/amd64")).toBeVisible();
  await runFromPalette(page, "Save Recipe with Digests");
  await expect(compose.sources.getByText("Saved app.yaml")).toBeVisible();
  expect(await readFile(file, "utf8")).toContain(`acme/app:amd64@${image.digest}`);

  await runFromPalette(page, "New Draft");
  await compose.addSource("not//a");
  await runFromPalette(page, "Open Recipe");
  await expect(page.getByText("Opened app.yaml")).toBeVisible();
  await expect(compose.source("app:amd64@")).toBeVisible();
  await expect(compose.targets.getByText("new tag")).toBeVisible();
  await expect(compose.entry("linux/amd64")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(compose.source("not//a")).toBeVisible();
  await expect(compose.sources.getByRole("row")).toHaveCount(1);
});
