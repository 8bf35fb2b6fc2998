import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { axeViolations } from "../axeViolations.ts";
import { expect, test } from "../fixtures.ts";
import { clickItem } from "../menuItems.ts";
import { top } from "../../build/top.ts";

interface ListedLicense {
  readonly name: string;
  readonly version: string;
  readonly text: string;
}

interface Sbom {
  readonly components: readonly { readonly purl: string; readonly version: string }[];
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(join(top, file), "utf8"));
const listed = (): readonly ListedLicense[] =>
  readJson("out/components/licenses.json") as readonly ListedLicense[];

/** The packages that the source maps of the bundles name, as `name@version`. */
function bundledPackages(): readonly string[] {
  const folders = ["out/main", "out/renderer/assets"].flatMap((folder) =>
    readdirSync(join(top, folder))
      .filter((name) => name.endsWith(".map"))
      .flatMap((name) => {
        const { sources } = readJson(`${folder}/${name}`) as { readonly sources: string[] };
        return sources.flatMap(
          (source) =>
            /(?<=^(?:\.\.\/)+)node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+(?=\/)/.exec(
              source,
            ) ?? [],
        );
      }),
  );
  return [...new Set(folders)].map((folder) => {
    const { name, version } = readJson(`${folder}/package.json`) as ListedLicense;
    return `${name}@${version}`;
  });
}

test("the lists of components name what is in the bundles, no more and no less", () => {
  const sbom = readJson("out/components/sbom.cdx.json") as Sbom;
  const bundled = bundledPackages();
  expect(bundled.length).toBeGreaterThan(30);
  const added = ["@oxc-project/runtime", "electron", "rolldown", "vite"];
  const licenses = listed().map(({ name, version }) => `${name}@${version}`);
  const packages = licenses.filter((name) => !added.some((other) => name.startsWith(`${other}@`)));
  expect(packages.toSorted()).toEqual(bundled.toSorted());
  const purls = sbom.components.map(({ purl }) => decodeURIComponent(purl));
  expect(purls.toSorted()).toEqual(licenses.map((name) => `pkg:npm/${name}`).toSorted());
  expect(listed().filter(({ text }) => text.length < 200)).toEqual([]);
});

test("About lists the licenses, and shows their texts by the keyboard", async ({ app, page }) => {
  await expect(page.getByRole("button", { name: "Use all" })).toBeVisible();
  await clickItem(app, "help.about");
  await page.getByRole("button", { name: "Licenses…" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Licenses" });
  const list = dialog.getByRole("grid", { name: "Components" });
  // With the projects inside Chromium.
  await expect
    .poll(async () => Number(await list.getAttribute("aria-rowcount")))
    .toBeGreaterThan(300);
  const version = await app.evaluate(() => process.versions.electron);
  await expect(list.getByRole("row", { name: `electron ${version}, MIT` })).toBeVisible();
  await expect(dialog.getByLabel("License text")).toContainText("Electron contributors");
  expect(await axeViolations(page)).toEqual([]);

  await expect(dialog.getByRole("textbox")).toBeFocused();
  const zod = listed().find(({ name }) => name === "zod");
  await page.keyboard.type(`zod ${zod?.version}`);
  await expect(dialog.getByRole("status")).toContainText(/^1 of \d+$/);
  await expect(dialog.getByLabel("License text")).toHaveText(zod?.text ?? "");

  // Escape clears the field, Enter goes to the first row, and an arrow key shows the next text.
  await page.keyboard.press("Escape");
  await page.keyboard.type("chromium project");
  await page.keyboard.press("Enter");
  await expect(list.getByRole("row", { name: /^The Chromium Project/ })).toBeFocused();
  await expect(dialog.getByLabel("License text")).toContainText("The Chromium Authors");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Help" })).toBeVisible();

  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await clickItem(app, "theme.dark");
  await expect.poll(() => app.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe("dark");
  await clickItem(app, "help.about");
  await page.getByRole("button", { name: "Licenses…" }).press("Enter");
  await expect(dialog.getByLabel("License text")).toContainText("Electron contributors");
  expect(await axeViolations(page)).toEqual([]);
});
