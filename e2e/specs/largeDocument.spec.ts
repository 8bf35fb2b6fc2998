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
