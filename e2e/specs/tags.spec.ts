import type { Page } from "@playwright/test";
import {
  buildAttestation,
  buildImage,
  buildIndex,
} from "../../electron/engine/sample/buildImage.ts";
import { startRegistry, type TestRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { startDockerRegistry } from "../../electron/testing/servers/dockerRegistry.ts";
import { pushImage } from "../../electron/testing/servers/pushImage.ts";
import { axeViolations } from "../axeViolations.ts";
import { expect, test } from "../fixtures.ts";
import { InspectPage } from "../pages/inspectPage.ts";

let registry: TestRegistry;
test.beforeEach(async () => {
  registry = await startRegistry();
});
test.afterEach(async () => {
  await registry.close();
});

const linux = (architecture: string) => buildImage({ platform: { os: "linux", architecture } });
const amd64 = linux("amd64");
const arm64 = linux("arm64");
const index = buildIndex({ entries: [amd64, arm64, buildAttestation(amd64)] });

/** Versions of an index, `latest` and `1.10` of another digest, and a signature. */
function seedTags(): void {
  seedImage(registry, "acme/app", "1.9", index);
  seedImage(registry, "acme/app", "1.10", amd64);
  const { tags } = registry.repository("acme/app");
  tags.set("latest", amd64.digest);
  tags.set(`${index.digest.replace(":", "-")}.sig`, arm64.digest);
  seedImage(registry, "acme/base", "3", arm64);
}

const rows = (page: Page) => page.getByRole("grid", { name: "Tags" }).getByRole("row");

test("a registry leads to a repository, its tags, an image and back", async ({ page }) => {
  seedTags();
  const inspect = new InspectPage(page);
  await inspect.show();
  await inspect.open(`${registry.host}/`);
  const repositories = page.getByRole("grid", { name: "Repositories" });
  await expect(repositories.getByRole("row")).toHaveCount(2);
  await page.getByRole("textbox", { name: "Filter repositories" }).fill("app");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");

  await expect(rows(page)).toHaveCount(3);
  await expect(rows(page).nth(0)).toContainText("latest");
  await expect(rows(page).nth(0)).toContainText("= 1.10");
  await expect(rows(page).nth(2)).toContainText(/1\.9.*signature.*linux\/amd64, linux\/arm64/);
  expect(await axeViolations(page)).toEqual([]);

  await page.getByText("Digest tags (1)").click();
  await expect(rows(page)).toHaveCount(4);
  await page.getByText("Group by digest").click();
  await expect(rows(page)).toHaveCount(3);

  await page.getByRole("textbox", { name: "Filter tags" }).fill("1.9");
  await expect(rows(page)).toHaveCount(1);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("tree", { name: "Contents" })).toContainText("app:1.9");
  await page.getByRole("button", { name: "Back", exact: true }).click();
  // As it was left.
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole("button", { name: "Forward" }).click();
  await page.getByRole("button", { name: "Tags", exact: true }).click();
  await expect(rows(page)).toHaveCount(1);
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
    await expect(rows(page)).toHaveCount(3);
    await rows(page).filter({ hasText: /^1/ }).click();
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
    await expect(rows(page)).toHaveCount(1);

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
