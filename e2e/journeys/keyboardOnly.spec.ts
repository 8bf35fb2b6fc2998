import { type ElectronApplication, expect, type Locator, type Page } from "@playwright/test";
import {
  buildAttestation,
  buildImage,
  buildIndex,
} from "../../electron/engine/sample/buildImage.ts";
import {
  type DockerRegistry,
  startDockerRegistry,
} from "../../electron/testing/servers/dockerRegistry.ts";
import { pushImage } from "../../electron/testing/servers/pushImage.ts";
import { mediaTypes } from "../../shared/oci/mediaTypes.ts";
import { createdIndex } from "../createdIndex.ts";
import { test } from "../fixtures.ts";
import { ComparePage } from "../pages/comparePage.ts";
import { ComposePage } from "../pages/composePage.ts";
import { InspectPage } from "../pages/inspectPage.ts";
import { PushDialog } from "../pages/pushDialog.ts";
import { pressRealKeys, typeRealText, whyNoRealKeys } from "../realKeys.ts";
import { described } from "./entryActions.ts";

const amd64 = buildImage({
  platform: { os: "linux", architecture: "amd64" },
  config: { created: "2026-07-03T10:01:02Z" },
});
const arm = buildImage({ platform: { os: "linux", architecture: "arm" } });
const s390x = buildImage({ platform: { os: "linux", architecture: "s390x" } });
const provenance = buildAttestation(amd64);

let registry: DockerRegistry;
const tag = (name: string): string => `${registry.host}/acme/app:${name}`;

test.beforeEach(async () => {
  registry = await startDockerRegistry();
  const entries = [amd64, arm, s390x, provenance];
  await pushImage(registry.url, "acme/app", "1", buildIndex({ entries }));
});
test.afterEach(async () => {
  await registry.close();
});

/** Presses a key until an element has the focus. @throws if it does not get it */
async function pressUntilFocused(
  app: ElectronApplication,
  key: string,
  wanted: Locator,
): Promise<void> {
  for (let presses = 0; presses < 30; presses += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) {
      return;
    }
    await pressRealKeys(app, key);
  }
  throw new Error(`${key} does not reach ${wanted.toString()}`);
}

async function enter(app: ElectronApplication, text: string): Promise<void> {
  await typeRealText(app, text);
  await pressRealKeys(app, "Return");
}

/** Opens the review with its shortcut, agrees where it asks, pushes, and closes the result. */
async function reviewAndPush(app: ElectronApplication, page: Page): Promise<void> {
  const push = new PushDialog(page);
  const review = page.getByRole("button", { name: "Review push…" });
  await expect(review).not.toHaveAttribute("aria-disabled", "true");
  await pressRealKeys(app, "ctrl+Return");
  await expect(push.cancel).toBeFocused();
  await expect(push.confirm).toBeVisible();
  if ((await push.agreement.count()) > 0) {
    await pressUntilFocused(app, "Tab", push.agreement);
    await pressRealKeys(app, "space");
    await expect(push.agreement).toBeChecked();
  }
  await pressUntilFocused(app, "Tab", push.confirm);
  await pressRealKeys(app, "Return");
  await push.finished("Pushed");
  await pressRealKeys(app, "Escape");
  await expect(push.dialog).toBeHidden();
}

async function pushedText(): Promise<string> {
  const response = await fetch(`${registry.url}/v2/acme/app/manifests/1`, {
    headers: { accept: mediaTypes.ociIndex },
  });
  return await response.text();
}

test("keys alone: an image and its attestation are excluded, and the rest is pushed", async ({
  app,
  page,
}) => {
  test.skip(whyNoRealKeys() !== undefined, whyNoRealKeys());
  const compose = new ComposePage(page);
  const grid = compose.result.getByRole("grid", { name: "Entries" });
  await expect(page.getByRole("button", { name: "Use all" })).toBeVisible();
  await pressRealKeys(app, "ctrl+o");
  await expect(compose.sources.getByRole("textbox", { name: "Add source" })).toBeFocused();
  await enter(app, tag("1"));
  await expect(compose.entry("linux/amd64")).toBeVisible();
  await pressRealKeys(app, "ctrl+t");
  await expect(compose.targets.getByRole("textbox", { name: "Add target" })).toBeFocused();
  await enter(app, tag("1"));
  await expect(compose.targets.getByText("current")).toBeVisible();

  // Ctrl+1 leads to the first pane, F6 to the next one.
  await pressRealKeys(app, "ctrl+1", "F6");
  await pressUntilFocused(app, "Tab", grid.getByRole("row").first());
  await pressUntilFocused(app, "Down", compose.entry("linux/amd64"));
  await pressRealKeys(app, "space");
  await expect(compose.entry("linux/amd64").getByRole("checkbox")).not.toBeChecked();
  await reviewAndPush(app, page);
  expect(await pushedText()).toBe(
    await createdIndex(
      tag("1"),
      [arm, s390x].map((entry) => described(entry)),
    ),
  );
});

test("keys alone: an image of a tag gets its variant, and the tag is pushed", async ({
  app,
  page,
}) => {
  test.skip(whyNoRealKeys() !== undefined, whyNoRealKeys());
  const compose = new ComposePage(page);
  const grid = compose.result.getByRole("grid", { name: "Entries" });
  await expect(page.getByRole("button", { name: "Use all" })).toBeVisible();
  await pressRealKeys(app, "ctrl+e");
  await expect(page.getByRole("textbox", { name: "Tag to edit" })).toBeFocused();
  await enter(app, tag("1"));
  await expect(page.getByText("No change: the tag holds exactly this.")).toBeVisible();

  await pressRealKeys(app, "F6");
  await pressUntilFocused(app, "Tab", grid.getByRole("row").first());
  await pressUntilFocused(app, "Down", compose.entry("linux/arm"));
  await pressRealKeys(app, "shift+F10");
  await pressUntilFocused(app, "Down", page.getByRole("menuitem", { name: "Edit platform…" }));
  await pressRealKeys(app, "Return");
  const dialog = page.getByRole("dialog", { name: "Edit platform of linux/arm" });
  await pressUntilFocused(app, "Tab", dialog.getByLabel("Variant"));
  await enter(app, "v7");
  await expect(dialog).toBeHidden();
  await expect(compose.entry("linux/arm/v7")).toBeFocused();
  await reviewAndPush(app, page);
  const v7 = { architecture: "arm", os: "linux", variant: "v7" };
  expect(await pushedText()).toBe(
    await createdIndex(tag("1"), [
      described(amd64),
      described(arm, { platform: v7 }),
      described(s390x),
      described(provenance),
    ]),
  );
});

test("keys alone: from a tag to an attestation and back, compared, and a retag is reviewed", async ({
  app,
  page,
}) => {
  test.skip(whyNoRealKeys() !== undefined, whyNoRealKeys());
  const changed = buildIndex({ entries: [amd64, arm] });
  await pushImage(registry.url, "acme/app", "2", changed);
  const inspect = new InspectPage(page);
  const compare = new ComparePage(page);
  const push = new PushDialog(page);
  const reference = inspect.view.getByRole("textbox", { name: "Reference to inspect" });
  const rows = inspect.view.getByRole("grid", { name: "Entries of the index" });
  const row = rows.getByRole("row", { name: /^linux\/amd64/ });
  const tree = inspect.view.getByRole("tree", { name: "Contents" });
  const path = inspect.view.getByRole("navigation", { name: "Path in the image" });
  await expect(page.getByRole("button", { name: "Use all" })).toBeVisible();
  await pressRealKeys(app, "ctrl+i");
  await expect(reference).toBeFocused();
  await enter(app, tag("1"));
  await expect(row).toBeVisible();

  // F6 leads to the tree, and then to the details.
  await pressRealKeys(app, "F6", "F6");
  await pressUntilFocused(app, "Tab", rows.getByRole("row").first());
  await pressUntilFocused(app, "Down", row);
  // The exact time takes the place of the age, which only a pointer would show.
  await expect(row.getByText("10:01:02 UTC")).toHaveCSS("font-size", "11px");
  await pressRealKeys(app, "Return");
  await expect(inspect.view.getByRole("heading", { name: "linux/amd64" })).toBeVisible();
  // The row is gone; the focus is where the image is shown.
  await expect(inspect.view.getByRole("region", { name: "Details" })).toBeFocused();
  await pressRealKeys(app, "shift+F6");
  await pressUntilFocused(app, "Tab", tree.locator('[role="treeitem"][tabindex="0"]'));
  // Typing leads to a row, as in every tree.
  await typeRealText(app, "linux/amd");
  await expect(inspect.node("linux/amd64")).toBeFocused();
  await expect(inspect.node("linux/amd64")).toHaveAttribute("aria-level", "2");
  await pressRealKeys(app, "Right");
  await expect(inspect.node("linux/amd64")).toHaveAttribute("aria-expanded", "true");
  await expect(inspect.node("provenance")).toBeVisible();
  await pressUntilFocused(app, "Down", inspect.node("provenance"));
  await pressRealKeys(app, "Return");
  await expect(inspect.view.getByText(/^Decoded, not verified/)).toBeVisible();
  await expect(path).toContainText("attestation");
  await pressRealKeys(app, "alt+Left", "alt+Left");
  await expect(row).toBeVisible();

  await pressRealKeys(app, "ctrl+d");
  await expect(compare.field("First side")).toHaveValue(tag("1"));
  await expect(compare.field("Second side")).toBeFocused();
  await enter(app, tag("2"));
  await expect(compare.entries.getByRole("row", { name: /^linux\/s390x/ })).toBeVisible();

  await pressRealKeys(app, "ctrl+2", "alt+Right");
  await expect(inspect.view.getByRole("heading", { name: "linux/amd64" })).toBeVisible();
  await pressRealKeys(app, "alt+Left", "ctrl+shift+t");
  const targets = page.getByRole("dialog", { name: "Retag", exact: true }).getByLabel("Targets");
  await expect(targets).toBeFocused();
  // The field starts with the repository; only the tag is typed.
  await typeRealText(app, "3");
  await expect(targets).toHaveValue(tag("3"));
  await pressRealKeys(app, "Return");
  await expect(push.confirm).toBeVisible();
  await expect(push.cancel).toBeFocused();
  await pressRealKeys(app, "Escape");
  await expect(push.dialog).toBeHidden();
  await expect(row).toBeVisible();
});
