import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildImage } from "../../electron/engine/sample/buildImage.ts";
import { startRegistry, type TestRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { expect, test } from "../fixtures.ts";
import { stubMessageBox, stubFileDialogs } from "../stubDialogs.ts";
import { ComposePage } from "../pages/composePage.ts";

let registry: TestRegistry;
let folder: string;
test.beforeEach(async () => {
  registry = await startRegistry();
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-target-"));
});
test.afterEach(async () => {
  await registry.close();
  await rm(folder, { recursive: true });
});

test("an index is pushed to a chosen archive and read from it as a source", async ({
  app,
  page,
}) => {
  seedImage(
    registry,
    "acme/app",
    "amd64",
    buildImage({ platform: { os: "linux", architecture: "amd64" } }),
  );
  await stubFileDialogs(app, path.join(folder, "my images.tar"));

  const compose = new ComposePage(page);
  await compose.addSource(`${registry.host}/acme/app:amd64`);
  await expect(compose.entry("linux/amd64")).toBeVisible();
  await compose.targets.getByRole("button", { name: "Choose on this computer" }).click();
  await page.getByRole("menuitem", { name: "Choose archive…" }).click();
  const field = compose.targets.getByRole("textbox", { name: "Add target" });
  await expect(field).toHaveValue(/my images\.tar/);
  await expect(field).toBeFocused();
  await field.press("Enter");
  const push = await compose.review();
  await push.push();
  const digest = await push.digest();
  await push.close();

  await compose.removeAllSources();
  await compose.sources.getByRole("button", { name: "Add from disk" }).click();
  await page.getByRole("menuitem", { name: "Add archive…" }).click();
  await expect(compose.source("my images.tar")).toContainText(digest.slice(-4));
  await expect(compose.entry("linux/amd64")).toBeVisible();
});

test("an existing tag that must not be overwritten blocks the push", async ({ page }) => {
  const linux = (architecture: string) => buildImage({ platform: { os: "linux", architecture } });
  seedImage(registry, "acme/app", "amd64", linux("amd64"));
  seedImage(registry, "acme/app", "1.4", linux("s390x"));
  const compose = new ComposePage(page);
  await compose.addSource(`${registry.host}/acme/app:amd64`);
  await compose.addTarget(`${registry.host}/acme/app:1.4`);
  const review = page.getByRole("button", { name: "Review push…" });
  await expect(review).toBeEnabled();
  await compose.targets.getByRole("button", { name: /^Overwriting/ }).click();
  await page.getByRole("dialog").getByText("Never overwrite").click();
  await page.keyboard.press("Escape");
  await expect(compose.targets.getByText(/the push would fail/)).toBeVisible();
  await expect(review).toBeDisabled();
  await compose.targets.getByRole("button", { name: "Allow overwriting" }).click();
  await expect(review).toBeEnabled();
});

test("a typed location is confirmed once in a system dialog before it is created", async ({
  app,
  page,
}) => {
  const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
  seedImage(registry, "acme/app", "amd64", image);
  const compose = new ComposePage(page);
  await compose.addSource(`${registry.host}/acme/app:amd64`);
  const target = path.join(folder, "typed");
  await compose.addTarget(`oci-layout://${target}:1`);
  await expect(compose.targets.getByText("new layout")).toBeVisible();

  const refused = await stubMessageBox(app, "Cancel");
  const first = await compose.review();
  await first.agree();
  await first.confirm.click();
  await expect.poll(refused.questions).toHaveLength(1);
  expect((await refused.questions())[0]).toContain(target);
  // The review stays open.
  await expect(first.confirm).toBeEnabled();
  expect(await readdir(folder)).toEqual([]);

  const agreed = await stubMessageBox(app, "Write");
  await first.confirm.click();
  await first.finished("Pushed");
  await first.close();
  await compose.addTarget(`oci-layout://${target}:2`);
  const second = await compose.review();
  await second.push();
  expect(await agreed.questions()).toHaveLength(1);
});
