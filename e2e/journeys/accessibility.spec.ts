import type { ElectronApplication, Locator, Page } from "@playwright/test";
import {
  buildAttestation,
  buildImage,
  buildIndex,
} from "../../electron/engine/sample/buildImage.ts";
import { startRegistry, type TestRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { axeViolations } from "../axeViolations.ts";
import { expect, test } from "../fixtures.ts";
import { type GatedRegistry, startGatedRegistry } from "../gatedRegistry.ts";
import { clickItem } from "../menuItems.ts";
import { ComposePage } from "../pages/composePage.ts";
import { HistoryPage } from "../pages/historyPage.ts";
import { InspectPage } from "../pages/inspectPage.ts";
import { PushBar } from "../pages/pushBar.ts";
import { RegistriesPage } from "../pages/registriesPage.ts";

const amd64 = buildImage({
  platform: { os: "linux", architecture: "amd64" },
  layers: [new Uint8Array(400_000), { "bin/app": "app" }],
  annotations: { "org.example.note": "first" },
});
const newerAmd64 = buildImage({
  platform: { os: "linux", architecture: "amd64" },
  layers: [{ "bin/app": "newer" }],
});
const arm = buildImage({ platform: { os: "linux", architecture: "arm" } });
const windows = buildImage({ platform: { os: "windows", architecture: "amd64" } });
const docker = buildImage({
  platform: { os: "linux", architecture: "s390x" },
  mediaTypes: "docker",
});
const entries = [amd64, newerAmd64, arm, windows, docker, buildAttestation(amd64)];
const index = buildIndex({ entries, annotations: { "org.opencontainers.image.title": "app" } });
/** Longer than a name that is shown whole. */
const longName = "an-image-whose-name-is-longer-than-its-chip-shows-it";

let registry: TestRegistry;
let source: GatedRegistry;
const tag = (name: string): string => `${registry.host}/acme/app:${name}`;

test.beforeEach(async () => {
  registry = await startRegistry();
  seedImage(registry, "acme/app", "1", index);
  seedImage(registry, "acme/app", "amd64", newerAmd64);
  // The image that the gate holds back is not in the target repository.
  seedImage(registry, "acme/source", "1", index);
  source = await startGatedRegistry(registry.host, amd64.layers[0]?.digest ?? "");
});
test.afterEach(async () => {
  await source.close();
  await registry.close();
});

/** Reports violations of the state that is shown; the test goes on. */
async function check(page: Page, state: string): Promise<void> {
  expect.soft(await axeViolations(page), state).toEqual([]);
}

/** Opens a dialog from the menu of an entry. */
async function openDialog(entry: Locator, action: string): Promise<Locator> {
  const page = entry.page();
  await entry.click({ button: "right" });
  await page.getByRole("menuitem", { name: action, exact: true }).click();
  return page.getByRole("dialog");
}

async function save(dialog: Locator): Promise<void> {
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
}

async function escape(dialog: Locator): Promise<void> {
  await dialog.page().keyboard.press("Escape");
  await expect(dialog).toBeHidden();
}

/** Unfolds every folded part of a dialog. */
async function unfold(dialog: Locator): Promise<void> {
  const folded = dialog.locator("button[aria-expanded=false]");
  for (let left = await folded.count(); left > 0; left = await folded.count()) {
    await folded.first().click();
  }
}

async function checkStart(app: ElectronApplication, page: Page): Promise<void> {
  await expect(page.getByRole("button", { name: "Use all" })).toBeVisible();
  await check(page, "first start");
  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.insertText("add");
  await check(page, "palette");
  await page.keyboard.press("Escape");
  await clickItem(app, "help.shortcuts");
  const dialog = page.getByRole("dialog", { name: "Keyboard Shortcuts" });
  await check(page, "shortcuts");
  await dialog.getByRole("button", { name: "Change keys of History" }).click();
  await check(page, "recording of keys");
  await page.keyboard.press("ControlOrMeta+i");
  await check(page, "keys of another command");
  await dialog.getByRole("button", { name: "Use for History" }).click();
  await check(page, "changed keys");
  await escape(dialog);
  await clickItem(app, "help.about");
  await check(page, "About");
  for (const name of ["First steps", "Diagnostics"]) {
    await page.getByRole("dialog").getByRole("tab", { name }).click();
    await check(page, name);
  }
  await escape(page.getByRole("dialog"));
}

async function checkRules(page: Page): Promise<void> {
  const registries = new RegistriesPage(page);
  await registries.show();
  const rules = registries.view.getByRole("region", { name: "Never overwrite" });
  const tags = rules.getByRole("textbox", { name: "Tags" });
  await tags.fill("not a tag");
  await tags.press("Enter");
  await rules.getByRole("textbox", { name: /^Registries/ }).fill("ghcr.io/acme");
  await rules.getByRole("textbox", { name: /^Registries/ }).press("Enter");
  await expect(rules.getByText("ghcr.io/acme")).toBeVisible();
  await check(page, "overwrite rules with a mistake");
  await tags.fill("1*");
  await tags.press("Enter");
  await expect(rules.getByRole("button", { name: "Remove 1*" })).toBeVisible();
  await new ComposePage(page).show();
}

/** The tag of the registry becomes the draft. */
async function checkEditTag(page: Page): Promise<void> {
  await page.keyboard.press("ControlOrMeta+e");
  const dialog = page.getByRole("dialog", { name: "Edit a tag" });
  await dialog.getByRole("textbox").fill(tag("1"));
  await check(page, "tag to edit");
  await page.keyboard.press("Enter");
  await expect(page.getByText("No change: the tag holds exactly this.")).toBeVisible();
  await check(page, "edited tag without a change");
}

async function checkDetails(compose: ComposePage): Promise<void> {
  const { page, result } = compose;
  await result.getByRole("button", { name: /finding/ }).click();
  await expect(page.getByRole("dialog", { name: "Findings" })).toBeVisible();
  await check(page, "findings");
  await page.keyboard.press("Escape");
  await result.getByRole("button", { name: /platforms$/ }).click();
  await check(page, "media type");
  await page.keyboard.press("Escape");
  await compose.showDetails("Options");
  await check(page, "options");
  await result.getByText("Docker manifest list", { exact: true }).click();
  await check(page, "options of a Docker manifest list");
  await result.getByText("automatic", { exact: true }).click();
  await compose.showDetails("Not included");
  await check(page, "not included");
  await compose.addAnnotation("Index", "org.example.note", "of the index");
  await check(page, "annotations");
  await result.getByRole("button", { name: "Hide details" }).click();
  await check(page, "folded details");
}

async function checkEntryDialogs(compose: ComposePage): Promise<void> {
  const { page } = compose;
  const replacing = await openDialog(compose.entry("windows/amd64"), "Replace with…");
  await replacing.getByLabel("Replace with").fill(`${registry.host}/acme/app`);
  await page.keyboard.type(":");
  await expect(page.getByRole("option").first()).toBeVisible();
  await check(page, "replacement with suggestions");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(replacing).toBeHidden();

  const platform = await openDialog(compose.entry("windows/amd64"), "Edit platform…");
  await platform.getByLabel("OS version").fill("10.0");
  await check(page, "platform of an entry");
  await save(platform);

  const annotations = await openDialog(compose.entry("linux/s390x"), "Image annotations…");
  await annotations.getByRole("button", { name: "Add annotation" }).click();
  await page.keyboard.insertText("org.example.note");
  await page.keyboard.press("Tab");
  await check(page, "annotations of an image that is converted");
  await save(annotations);

  const config = await openDialog(compose.entry("linux/arm"), "Config platform…");
  await config.getByLabel("Variant").fill("v7");
  await check(page, "platform of a config");
  await save(config);

  const conversion = await openDialog(compose.entry("linux/arm/v7"), "Convert to OCI / Docker…");
  await conversion.getByText("Convert to Docker").click();
  await check(page, "conversion");
  await save(conversion);
  await expect(compose.entry("linux/arm/v7")).toContainText("converted to Docker");
  await check(page, "edited images");

  const json = await openDialog(compose.entry("linux/arm/v7"), "Edited JSON…");
  await expect(json.getByRole("textbox", { name: "Manifest" })).toBeVisible();
  await check(page, "JSON of a manifest");
  await escape(json);
  // After a key, the first movement of the mouse shows no tooltip.
  await page.mouse.move(0, 0);
  await compose
    .entry("linux/arm/v7")
    .getByRole("button", { name: /^Copy digest/ })
    .first()
    .hover();
  await expect(page.locator("[role=tooltip]")).toBeVisible();
  await check(page, "tooltip");
}

async function checkTargets(compose: ComposePage): Promise<void> {
  const { page, targets } = compose;
  await compose.addTarget(`${registry.host}/acme/${longName}:1`);
  await expect(targets.getByText("new tag")).toBeVisible();
  await check(page, "target with a long name, and a rule that stops the push");
  await targets.getByRole("button", { name: /^Overwriting .*app:1: never/ }).click();
  await check(page, "rule of a target");
  await page.keyboard.press("Escape");
  await compose.showScripts();
  await check(page, "scripts");
}

for (const theme of ["light", "dark"] as const) {
  test(`axe finds nothing in rules, dialogs and details of a draft, ${theme}`, async ({
    app,
    page,
  }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    const compose = new ComposePage(page);
    await checkStart(app, page);
    await checkRules(page);
    await checkEditTag(page);
    await checkDetails(compose);
    await checkEntryDialogs(compose);
    await checkTargets(compose);
  });

  test(`axe finds nothing from the review to the timeline, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    const compose = new ComposePage(page);
    const history = new HistoryPage(page);
    const inspect = new InspectPage(page);
    await compose.addSource(`${source.host}/acme/source:1`);
    await compose.addTarget(tag("1"));
    await compose.addTarget(`${registry.host}/acme/${longName}:1`);
    await expect(compose.targets.getByText("new tag")).toBeVisible();
    const conversion = await openDialog(compose.entry("linux/arm"), "Convert to OCI / Docker…");
    await conversion.getByText("Convert to Docker").click();
    await save(conversion);

    const push = await compose.review();
    await check(page, "review");
    await push.dialog.getByText("Full digests").click();
    await unfold(push.dialog);
    await check(page, "review, unfolded");
    await push.agree();
    await push.confirm.click();
    await push.finished("Pushing");
    await check(page, "pushing");
    await unfold(push.dialog);
    await check(page, "pushing, unfolded");
    await push.continueInBackground.click();
    const bar = new PushBar(page);
    await check(page, "push bar");
    await bar.region.getByRole("button", { name: /^Cancel/ }).click();
    await expect(bar.region).toContainText("Stopped");
    await check(page, "stopped push in the bar");
    await bar.region.getByRole("button", { name: /^Show/ }).click();
    await push.finished("Stopped");
    await check(page, "stopped push");
    await push.close();

    source.release();
    await history.show();
    await check(page, "history");
    const resumed = await history.resume(history.entries.first());
    await check(page, "review of a resumed push");
    await resumed.push();
    await check(page, "pushed");
    await resumed.close();
    await history.entries.first().focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "2 attempts" })).toBeVisible();
    await check(page, "attempts");
    await page.getByRole("button", { name: `Timeline of ${tag("1")}` }).click();
    await page
      .getByRole("button", { name: /^Compare/ })
      .first()
      .click();
    await expect(page.getByRole("region", { name: "Comparison" })).toContainText("linux/arm");
    await check(page, "timeline with a comparison");
    const restore = page.getByRole("button", { name: /^Restore/ }).first();
    await restore.click();
    await expect(page.getByRole("dialog").getByRole("button", { name: "Cancel" })).toBeFocused();
    await check(page, "review of a restore");
    await page.keyboard.press("Escape");

    await inspect.show();
    await inspect.open(tag("1"));
    await expect(inspect.node("linux/arm")).toBeVisible();
    await check(page, "inspected index");
    await inspect.view.getByRole("tab", { name: "Raw" }).click();
    await check(page, "raw bytes");
    await inspect.view.getByRole("button", { name: "Retag…" }).click();
    await check(page, "retag");
    await page.keyboard.press("Escape");
  });
}
