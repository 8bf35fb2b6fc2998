import { startRegistry, type TestRegistry } from "../../electron/testing/registry/registry.ts";
import { startDockerRegistry } from "../../electron/testing/servers/dockerRegistry.ts";
import { pushImage } from "../../electron/testing/servers/pushImage.ts";
import { axeViolations } from "../axeViolations.ts";
import { expect, test } from "../fixtures.ts";
import { InspectPage } from "../pages/inspectPage.ts";
import { amd64, index, seedTags, tagRows } from "../pages/tagsPage.ts";

let registry: TestRegistry;
test.beforeEach(async () => {
  registry = await startRegistry();
});
test.afterEach(async () => {
  await registry.close();
});

test("a registry leads to a repository, its tags, an image and back", async ({ page }) => {
  seedTags(registry);
  const inspect = new InspectPage(page);
  await inspect.show();
  await inspect.open(`${registry.host}/`);
  const repositories = page.getByRole("grid", { name: "Repositories" });
  await expect(repositories.getByRole("row")).toHaveCount(2);
  await page.getByRole("textbox", { name: "Filter repositories" }).fill("app");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");

  await expect(tagRows(page)).toHaveCount(3);
  await expect(tagRows(page).nth(0)).toContainText("latest");
  await expect(tagRows(page).nth(0)).toContainText("= 1.10");
  await expect(tagRows(page).nth(2)).toContainText(/1\.9.*signature.*linux\/amd64, linux\/arm64/);
  expect(await axeViolations(page)).toEqual([]);

  await page.getByText("Digest tags (1)").click();
  await expect(tagRows(page)).toHaveCount(4);
  await page.getByText("Group by digest").click();
  await expect(tagRows(page)).toHaveCount(3);

  await page.getByRole("textbox", { name: "Filter tags" }).fill("1.9");
  await expect(tagRows(page)).toHaveCount(1);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("tree", { name: "Contents" })).toContainText("app:1.9");
  await page.getByRole("button", { name: "Back", exact: true }).click();
  // As it was left.
  await expect(tagRows(page)).toHaveCount(1);
  await page.getByRole("button", { name: "Forward" }).click();
  await page.getByRole("button", { name: "Tags", exact: true }).click();
  await expect(tagRows(page)).toHaveCount(1);
});

test("a tag is deleted with those of its digest after their review, and restored", async ({
  page,
}) => {
  const docker = await startDockerRegistry();
  try {
    await pushImage(docker.url, "acme/app", "1", amd64);
    await pushImage(docker.url, "acme/app", "latest", amd64);
    await pushImage(docker.url, "acme/app", "2", index);
    const inspect = new InspectPage(page);
    await inspect.show();
    await inspect.open(`${docker.host}/acme/app`);
    await expect(tagRows(page)).toHaveCount(3);
    await tagRows(page).filter({ hasText: /^1/ }).click();
    await page.keyboard.press("Delete");
    const dialog = page.getByRole("dialog", { name: "Delete tags" });
    await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
    await expect(dialog).toContainText("cannot delete a tag alone");
    await expect(dialog).toContainText("Also deletes latest, which was not selected.");
    await expect(dialog).toContainText("Breaks 1 index that lists this manifest: 2.");
    const remove = dialog.getByRole("button", { name: "Delete 1 manifest with 2 tags" });
    await expect(remove).toBeDisabled();
    expect(await axeViolations(page)).toEqual([]);
    await dialog.getByRole("checkbox").check({ force: true });
    await remove.click();
    const done = page.getByRole("dialog", { name: "Deletion" });
    await expect(done).toContainText("2 of 2 tags deleted");
    await done.getByRole("button", { name: "Close", exact: true }).click();
    await expect(tagRows(page)).toHaveCount(1);

    await page.getByRole("tab", { name: "History" }).click();
    await page.getByRole("button", { name: `Restore ${docker.host}/acme/app:latest…` }).click();
    await page.getByRole("button", { name: /^Restore tag latest/ }).click();
    await expect(page.getByRole("dialog")).toContainText("Restored");
    const response = await fetch(`${docker.url}/v2/acme/app/manifests/latest`, {
      headers: { accept: amd64.mediaType },
    });
    expect(response.headers.get("docker-content-digest")).toBe(amd64.digest);
  } finally {
    await docker.close();
  }
});
