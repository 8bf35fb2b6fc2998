import type { Page } from "@playwright/test";
import {
  buildAttestation,
  buildImage,
  buildIndex,
} from "../../electron/engine/sample/buildImage.ts";
import { mediaTypes } from "../../shared/oci/mediaTypes.ts";
import {
  type DockerRegistry,
  startDockerRegistry,
} from "../../electron/testing/servers/dockerRegistry.ts";
import { pushImage } from "../../electron/testing/servers/pushImage.ts";
import { axeViolations } from "../axeViolations.ts";
import { createdIndex } from "../createdIndex.ts";
import { expect, test } from "../fixtures.ts";
import { ComposePage } from "../pages/composePage.ts";

const amd64 = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const arm = buildImage({ platform: { os: "linux", architecture: "arm" } });
const windows = buildImage({ platform: { os: "windows", architecture: "amd64" } });
const attestation = buildAttestation(arm);

let registry: DockerRegistry;
test.beforeEach(async () => {
  registry = await startDockerRegistry();
  const entries = [amd64, arm, windows, attestation];
  await pushImage(registry.url, "acme/app", "1", buildIndex({ entries }));
});
test.afterEach(async () => {
  await registry.close();
});

/** Opens Compose with the index as its source and its target. */
async function openIndex(page: Page): Promise<ComposePage> {
  const compose = new ComposePage(page);
  await compose.addSource(`${registry.host}/acme/app:1`);
  await expect(compose.entry("linux/arm")).toBeVisible();
  await compose.addTarget(`${registry.host}/acme/app:1`);
  await expect(compose.targets.getByText("current")).toBeVisible();
  return compose;
}

test("platforms, annotations and the order are edited, undone, redone and pushed", async ({
  page,
}) => {
  const compose = await openIndex(page);
  await compose.entry("linux/arm").focus();
  await page.keyboard.press("Shift+F10");
  await expect(page.getByRole("menuitem", { name: "Exclude" })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Edit platform of linux/arm" });
  await dialog.getByLabel("Variant").fill("v7");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(compose.entry("linux/arm/v7")).toContainText("variant: v7 (edited, was empty)");
  await expect(compose.entry("linux/arm/v7")).toBeFocused();

  await compose.entry("windows/amd64").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Edit platform…" }).click();
  await page.getByRole("dialog").getByLabel("OS version").fill("10.0.20348.2700");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(compose.entry("windows(10.0.20348.2700)/amd64")).toBeVisible();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(compose.entry("windows(10.0.20348.2700)/amd64")).toBeHidden();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(page.getByRole("row", { name: "linux/arm/v7" })).toBeHidden();
  await page.keyboard.press("ControlOrMeta+Shift+z");
  await page.keyboard.press("ControlOrMeta+Shift+z");
  await expect(compose.entry("linux/arm/v7")).toBeVisible();
  await expect(compose.entry("windows(10.0.20348.2700)/amd64")).toBeVisible();

  await compose.entry("linux/amd64").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Annotations…", exact: true }).click();
  const annotations = page.getByRole("dialog", { name: "Annotations of linux/amd64" });
  await annotations.getByRole("button", { name: "Add annotation" }).click();
  await page.keyboard.type("org.example.note");
  await annotations
    .getByRole("textbox", { name: "Value of org.example.note" })
    .fill("first & only");
  await page.keyboard.press("Enter");
  await expect(compose.entry("linux/amd64")).toContainText("org.example.note = first & only");
  await page.keyboard.press("ControlOrMeta+z");
  await expect(compose.entry("linux/amd64")).not.toContainText("org.example.note");
  await page.keyboard.press("ControlOrMeta+Shift+z");
  await expect(compose.entry("linux/amd64")).toContainText("org.example.note added");

  const rows = compose.result.getByRole("grid", { name: "Entries" }).getByRole("row");
  await compose.entry("windows").focus();
  await page.keyboard.press("Alt+ArrowUp");
  await expect(rows.nth(1)).toContainText("windows");
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press("Alt+ArrowUp");
  await expect(rows.nth(0)).toContainText("windows");
  await expect(rows.nth(0)).toBeFocused();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(rows.nth(1)).toContainText("windows");
  await page.keyboard.press("ControlOrMeta+Shift+z");
  await expect(rows.nth(0)).toContainText("windows");
  await page.keyboard.press("ControlOrMeta+z");
  await expect(rows.nth(1)).toContainText("windows");
  await compose.entry("windows").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Move up" }).click();
  await expect(rows.nth(0)).toBeFocused();
  await expect(compose.preview).toContainText("The order of the entries changes.");

  const push = await compose.review();
  await push.push();
  const pushed = await fetch(`${registry.url}/v2/acme/app/manifests/1`, {
    headers: { accept: mediaTypes.ociIndex },
  });
  const expected = await createdIndex(`${registry.host}/acme/app:1`, [
    {
      digest: windows.digest,
      platform: { architecture: "amd64", os: "windows", "os.version": "10.0.20348.2700" },
    },
    {
      digest: amd64.digest,
      platform: { architecture: "amd64", os: "linux" },
      annotations: { "org.example.note": "first & only" },
    },
    { digest: arm.digest, platform: { architecture: "arm", os: "linux", variant: "v7" } },
    {
      digest: attestation.digest,
      platform: { architecture: "unknown", os: "unknown" },
      annotations: attestation.descriptor.annotations ?? {},
    },
  ]);
  expect(await pushed.text()).toBe(expected);
});

test("an entry is replaced in its place, with the attestation of the old one removed", async ({
  app,
  page,
}) => {
  const newer = buildImage({
    platform: { os: "linux", architecture: "arm", variant: "v7" },
    layers: [{ newer: "yes" }],
  });
  await pushImage(registry.url, "acme/app", "arm", newer);
  const compose = await openIndex(page);
  await compose.entry("linux/arm").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Replace with…" }).click();
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("dialog").getByLabel("Replace with").fill(`${registry.host}/acme/app:arm`);
  await page.keyboard.press("Enter");
  await expect(compose.entry("linux/arm/v7")).toBeVisible();
  await expect(compose.source("replaces")).toContainText("app:arm");
  const index = JSON.parse(await compose.copyJson(app)) as { manifests: { digest: string }[] };
  expect(index.manifests.map(({ digest }) => digest)).toEqual(
    [amd64, newer, windows].map(({ digest }) => digest),
  );
  await page.getByRole("button", { name: "Undo" }).click();
  const restored = compose.result.getByRole("row", { name: "linux/arm", exact: true });
  await expect(restored).toContainText("attestation");
});

for (const theme of ["light", "dark"] as const) {
  test(
    `axe reports no violation in the menu and dialog of an entry, ${theme}`,
    { tag: "@sweep" },
    async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      const compose = await openIndex(page);
      await compose
        .entry("linux/arm")
        .getByRole("button", { name: /^Actions/ })
        .click();
      await expect(page.getByRole("menu")).toBeVisible();
      expect(await axeViolations(page)).toEqual([]);
      await page.getByRole("menuitem", { name: "Edit platform…" }).click();
      await page.getByRole("dialog").getByLabel("Variant").fill("v7");
      expect(await axeViolations(page)).toEqual([]);
      await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
      await expect(compose.entry("linux/arm/v7")).toBeVisible();
      await compose.entry("linux/arm/v7").click({ button: "right" });
      await page.getByRole("menuitem", { name: "Annotations…", exact: true }).click();
      await page.getByRole("button", { name: "Add annotation" }).last().click();
      await page.keyboard.type("org.opencontainers.image.version");
      await page.keyboard.press("Tab");
      await page.getByRole("textbox", { name: /^Value of/ }).fill("1.4");
      expect(await axeViolations(page)).toEqual([]);
      await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
      await expect(compose.entry("linux/arm/v7")).toContainText("version added");
      expect(await axeViolations(page)).toEqual([]);
      await compose.result.getByRole("button", { name: /finding/ }).click();
      await expect(page.getByRole("dialog", { name: "Findings" })).toBeVisible();
      expect(await axeViolations(page)).toEqual([]);
    },
  );
}
