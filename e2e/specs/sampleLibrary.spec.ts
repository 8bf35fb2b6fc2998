import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "../fixtures.ts";
import { axeViolations } from "../axeViolations.ts";
import { ComposePage } from "../pages/composePage.ts";
import { InspectPage } from "../pages/inspectPage.ts";

test("the sample library is combined, pushed, inspected and retagged", async ({ app, page }) => {
  const compose = new ComposePage(page);
  const inspect = new InspectPage(page);
  await page.getByRole("button", { name: "Use all" }).click();
  for (const platform of [
    "linux/amd64",
    "linux/arm64",
    "linux/arm/v7",
    "linux/s390x",
    "linux/riscv64",
  ]) {
    await expect(compose.entry(platform)).toBeVisible();
  }
  // Attestations are shown below their image, not as entries of platform unknown/unknown.
  await expect(compose.result.getByText("unknown/unknown")).toHaveCount(0);
  await expect(compose.entry("linux/s390x")).toContainText(/attestation/i);

  await page.getByRole("button", { name: "Use the sample target" }).click();
  await expect(compose.targets.getByText("new layout")).toBeVisible();
  const push = await compose.review();
  await push.push();
  const digest = await push.digest();
  await push.dialog.getByRole("button", { name: "Inspect the result" }).click();

  await expect(inspect.view.getByText("5 entries")).toBeVisible();
  const userData = await app.evaluate(({ app: electron }) => electron.getPath("userData"));
  const target = path.join(userData, "sample-target");
  const retag = await inspect.retag(`oci-layout://${target}:latest`);
  await retag.push("Retagged");
  expect(await retag.digest()).toBe(digest);
  await retag.close();

  // The review names the platforms that the tag drops.
  const held = await readFile(path.join(target, "blobs", "sha256", digest.slice(7)), "utf8");
  const [image] = (JSON.parse(held) as { manifests: { digest: string }[] }).manifests;
  await inspect.open(`oci-layout://${target}@${image?.digest}`);
  await expect(inspect.view.getByText("OCI manifest").first()).toBeVisible();
  const narrower = await inspect.retag(`oci-layout://${target}:latest`);
  await expect(narrower.dialog.getByText(/^drops linux\//)).toBeVisible();
  await expect(narrower.confirm).toBeDisabled();
  await narrower.agree();
  await expect(narrower.confirm).toBeEnabled();
  expect(await axeViolations(page)).toEqual([]);
  await narrower.cancel.click();

  const index = JSON.parse(await readFile(path.join(target, "index.json"), "utf8")) as {
    manifests: { digest: string; annotations: Record<string, string> }[];
  };
  const tags = index.manifests.map((entry) => [
    entry.annotations["org.opencontainers.image.ref.name"],
    entry.digest,
  ]);
  expect(tags).toEqual([
    ["1.0", digest],
    ["latest", digest],
  ]);
});

test("typed text survives a change of view, and Inspect follows digests and goes back", async ({
  page,
}) => {
  const compose = new ComposePage(page);
  const inspect = new InspectPage(page);
  await compose.sources.getByRole("textbox", { name: "Add source" }).fill("half a refer");
  await inspect.show();
  await inspect.view.getByRole("button", { name: /with provenance/ }).click();
  await expect(inspect.view.getByText("2 entries")).toBeVisible();
  await inspect.view
    .getByRole("row")
    .filter({ hasText: "linux/s390x" })
    .getByRole("button")
    .first()
    .click();
  await expect(inspect.view.getByText("cat /etc/greeting")).toBeVisible();
  // A config is a blob: its digest opens its text.
  await inspect.view.getByRole("button", { name: /the config$/ }).click();
  await expect(inspect.view.getByText(/This is a blob/)).toBeVisible();
  await inspect.view.getByRole("button", { name: "Back" }).click();
  await expect(inspect.view.getByRole("button", { name: /the config$/ })).toBeVisible();
  await inspect.view.getByRole("button", { name: "Back" }).click();
  await expect(inspect.view.getByText("2 entries")).toBeVisible();
  await compose.show();
  await expect(compose.sources.getByRole("textbox", { name: "Add source" })).toHaveValue(
    "half a refer",
  );
});
