import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { buildImage } from "../../electron/engine/sample/buildImage.ts";
import { tarOf } from "../../electron/testing/archives.ts";
import { startRegistry, type TestRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { axeViolations } from "../axeViolations.ts";
import { expect, test } from "../fixtures.ts";
import { InspectPage } from "../pages/inspectPage.ts";
import { stubFileDialogs } from "../stubDialogs.ts";

const image = buildImage({
  platform: { os: "linux", architecture: "amd64" },
  layers: [
    tarOf([
      { name: "usr/lib/big", bytes: "b".repeat(60_000) },
      { name: "usr/bin/tool", bytes: "#!/bin/sh\necho 1\n" },
      { name: "etc/app.conf", bytes: "level = 1\n" },
      { name: "lib", type: "2", target: "usr/lib" },
    ]),
    gzipSync(
      tarOf([
        { name: "etc/app.conf", bytes: "level = 2\n" },
        { name: "usr/lib/.wh.big" },
        { name: "opt/data", bytes: Buffer.from([0, 1, 2, 255]) },
      ]),
    ),
    tarOf([{ name: "srv/\u202Egnp.sh", bytes: "c".repeat(20_000) }]),
  ],
  config: { history: ["ADD base", "RUN build", "COPY srv"].map((created_by) => ({ created_by })) },
});

let registry: TestRegistry;
let folder: string;
test.beforeEach(async () => {
  registry = await startRegistry();
  seedImage(registry, "acme/app", "1", image);
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-files-"));
});
test.afterEach(async () => {
  await registry.close();
  await rm(folder, { recursive: true });
});

for (const theme of ["light", "dark"] as const) {
  test(`files of layers are read, compared, shown and saved by keyboard, ${theme}`, async ({
    page,
    app,
  }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    const inspect = new InspectPage(page);
    await inspect.show();
    await inspect.open(`${registry.host}/acme/app:1`);
    await inspect.showSection("Files");
    await page.getByRole("button", { name: /^Read 3 layers/ }).click();
    const tree = page.getByRole("tree", { name: "Files" });
    const file = (name: string) => tree.locator(`[role=treeitem][aria-label^="${name},"]`);
    await expect(tree.getByRole("treeitem")).toHaveCount(5);
    await expect(file("lib → usr/lib")).toBeVisible();
    await expect(page.getByText(/60\.0 kB of the layers is hidden/)).toBeVisible();

    await file("srv").click();
    await page.keyboard.press("ArrowRight");
    await expect(file("[U+202E]gnp.sh, layer 3")).toBeVisible();
    await file("etc").focus();
    await page.keyboard.press("Enter");
    await expect(file("app.conf")).toBeVisible();
    await page.keyboard.press("ArrowRight");
    await expect(file("app.conf")).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByText("level = 2")).toBeVisible();
    expect(await axeViolations(page)).toEqual([]);
    const saved = path.join(folder, "saved.conf");
    await stubFileDialogs(app, saved);
    await page.getByRole("button", { name: "Save…", exact: true }).click();
    await expect.poll(() => readFile(saved, "utf8").catch(() => "")).toBe("level = 2\n");

    await page.getByRole("option", { name: "Layer 2" }).click();
    await file("usr").focus();
    await page.keyboard.press("ArrowRight");
    await expect(file("lib")).toBeVisible();
    await page.keyboard.press("ArrowRight");
    await expect(file("lib")).toBeFocused();
    await page.keyboard.press("ArrowRight");
    await expect(file("big, removed")).toBeVisible();
    await page.getByRole("textbox", { name: "Find files" }).fill("data");
    await file("opt/data").dblclick();
    await expect(page.getByText("00 01 02 ff")).toBeVisible();

    await page.getByRole("option", { name: "Image" }).click();
    await page.getByRole("radio", { name: "Picture" }).click();
    const sizes = page.getByRole("list", { name: "Sizes" });
    await sizes.getByRole("button", { name: /^srv, 20\.0 kB/ }).focus();
    await page.keyboard.press("ArrowRight");
    await expect(sizes.getByRole("button", { name: /gnp\.sh, .*layer 3$/ })).toBeFocused();
    expect(await axeViolations(page)).toEqual([]);
  });
}
