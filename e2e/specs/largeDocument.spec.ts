import { digestOf } from "../../electron/engine/oci/digest.ts";
import { buildAttestation } from "../../electron/engine/sample/buildImage.ts";
import { spdxOf, spdxPredicateType } from "../../electron/testing/evidence.ts";
import { startRegistry, type TestRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { amd64 } from "../../electron/testing/workbench.ts";
import { expect, test } from "../fixtures.ts";
import { InspectPage } from "../pages/inspectPage.ts";

/** Large enough that a thread decodes it (electron/engine/inspect/evidence/decodeInThread.ts), and that it comes in parts. */
const purls = Array.from({ length: 7000 }, (_, at) => `pkg:npm/lib-${at}@1.0.0`);
const attestation = buildAttestation(amd64, "entry", {
  predicateType: spdxPredicateType,
  predicate: spdxOf(purls),
});

let registry: TestRegistry;
test.beforeEach(async () => {
  registry = await startRegistry();
  seedImage(registry, "acme/app", "bom", attestation);
});
test.afterEach(() => registry.close());

test("a large bill of materials shows all of its packages and its text", async ({ page }) => {
  const inspect = new InspectPage(page);
  await inspect.show();
  await inspect.open(`${registry.host}/acme/app:bom`);
  await inspect.view.getByRole("button", { name: /^Inspect .*, SBOM/ }).click();
  await expect(inspect.view.getByText("7000 packages")).toBeVisible();
  // The scroll bar is beside the head, too.
  const table = inspect.view.getByRole("table", { name: "Packages" });
  const lefts = async (role: "columnheader" | "cell"): Promise<readonly number[]> =>
    await table
      .getByRole(role)
      .evaluateAll((all) => all.slice(0, 4).map((each) => each.getBoundingClientRect().x));
  expect(await lefts("columnheader")).toEqual(await lefts("cell"));
  const filter = inspect.view.getByRole("textbox", { name: "Filter packages" });
  await filter.fill("lib-6999");
  await expect(inspect.view.getByText("1 of 7000 packages")).toBeVisible();
  await expect(inspect.view.getByRole("cell", { name: "pkg:npm/lib-6999@1.0.0" })).toBeVisible();
  await inspect.showSection("Raw");
  const raw = inspect.view.getByRole("textbox", { name: "Raw bytes" });
  await expect(raw).toContainText('"_type": "https://in-toto.io/Statement/v0.1"');
  await raw.press("ControlOrMeta+End");
  await expect(raw).toContainText("pkg:npm/lib-6999@1.0.0");
});

test("a blob that is no text is shown in hexadecimal up to its end", async ({ page }) => {
  const bytes = Buffer.alloc(20_000_007, Buffer.from([0xca, 0xfe, 0x00]));
  registry.repository("acme/app").blobs.set(digestOf(bytes), bytes);
  const inspect = new InspectPage(page);
  await inspect.show();
  await inspect.open(`${registry.host}/acme/app@${digestOf(bytes)}`);
  const table = inspect.view.getByRole("table", { name: "Bytes" });
  await expect(table.getByText(/^ca fe 00 ca/).first()).toBeVisible();
  await table.getByRole("rowgroup").press("End");
  await expect(table.getByText("01312d00")).toBeVisible();
  await expect(table.getByText(/^00 ca fe 00 ca fe 00\s*$/)).toBeVisible();
  await inspect.view.getByRole("textbox", { name: "Go to byte" }).fill("0x20000");
  await page.keyboard.press("Enter");
  await expect(table.getByText("00020000")).toBeVisible();
  await table.hover();
  await page.mouse.wheel(0, -36);
  await expect(table.getByText("0001ffe0")).toBeVisible();
});
