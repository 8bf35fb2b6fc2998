import { gzipSync } from "node:zlib";
import { buildImage, type BuiltImage } from "../../electron/engine/sample/buildImage.ts";
import { tarOf, type TarEntry } from "../../electron/testing/archives.ts";
import { startRegistry, type TestRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { axeViolations } from "../axeViolations.ts";
import { expect, test } from "../fixtures.ts";
import { ComparePage } from "../pages/comparePage.ts";

const base = gzipSync(
  tarOf([
    { name: "etc/app.conf", bytes: "level = 1\n" },
    { name: "usr/lib/libold.so", bytes: "o".repeat(9000) },
  ]),
);

function imageOf(...layers: readonly (readonly TarEntry[])[]): BuiltImage {
  return buildImage({
    platform: { os: "linux", architecture: "amd64" },
    layers: [base, ...layers.map((entries) => gzipSync(tarOf(entries)))],
  });
}

const before = imageOf([
  { name: "srv/app", bytes: "a".repeat(40_000) },
  { name: "srv/gone.txt", bytes: "gone" },
  { name: "srv/current", type: "2", target: "v1" },
  { name: "srv/run.sh", bytes: "#!/bin/sh\n" },
]);
const after = imageOf(
  [
    { name: "srv/app", bytes: "b".repeat(40_000) },
    { name: "srv/current", type: "2", target: "v2" },
    { name: "srv/run.sh", bytes: "#!/bin/sh\n", mode: 0o755 },
    { name: "srv/\u202Egnp.sh", bytes: "new" },
  ],
  [{ name: "usr/lib/.wh.libold.so" }, { name: "etc/app.conf", bytes: "level = 20\n" }],
);

let registry: TestRegistry;
test.beforeEach(async () => {
  registry = await startRegistry();
  seedImage(registry, "acme/app", "1", before);
  seedImage(registry, "acme/app", "2", after);
});
test.afterEach(async () => {
  await registry.close();
});

for (const theme of ["light", "dark"] as const) {
  test(`files of two images are compared on request, shared layers too, ${theme}`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    const compare = new ComparePage(page);
    await compare.show();
    await compare.compare(`${registry.host}/acme/app:1`, `${registry.host}/acme/app:2`);
    await compare.showTab("Files");
    await expect(compare.view.getByText(/^3 layers of the two images differ/)).toBeVisible();
    expect(await axeViolations(page)).toEqual([]);
    const stalled = before.layers[1]?.digest ?? "";
    registry.faults.add({ match: { method: "GET", path: new RegExp(stalled) }, do: { stall: 20 } });
    const start = compare.view.getByRole("button", { name: /^Compare files \(\d/ });
    await start.click();
    await expect(compare.view.getByText(/^Reading layer 1 of 3: \d+ B of \d+ B$/)).toBeVisible();
    expect(await axeViolations(page)).toEqual([]);
    await compare.view.getByRole("button", { name: "Cancel" }).click();
    registry.faults.clear();
    await start.click();

    const rows = compare.rows("Files");
    await expect(rows).toHaveCount(7);
    const isAt = (at: number, name: string | RegExp) =>
      expect(rows.nth(at)).toHaveAttribute("aria-label", name);
    await isAt(0, "srv/app, changed, other content, 40.0 kB");
    await expect(compare.view.getByText(/^The lowest layer is the same/)).toBeVisible();
    for (const name of [
      "etc/app.conf, added or changed, 11 B",
      "srv/[U+202E]gnp.sh, added or changed, 3 B",
      "srv/current, changed, symbolic link to v1 → v2",
      "srv/gone.txt, removed or changed, 4 B",
      "srv/run.sh, changed, -rw-r--r-- → -rwxr-xr-x, 10 B",
      "usr/lib/libold.so, removed, in the shared layers",
    ]) {
      await expect(compare.view.getByRole("row", { name, exact: true })).toBeVisible();
    }
    expect(await axeViolations(page)).toEqual([]);

    await compare.view.getByRole("button", { name: /^Read it too \(\d/ }).click();
    await expect(
      compare.view.getByRole("row", { name: "etc/app.conf, changed, 10 B → 11 B", exact: true }),
    ).toBeVisible();
    await isAt(1, "usr/lib/libold.so, removed, 9.0 kB");
    await compare.view.getByRole("radio", { name: "By path" }).click();
    await isAt(0, /^etc\/app\.conf/);
    await compare.view.getByRole("radio", { name: /^Removed 2/ }).click();
    await expect(rows).toHaveCount(2);
    await compare.view.getByRole("textbox", { name: "Find files" }).fill("srv");
    await expect(rows).toHaveCount(1);
  });
}

test("rows that were not read are as high as those that were, so that many files stay fast", async ({
  page,
}) => {
  const names = Array.from({ length: 2000 }, (_, at) => `srv/file-${at}`);
  seedImage(registry, "acme/app", "many", imageOf(names.map((name) => ({ name, bytes: "x" }))));
  const compare = new ComparePage(page);
  await compare.show();
  await compare.compare(`${registry.host}/acme/app:1`, `${registry.host}/acme/app:many`);
  await compare.showTab("Files");
  await compare.view.getByRole("button", { name: /^Compare files/ }).click();
  const list = compare.view.getByRole("grid", { name: "Files" });
  await expect(compare.rows("Files").first()).toBeVisible();
  const height = (): Promise<number> => list.evaluate(({ scrollHeight }) => scrollHeight);
  // A row that is not as high as expected moves all rows below it, which takes long with 300,000.
  const whole = await height();
  for (const part of [0.3, 0.6, 1]) {
    await list.evaluate((element, to) => element.scrollTo(0, element.scrollHeight * to), part);
    await expect(list.getByText("…", { exact: true })).toHaveCount(0);
    expect(await height()).toBe(whole);
  }
  await expect(compare.rows("Files").last()).toHaveAttribute("aria-label", /^srv\//);
});
