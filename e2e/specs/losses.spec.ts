import { cosignTags } from "../../electron/engine/oci/cosignTags.ts";
import { buildImage, buildIndex, describe } from "../../electron/engine/sample/buildImage.ts";
import { startRegistry, type TestRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { expect, test } from "../fixtures.ts";
import { axeViolations } from "../axeViolations.ts";
import { ComposePage } from "../pages/composePage.ts";

const annotations = { "org.opencontainers.image.vendor": "Acme" };
const reportType = "application/vnd.acme.report";
const amd64 = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const windows = buildImage({
  platform: { os: "windows", architecture: "amd64", "os.version": "10.0.20348.2700" },
});
const index = buildIndex({ entries: [amd64], annotations });
const report = buildIndex({ entries: [], artifactType: reportType, subject: describe(amd64) });
const [signatureTag = ""] = cosignTags(amd64.digest);

let registry: TestRegistry;
test.beforeEach(async () => {
  registry = await startRegistry();
  seedImage(registry, "acme/app", "linux", index);
  seedImage(registry, "acme/app", "windows", windows);
  seedImage(registry, "acme/app", undefined, report);
  seedImage(registry, "acme/app", signatureTag, buildIndex({ entries: [] }));
});
test.afterEach(async () => {
  await registry.close();
});

for (const theme of ["light", "dark"] as const) {
  test(`losses are shown before the push and copied if included, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    const compose = new ComposePage(page);
    const app = `${registry.host}/acme/app`;
    await compose.addSource(`${app}:linux ${app}:windows`);
    await compose.addTarget(`${registry.host}/acme/release:1.4`);
    await compose.showDetails("Not included");
    await expect(compose.losses.getByRole("listitem")).toHaveCount(4);
    await expect(compose.result.getByText("drops 4 items")).toBeVisible();
    expect(await axeViolations(page)).toEqual([]);

    await compose.include("index annotations");
    await compose.include("os.version");
    await compose.include("all referrers");
    await compose.include("digest tags");
    await expect(compose.result.getByText(/^drops/)).toBeHidden();
    await expect(compose.entry("windows(10.0.20348.2700)/amd64")).toBeVisible();
    await compose.showScripts();
    await expect(compose.preview.getByRole("button", { name: "Copy script" })).toBeVisible();
    expect(await axeViolations(page)).toEqual([]);

    const push = await compose.review();
    await push.push();
    const digest = await push.digest();
    const { manifests, tags } = registry.repository("acme/release");
    expect(tags.get("1.4")).toBe(digest);
    expect(tags.has(signatureTag)).toBe(true);
    expect(manifests.has(report.digest)).toBe(true);
    const pushed: unknown = JSON.parse(new TextDecoder().decode(manifests.get(digest)?.bytes));
    expect(pushed).toMatchObject({
      annotations,
      manifests: [{}, { platform: { "os.version": "10.0.20348.2700" } }],
    });
  });
}
