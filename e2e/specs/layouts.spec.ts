import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { LayoutStore } from "../../electron/engine/stores/layout/layoutStore.ts";
import { buildImage } from "../../electron/engine/sample/buildImage.ts";
import { pushContent } from "../../electron/testing/storeContent.ts";
import { expect, test } from "../fixtures.ts";
import { axeViolations } from "../axeViolations.ts";
import { ComposePage } from "../pages/composePage.ts";
import { InspectPage } from "../pages/inspectPage.ts";
import { stubFileDialogs } from "../stubDialogs.ts";

const [amd64, arm64] = ["amd64", "arm64"].map((architecture) =>
  buildImage({ platform: { os: "linux", architecture } }),
) as [ReturnType<typeof buildImage>, ReturnType<typeof buildImage>];

let folder: string;
test.beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-layouts-"));
});
test.afterEach(async () => {
  await rm(folder, { recursive: true });
});

test("untagged images of a layout are offered and can be added together", async ({ page }) => {
  const store = new LayoutStore(folder);
  for (const image of [amd64, arm64]) {
    await pushContent(store, image);
  }
  const manifests = [amd64, arm64].map(({ mediaType, digest, bytes }) => ({
    mediaType,
    digest,
    size: bytes.byteLength,
  }));
  await writeFile(path.join(folder, "index.json"), JSON.stringify({ schemaVersion: 2, manifests }));
  const compose = new ComposePage(page);
  await compose.addSource(`oci-layout://${folder}`);
  await expect(compose.source(folder)).toContainText("contains several images");
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "Use all 2" }).click();
  await expect(compose.entry("linux/amd64")).toBeVisible();
  await expect(compose.entry("linux/arm64")).toBeVisible();
});

test("a folder that is not a layout is refused as a target", async ({ page }) => {
  await writeFile(path.join(folder, "index.json"), '{"name":"my-site"}');
  const compose = new ComposePage(page);
  await compose.addTarget(`oci-layout://${folder}:1.0`);
  await expect(compose.targets).toContainText("is not the index of an image layout");
  await expect(page.getByRole("button", { name: "Review push…" })).toBeDisabled();
});

test("a chosen layout and archive are inspected, and the side buttons of a mouse go back and forward", async ({
  app,
  page,
}) => {
  await pushContent(new LayoutStore(folder), amd64);
  const { mediaType, digest, bytes } = amd64;
  const manifests = [{ mediaType, digest, size: bytes.byteLength }];
  await writeFile(path.join(folder, "index.json"), JSON.stringify({ schemaVersion: 2, manifests }));
  const archive = path.join(folder, "image.tar");
  const content = ["blobs", "index.json", "oci-layout"];
  await promisify(execFile)("tar", ["-cf", archive, "-C", folder, ...content]);
  const inspect = new InspectPage(page);
  const reference = inspect.view.getByRole("textbox", { name: "Reference to inspect" });
  const platform = inspect.view.getByRole("definition").filter({ hasText: "linux/amd64" });
  await inspect.show();
  await stubFileDialogs(app, folder);
  await inspect.view.getByRole("button", { name: "Open layout…" }).click();
  await expect(platform).toBeVisible();
  await expect(reference).toHaveValue(new RegExp(`^oci-layout://${folder}`));

  await page.keyboard.press("ControlOrMeta+w");
  await stubFileDialogs(app, archive);
  await inspect.view.getByRole("button", { name: "Open archive…" }).click();
  await expect(platform).toBeVisible();
  await expect(reference).toHaveValue(new RegExp(archive));

  await inspect.open(`oci-layout://${folder}`);
  await expect(reference).toHaveValue(new RegExp(`^oci-layout://${folder}(?!/image.tar)`));
  const session = await page.context().newCDPSession(page);
  async function click(button: "back" | "forward"): Promise<void> {
    for (const type of ["mousePressed", "mouseReleased"] as const) {
      await session.send("Input.dispatchMouseEvent", { type, button, x: 400, y: 300 });
    }
  }
  await click("back");
  await expect(reference).toHaveValue(new RegExp(archive));
  await click("forward");
  await expect(reference).toHaveValue(new RegExp(`^oci-layout://${folder}(?!/image.tar)`));
});
