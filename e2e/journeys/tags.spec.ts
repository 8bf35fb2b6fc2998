import type { Page } from "@playwright/test";
import { startRegistry, type TestRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { axeViolations } from "../axeViolations.ts";
import { expect, test } from "../fixtures.ts";
import { InspectPage } from "../pages/inspectPage.ts";
import { PushDialog } from "../pages/pushDialog.ts";
import { amd64, arm64, index, seedTags, tagRows } from "../pages/tagsPage.ts";

let registry: TestRegistry;
test.beforeEach(async () => {
  registry = await startRegistry();
});
test.afterEach(async () => {
  await registry.close();
});

/** Checks the page in both themes. */
async function checkThemes(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await axeViolations(page)).toEqual([]);
  }
}

test("selected tags are copied to another repository after one review", async ({ page }) => {
  seedTags(registry);
  const inspect = new InspectPage(page);
  await inspect.show();
  await inspect.open(`${registry.host}/acme/app`);
  await expect(tagRows(page)).toHaveCount(3);
  await page.getByRole("textbox", { name: "Filter tags" }).press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  const selection = page.getByRole("toolbar", { name: "Selected tags" });
  await expect(selection).toContainText("2 tags selected");
  await selection.getByRole("button", { name: "Copy to…" }).click();

  const form = page.getByRole("dialog", { name: "Copy tags" });
  await form.getByRole("textbox", { name: "To repository" }).fill(`${registry.host}/acme/prod`);
  await form.getByRole("textbox", { name: "New tags" }).fill("{major}");
  await expect(form).toContainText("1.10 and 1.9 would both become 1.");
  await form.getByRole("textbox", { name: "New tags" }).fill("{tag}-rc");
  await expect(form.getByRole("group", { name: "New names" })).toContainText("1.10-rc");
  await checkThemes(page);
  await page.keyboard.press("Enter");

  await expect(form.getByRole("button", { name: "Copy 2 digests" })).toBeEnabled();
  await expect(form).toContainText("2 new tags");
  await checkThemes(page);
  await form.getByRole("button", { name: "Copy 2 digests" }).click();
  await expect(form).toContainText("2 of 2 digests copied");
  expect(Object.fromEntries(registry.repository("acme/prod").tags)).toEqual({
    "1.10-rc": amd64.digest,
    "1.9-rc": index.digest,
  });
  await form.getByRole("button", { name: "Close", exact: true }).click();

  // One digest has the review of any retag.
  await selection.getByRole("button", { name: "Clear selection" }).click();
  await tagRows(page).nth(2).click();
  await selection.getByRole("button", { name: "Retag…" }).click();
  const retag = page.getByRole("dialog", { name: "Retag", exact: true });
  await retag.getByRole("textbox", { name: "New tags" }).fill("{tag}.0, latest");
  await expect(retag.getByRole("group", { name: "New names" })).toContainText("exists: is moved");
  await retag.getByRole("button", { name: "Review retag…" }).click();
  await expect(page.getByRole("button", { name: /^Create tag 1\.9\.0 and move/ })).toBeEnabled();
  await checkThemes(page);
});

test("a registry that deletes tags alone leaves their manifests, unless asked", async ({
  page,
}) => {
  seedTags(registry);
  const inspect = new InspectPage(page);
  await inspect.show();
  await inspect.open(`${registry.host}/acme/app`);
  await expect(tagRows(page)).toHaveCount(3);
  await checkThemes(page);
  await tagRows(page)
    .filter({ hasText: /^latest/ })
    .click();
  await page.keyboard.press("Delete");
  const dialog = page.getByRole("dialog", { name: "Delete tags" });
  await expect(dialog).toContainText("The manifest stays, under 1.10.");
  await dialog.getByText("the manifests with all their tags").click();
  await expect(dialog).toContainText("Also deletes 1.10, which was not selected.");
  await expect(dialog).toContainText("Breaks 1 index that lists this manifest: 1.9.");
  await checkThemes(page);
  await dialog.getByText("the tags only").click();
  await dialog.getByRole("button", { name: "Delete 1 tag" }).click();
  await expect(page.getByRole("dialog", { name: "Deletion" })).toContainText("1 of 1 tag deleted");
  const { tags, manifests } = registry.repository("acme/app");
  expect([...tags.keys()].toSorted().slice(0, 2)).toEqual(["1.10", "1.9"]);
  expect(manifests.has(amd64.digest)).toBe(true);
});

test("a manifest without a tag is deleted from Inspect, and restored without one", async ({
  page,
}) => {
  seedTags(registry);
  const inspect = new InspectPage(page);
  await inspect.show();
  await inspect.open(`${registry.host}/acme/app:1.9`);
  const tree = page.getByRole("tree", { name: "Contents" });
  await tree.getByRole("treeitem", { name: /arm64/ }).click({ button: "right" });
  await page.getByRole("menuitem", { name: "Delete manifest…" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete manifest" });
  // The signature's tag points to it as well.
  await expect(dialog).toContainText(/Also deletes sha256-.*\.sig, which was not selected\./);
  await dialog.getByRole("button", { name: "Cancel" }).click();

  registry.repository("acme/app").tags.delete(`${index.digest.replace(":", "-")}.sig`);
  await inspect.open(`${registry.host}/acme/app@${arm64.digest}`);
  await inspect.view.getByRole("button", { name: "Delete…" }).click();
  await expect(dialog).toContainText("No tag points to it.");
  await expect(dialog).toContainText("Breaks 1 index that lists this manifest: 1.9.");
  await checkThemes(page);
  await dialog.getByRole("checkbox").check({ force: true });
  await dialog.getByRole("button", { name: "Delete 1 manifest", exact: true }).click();
  const done = page.getByRole("dialog", { name: "Deletion" });
  await expect(done).toContainText("1 of 1 manifest deleted");
  expect(registry.repository("acme/app").manifests.has(arm64.digest)).toBe(false);
  await done.getByRole("button", { name: "Show in History" }).click();
  await expect(page.getByText("no manifest", { exact: true })).toBeVisible();
  await page
    .getByRole("button", { name: `Restore ${registry.host}/acme/app@${arm64.digest}…` })
    .click();
  await new PushDialog(page).push("Restored");
  expect(registry.repository("acme/app").manifests.has(arm64.digest)).toBe(true);
});

test("access is tested from an error and from Registries, and pulls left are shown", async ({
  page,
}) => {
  const limited = await startRegistry({
    auth: {
      kind: "bearer",
      isAllowed: (_user, { name }, action) => name === "acme/app" && action === "pull",
    },
    hooks: {
      after: (_request, response) => ({
        ...response,
        headers: {
          ...response.headers,
          "ratelimit-limit": "100;w=21600",
          "ratelimit-remaining": "93",
        },
      }),
    },
  });
  try {
    seedImage(limited, "acme/app", "1", amd64);
    const inspect = new InspectPage(page);
    await inspect.show();
    await inspect.open(`${limited.host}/acme/app`);
    // Only digests are read, without being asked for more.
    await expect(tagRows(page).first()).toContainText("1");
    await expect(page.getByRole("button", { name: "Read platforms and sizes" })).toBeVisible();
    await expect(inspect.view).toContainText("93 of 100 pulls left, all again by");
    await page.getByRole("button", { name: "Read platforms and sizes" }).click();
    await expect(tagRows(page).first()).toContainText("linux/amd64");

    await inspect.open(`${limited.host}/acme/secret:1`);
    await inspect.view.getByRole("button", { name: "Test access…" }).click();
    const dialog = page.getByRole("dialog", { name: "Test access" });
    await expect(dialog.getByRole("status")).toContainText("Anonymous");
    await expect(dialog.getByRole("status")).toContainText(/Pull\s*no/);
    await dialog.getByRole("button", { name: "Close", exact: true }).click();
    await expect(inspect.view.getByRole("alert")).toContainText(
      /Tested: pull no, .*; anonymous: no credential was found/,
    );

    await page.getByRole("tab", { name: "Registries" }).click();
    await page
      .getByRole("button", { name: `Test access to a repository of ${limited.host}…` })
      .click();
    await dialog.getByRole("textbox", { name: "Repository" }).press("End");
    await page.keyboard.type("acme/app\n");
    await expect(dialog.getByRole("status")).toContainText(
      /Pull\s*yes.*List tags\s*yes.*Push\s*no/,
    );
    await checkThemes(page);
    expect(limited.repository("acme/app").uploads.size).toBe(0);
  } finally {
    await limited.close();
  }
});
