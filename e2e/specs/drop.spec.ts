import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import { buildImage } from "../../electron/engine/sample/buildImage.ts";
import { startRegistry } from "../../electron/testing/registry/registry.ts";
import { gzipBomb } from "../../electron/testing/decompressionBombs.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { expect, test } from "../fixtures.ts";
import { ComposePage } from "../pages/composePage.ts";

/** Drop files on a place as the system's file manager does. */
async function dropFiles(
  page: Page,
  files: readonly string[],
  x: number,
  y: number,
): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await session.send("Input.dispatchDragEvent", { type, x, y, data });
  }
  await session.detach();
}

test("dropped layouts and descriptor files become sources", async ({ app, page }) => {
  const registry = await startRegistry();
  const folder = await mkdtemp(path.join(tmpdir(), "manifestry-drop-"));
  try {
    const image = buildImage({ platform: { os: "linux", architecture: "loong64" } });
    seedImage(registry, "acme/app", "1", image);
    const descriptor = path.join(folder, "descriptor.json");
    await writeFile(
      descriptor,
      JSON.stringify({ digest: image.digest, annotations: { from: "a file" } }),
    );
    const notes = path.join(folder, "notes.txt");
    await writeFile(notes, "nothing of use");
    const compose = new ComposePage(page);
    await expect(page.getByRole("button", { name: "Use all" })).toBeVisible();
    const userData = await app.evaluate(({ app: electron }) => electron.getPath("userData"));

    await dropFiles(page, [path.join(userData, "sample-library")], 150, 400);
    await expect(compose.entry("linux/riscv64")).toBeVisible();
    await expect(compose.sources.getByRole("row")).toHaveCount(4);

    await page.keyboard.press("Escape");
    await compose.removeAllSources();
    // The target tells where a bare descriptor's content is.
    await compose.addTarget(`${registry.host}/acme/app:2`);
    await dropFiles(page, [descriptor, notes], 150, 400);
    await expect(compose.entry("linux/loong64")).toContainText("a file");
    await expect(compose.sources).toContainText(
      "notes.txt is not an OCI image layout, an image archive, a descriptor or a list",
    );
  } finally {
    await registry.close();
    await rm(folder, { recursive: true });
  }
});

test("reading an archive that expands to gigabytes is cancelled by keyboard", async ({ page }) => {
  const folder = await mkdtemp(path.join(tmpdir(), "manifestry-drop-"));
  try {
    const bomb = path.join(folder, "bomb.tgz");
    await writeFile(bomb, gzipBomb());
    const compose = new ComposePage(page);
    await expect(page.getByRole("button", { name: "Use all" })).toBeVisible();
    await dropFiles(page, [bomb], 150, 400);
    const cancel = compose.sources.getByRole("button", { name: "Cancel: Reading bomb.tgz…" });
    await cancel.press("Enter");
    await expect(cancel).toHaveCount(0);
    await expect(page.getByRole("textbox", { name: "Add source" })).toBeFocused();
    await expect(compose.sources).not.toContainText("bomb.tgz");
  } finally {
    await rm(folder, { recursive: true });
  }
});
