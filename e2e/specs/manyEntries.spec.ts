import { mediaTypes } from "../../shared/oci/mediaTypes.ts";
import type { Descriptor } from "../../shared/oci/descriptor.ts";
import {
  buildAttestation,
  buildImage,
  buildIndex,
} from "../../electron/engine/sample/buildImage.ts";
import { startRegistry, type TestRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { expect, test } from "../fixtures.ts";
import { axeViolations } from "../axeViolations.ts";
import { ComposePage } from "../pages/composePage.ts";

const amd64 = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const arm64 = buildImage({ platform: { os: "linux", architecture: "arm64" } });

let registry: TestRegistry;
test.afterEach(async () => {
  await registry.close();
});

/** Seeds an index of many images whose content is missing. */
function seedWide(count: number): void {
  const manifests = Array.from({ length: count }, (_, at): Descriptor => {
    const digest = `sha256:${at.toString(16).padStart(64, "0")}`;
    const platform = { os: "linux", architecture: "amd64", "os.version": `1.${at}` };
    return { ...amd64.descriptor, digest, platform };
  });
  const index = buildIndex({ entries: manifests.map((descriptor) => ({ ...amd64, descriptor })) });
  const { manifests: stored, tags } = registry.repository("acme/app");
  stored.set(index.digest, { mediaType: mediaTypes.ociIndex, bytes: index.bytes });
  tags.set("wide", index.digest);
}

for (const count of [500, 9999]) {
  test(`an index of ${count} entries needs few requests if the registry has no referrers API`, async ({
    page,
  }) => {
    registry = await startRegistry({ referrersApi: false });
    seedWide(count);
    const compose = new ComposePage(page);
    await compose.addSource(`${registry.host}/acme/app:wide`);
    await expect(compose.entry("linux(1.0)/amd64")).toBeVisible();
    await expect(page.getByText("Add a target first.")).toBeVisible();
    await expect(compose.result.getByText("Looking for signatures")).toHaveCount(0);
    // The index, and the requests for all of its entries.
    expect(registry.requests.length).toBeLessThanOrEqual(1 + 10);
  });
}

test("one of 2,000 entries is dragged to a place out of sight, and undone", async ({ page }) => {
  registry = await startRegistry({ referrersApi: false });
  seedWide(2000);
  const compose = new ComposePage(page);
  await compose.addSource(`${registry.host}/acme/app:wide`);
  const row = compose.result.getByRole("row", { name: "linux(1.1)/amd64", exact: true });
  await expect(row).toHaveAttribute("aria-rowindex", "2");
  const list = compose.result.getByRole("grid", { name: "Entries" });
  const bounds = await list.boundingBox();
  const bottom = (bounds?.y ?? 0) + (bounds?.height ?? 0);
  await row.getByText("linux(1.1)/amd64").hover();
  await page.mouse.down();
  await page.mouse.move(bounds?.x ?? 0, bottom + 40, { steps: 5 });
  // A fast machine scrolls past any row before it is looked for.
  await expect.poll(() => list.evaluate(({ scrollTop }) => scrollTop)).toBeGreaterThan(100 * 35);
  await page.mouse.move(bounds?.x ?? 0, bottom - 60);
  await page.mouse.up();
  await expect(row).toBeFocused();
  await expect(page.getByText("Moved linux(1.1)/amd64 down")).toBeVisible();
  expect(Number(await row.getAttribute("aria-rowindex"))).toBeGreaterThan(90);
  await page.keyboard.press("ControlOrMeta+z");
  await expect(row).toHaveAttribute("aria-rowindex", "2");
  await page.keyboard.press("End");
  await expect(compose.entry("linux(1.1999)/amd64")).toBeFocused();
});

for (const theme of ["light", "dark"] as const) {
  test(`entries are shown while attestations are checked, and the push waits, ${theme}`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    registry = await startRegistry();
    seedImage(registry, "acme/app", "both", buildIndex({ entries: [amd64, arm64] }));
    seedImage(registry, "acme/app", undefined, buildAttestation(amd64, "referrer"));
    registry.faults.add({
      match: { path: new RegExp(`referrers/${arm64.digest}`) },
      do: { hang: true },
    });
    const compose = new ComposePage(page);
    await compose.addSource(`${registry.host}/acme/app:both`);
    const checking = compose.result.getByRole("progressbar", { name: "Checking attestations" });
    await expect(checking).toHaveAttribute("aria-valuetext", "1 of 2");
    await expect(compose.entry("linux/arm64")).toBeVisible();
    await expect(compose.entry("linux/amd64")).toContainText("added");
    expect(await axeViolations(page)).toEqual([]);
    // After a change of the draft, pending requests are sent again.
    registry.faults.clear();
    const review = page.getByRole("button", { name: "Review push…" });
    await expect(review).toBeDisabled();
    await compose.addTarget(`${registry.host}/acme/app:new`);
    await expect(review).toBeEnabled();
    await expect(checking).toHaveCount(0);
  });
}
