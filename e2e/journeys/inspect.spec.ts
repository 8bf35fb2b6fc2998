import { buildAttestation, buildIndex } from "../../electron/engine/sample/buildImage.ts";
import { startRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { amd64, arm64 } from "../../electron/testing/workbench.ts";
import { axeViolations } from "../axeViolations.ts";
import { expect, test } from "../fixtures.ts";
import { InspectPage } from "../pages/inspectPage.ts";

test("from an index to an attestation and back, with the keyboard only", async ({ page }) => {
  const registry = await startRegistry();
  const sbom = buildAttestation(arm64, "entry", { predicateType: "https://spdx.dev/Document" });
  seedImage(registry, "acme/app", "1", buildIndex({ entries: [amd64, arm64, sbom] }));
  const inspect = new InspectPage(page);
  const { keyboard } = page;
  try {
    await keyboard.press("ControlOrMeta+i");
    await expect(inspect.view.getByRole("textbox", { name: "Reference to inspect" })).toBeFocused();
    await keyboard.type(`${registry.host}/acme/app:1`);
    await keyboard.press("Enter");
    await expect(inspect.node("linux/arm64")).toContainText("arm64");
    // To the tree, and in it to the platform by its name.
    await keyboard.press("F6");
    await expect(inspect.view.getByRole("button", { name: "Tags", exact: true })).toBeFocused();
    await keyboard.press("Tab");
    await expect(inspect.node("app:1")).toBeFocused();
    await keyboard.type("linux/ar");
    await expect(inspect.node("linux/arm64")).toBeFocused();
    await keyboard.press("Enter");
    await expect(inspect.view.getByRole("heading", { name: "linux/arm64/v8" })).toBeVisible();
    await expect(inspect.node("linux/arm64")).toBeFocused();
    await keyboard.press("ArrowRight");
    await expect(inspect.node("linux/arm64")).toHaveAttribute("aria-expanded", "true");
    await expect(inspect.node("SBOM (SPDX)")).toBeVisible();
    await keyboard.press("ArrowRight");
    await expect(inspect.node("SBOM (SPDX)")).toBeFocused();
    await keyboard.press("Enter");
    await expect(inspect.view.getByText(/^Decoded, not verified/)).toBeVisible();
    const path = inspect.view.getByRole("navigation", { name: "Path in the image" });
    await expect(path).toHaveText("linux/arm64/v8attestationSBOM (SPDX)");
    expect(await axeViolations(page)).toEqual([]);
    // Back, with the selection of the tree, and forward again.
    await keyboard.press("Alt+ArrowLeft");
    await expect(inspect.node("linux/arm64")).toHaveAttribute("aria-selected", "true");
    await keyboard.press("Alt+ArrowLeft");
    await expect(inspect.view.getByText("2 entries")).toBeVisible();
    await keyboard.press("Alt+ArrowRight");
    await expect(inspect.node("linux/arm64")).toHaveAttribute("aria-selected", "true");
    // In a new tab, and away with it.
    await keyboard.press("Alt+Enter");
    const tabs = inspect.view.getByRole("navigation", { name: "Opened images" });
    await expect(tabs.getByRole("listitem")).toHaveCount(2);
    await keyboard.press("ControlOrMeta+PageDown");
    await expect(inspect.view.getByText(/^Decoded, not verified/)).toBeVisible();
    await keyboard.press("ControlOrMeta+w");
    await expect(tabs).toHaveCount(0);
    await expect(inspect.view.getByRole("heading", { name: "linux/arm64/v8" })).toBeVisible();
  } finally {
    await registry.close();
  }
});
