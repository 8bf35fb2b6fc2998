import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildImage } from "../../electron/engine/sample/buildImage.ts";
import { startRegistry, type TestRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { expect, test } from "../fixtures.ts";
import { ComposePage } from "../pages/composePage.ts";
import { PushDialog } from "../pages/pushDialog.ts";

let registry: TestRegistry;
let folder: string;
test.beforeEach(async () => {
  registry = await startRegistry();
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-plan-"));
});
test.afterEach(async () => {
  await registry.close();
  await rm(folder, { recursive: true });
});

test("a saved plan is opened later, compared with the current tags, and pushed", async ({
  app,
  page,
}) => {
  const linux = (architecture: string) => buildImage({ platform: { os: "linux", architecture } });
  seedImage(registry, "acme/app", "amd64", linux("amd64"));
  seedImage(registry, "acme/app", "1.4", linux("s390x"));
  const file = path.join(folder, "plan.json");
  // Playwright cannot control native dialogs.
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] });
  }, file);

  const compose = new ComposePage(page);
  await compose.addSource(`${registry.host}/acme/app:amd64`);
  await expect(compose.entry("linux/amd64")).toBeVisible();
  await compose.addTarget(`${registry.host}/acme/app:1.4`);
  const push = await compose.review();
  await push.dialog.getByRole("button", { name: "Save plan…" }).click();
  await expect(push.dialog.getByText(`The plan was saved to ${file}.`)).toBeVisible();
  await push.cancel.click();
  await expect(push.dialog).toBeHidden();

  const meanwhile = linux("ppc64le");
  seedImage(registry, "acme/app", "1.4", meanwhile);
  await page.getByRole("button", { name: /Go to an image or a command/ }).click();
  await page.getByRole("searchbox").fill("Open Plan");
  await page.keyboard.press("Enter");
  const opened = new PushDialog(page);
  const differences = opened.dialog.getByRole("region", {
    name: "Changed since the plan was made",
  });
  await expect(differences).toContainText("was moved");
  await expect(differences).toContainText(meanwhile.digest.slice(-4));
  // The index does not exist yet: the dropped platforms are computed from the bytes in the plan.
  await expect(opened.dialog.getByText(/^drops linux\/ppc64le/)).toBeVisible();
  await opened.push();
  const digest = await opened.digest();
  expect(registry.repository("acme/app").tags.get("1.4")).toBe(digest);
});
