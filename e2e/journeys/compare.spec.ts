import {
  buildAttestation,
  buildImage,
  type BuiltImage,
  buildIndex,
} from "../../electron/engine/sample/buildImage.ts";
import { spdxOf, spdxPredicateType } from "../../electron/testing/evidence.ts";
import {
  type DockerRegistry,
  startDockerRegistry,
} from "../../electron/testing/servers/dockerRegistry.ts";
import { pushImage } from "../../electron/testing/servers/pushImage.ts";
import { axeViolationsInBothThemes } from "../axeViolations.ts";
import { expect, test } from "../fixtures.ts";
import { ComparePage } from "../pages/comparePage.ts";
import { ComposePage } from "../pages/composePage.ts";
import { PushDialog } from "../pages/pushDialog.ts";

function build(architecture: string, version: string): BuiltImage {
  return buildImage({
    platform: { os: "linux", architecture },
    layers: [{ "etc/os-release": "debian" }, { "usr/bin/app": version }],
    config: { config: { Labels: { version }, Env: [`VERSION=${version}`] } },
  });
}

function attest(image: BuiltImage, purls: readonly string[]): BuiltImage {
  return buildAttestation(image, "entry", {
    predicateType: spdxPredicateType,
    predicate: spdxOf(purls),
  });
}

/** As many packages as a large image has. */
const many = Array.from({ length: 20_000 }, (_, at) => `pkg:npm/lib-${at}@1.0.0`);
const [old, now, arm] = [build("amd64", "1"), build("amd64", "2"), build("arm64", "1")];
const first = buildIndex({
  entries: [
    old,
    attest(old, [...many, "pkg:deb/debian/openssl@3.0.9", "pkg:deb/debian/wget@1"]),
    arm,
    attest(arm, ["pkg:deb/debian/openssl@3.0.9"]),
  ],
});
const second = buildIndex({
  entries: [
    now,
    attest(now, [...many, "pkg:deb/debian/openssl@3.0.10", "pkg:deb/debian/curl@8"]),
    arm,
    attest(arm, ["pkg:deb/debian/openssl@3.0.9"]),
  ],
  annotations: { note: "new" },
});

let registry: DockerRegistry;
const tag = (name: string): string => `${registry.host}/acme/app:${name}`;

test.beforeEach(async () => {
  registry = await startDockerRegistry();
  await pushImage(registry.url, "acme/app", "1", first);
  await pushImage(registry.url, "acme/app", "2", second);
});
test.afterEach(async () => {
  await registry.close();
});

test("by keyboard: two tags, an image, its labels, layers and 20,000 packages, its JSON", async ({
  page,
}) => {
  const compare = new ComparePage(page);
  const { keyboard } = page;
  await keyboard.press("Control+3");
  await expect(compare.field("First side")).toBeFocused();
  await keyboard.insertText(tag("1"));
  await compare.field("Second side").focus();
  await keyboard.insertText(tag("2"));
  await keyboard.press("Enter");
  // The only entry that changed is shown.
  const row = compare.entries.getByRole("row", { name: /^linux\/amd64, changed/ });
  await expect(row).toHaveAttribute("aria-selected", "true");
  await expect(compare.rows("Differences")).toHaveCount(2);
  await expect(
    compare.view.getByRole("row", { name: "Labels: version, changed, from 1 to 2" }),
  ).toBeVisible();

  await compare.view.getByRole("tab", { name: "Differences" }).focus();
  await keyboard.press("ArrowRight");
  await expect(compare.view.getByText(/1 shared, .* · 1 added, .* · 1 removed/)).toBeVisible();
  await keyboard.press("ArrowRight");
  const packages = compare.rows("Packages");
  await expect(packages).toHaveCount(3);
  expect(
    await packages.evaluateAll((rows) => rows.map((each) => each.getAttribute("aria-label"))),
  ).toEqual([
    "debian/curl, added, 8, deb",
    "debian/openssl, upgraded, 3.0.9 → 3.0.10, deb",
    "debian/wget, removed, 1, deb",
  ]);
  await compare.view.getByRole("radio", { name: "All 20,003" }).click();
  await compare.view.getByRole("textbox", { name: "Find packages" }).fill("lib-19999");
  await expect(packages).toHaveCount(1);

  await compare.view.getByRole("tab", { name: "Packages" }).focus();
  await keyboard.press("ArrowRight");
  await expect(compare.view.getByRole("button", { name: /^Compare files/ })).toBeVisible();
  await keyboard.press("ArrowRight");
  await compare.view.getByText("Config", { exact: true }).click();
  await expect(compare.view.getByRole("textbox", { name: "Config, second side" })).toContainText(
    '"version": "2"',
  );

  await compare.view.getByRole("button", { name: "Swap sides" }).press("Enter");
  await expect(compare.field("First side")).toHaveValue(tag("2"));
  // The part that was shown stays.
  await expect(compare.view.getByRole("tab", { name: "JSON" })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await compare.showTab("Differences");
  await expect(compare.rows("Differences").first()).toHaveAttribute(
    "aria-label",
    /from 2 to 1|VERSION/,
  );
});

test("what a tag held is compared with what it holds, after a push of this app", async ({
  page,
}) => {
  const compare = new ComparePage(page);
  const compose = new ComposePage(page);
  await compose.addSource(tag("2"));
  await compose.addTarget(tag("1"));
  await page.getByRole("button", { name: `Compare ${tag("1")} with the result` }).click();
  await expect(compare.entries.getByRole("row", { name: /^linux\/amd64, changed/ })).toBeVisible();
  await page.getByRole("tab", { name: "Compose", exact: true }).click();
  await page.getByRole("button", { name: "Review push…" }).click();
  await new PushDialog(page).push();
  await page.keyboard.press("Escape");

  await compare.show();
  await compare.view.getByRole("button", { name: "Clear Second side" }).click();
  await compare.field("Second side").fill(tag("1"));
  await compare.view.getByRole("button", { name: "More for First side" }).click();
  await page.getByRole("menuitem", { name: "Earlier content of a tag…" }).click();
  const dialog = page.getByRole("dialog", { name: "Earlier content of a tag" });
  await dialog.getByRole("button", { name: new RegExp(first.digest.slice(7, 11)) }).click();
  expect(await axeViolationsInBothThemes(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Choose" }).click();
  await compare.view.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(compare.view.getByText(`${tag("1")}, earlier: `)).toBeVisible();
  await compare.entries.getByRole("row", { name: /^Index, changed/ }).click();
  await expect(compare.view.getByRole("row", { name: /note, added, new/ })).toBeVisible();
});
