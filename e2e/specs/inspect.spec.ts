import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  buildAttestation,
  buildImage,
  buildIndex,
} from "../../electron/engine/sample/buildImage.ts";
import { startRegistry, type TestRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { axeViolations, axeViolationsInBothThemes } from "../axeViolations.ts";
import { expect, test } from "../fixtures.ts";
import { launchApp } from "../launch.ts";
import { InspectPage } from "../pages/inspectPage.ts";
import { PushDialog } from "../pages/pushDialog.ts";
import { stubFileDialogs } from "../stubDialogs.ts";

const base = { "etc/base": "the same in all images" };
const amd64 = buildImage({
  platform: { os: "linux", architecture: "amd64" },
  layers: [base, { "bin/app": "amd64" }],
  config: { config: { Labels: { "org.opencontainers.image.url": "https://acme.example/app" } } },
});
const arm64 = buildImage({
  platform: { os: "linux", architecture: "arm64" },
  layers: [base, { "bin/app": "arm64" }],
});
const lost = buildImage({ platform: { os: "linux", architecture: "s390x" } });
const skewed = {
  ...arm64,
  descriptor: { ...arm64.descriptor, platform: { os: "linux", architecture: "riscv64" } },
};
const sbom = buildAttestation(amd64, "entry", { predicateType: "https://spdx.dev/Document" });
const index = buildIndex({ entries: [amd64, arm64, lost, skewed, buildAttestation(amd64), sbom] });

let registry: TestRegistry;
test.beforeEach(async () => {
  registry = await startRegistry();
  seedImage(registry, "acme/app", "1.4", index);
  seedImage(registry, "acme/app", `sha256-${index.digest.slice(7)}.sig`, buildAttestation(arm64));
  registry.repository("acme/app").manifests.delete(lost.digest);
});
test.afterEach(() => registry.close());

for (const theme of ["light", "dark"] as const) {
  test(`an index shows its platforms, what clients get, and what is missing, ${theme}`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    const inspect = new InspectPage(page);
    await inspect.show();
    // What people copy from a web page.
    await inspect.open(`docker pull ${registry.host}/acme/app:1.4`);
    const row = inspect.view.getByRole("row", { name: /^linux\/amd64/ });
    await expect(row).toContainText("1 shared");
    await expect(row.getByRole("button", { name: /^Inspect SBOM \(SPDX\)/ })).toBeVisible();
    await expect(inspect.node("provenance (cosign tag)")).toBeVisible();
    await expect(inspect.node("linux/s390x")).toContainText("missing");
    await expect(inspect.node("linux/riscv64")).toContainText("wrong platform");
    await inspect.view.getByLabel("What would a client get?").selectOption("linux/arm/v7");
    await expect(inspect.view.getByText(/none\. No entry is for linux\/arm\/v7/)).toHaveCount(3);
    expect(await axeViolations(page)).toEqual([]);
    await inspect.showSection("What would a client get?");
    await expect(inspect.view.getByRole("row", { name: /^linux\/386/ })).toContainText("none");
    expect(await axeViolations(page)).toEqual([]);
    await inspect.showSection("Health");
    await inspect.view.getByRole("button", { name: "Check" }).click();
    await expect(inspect.view.getByText(/^2 problems in/)).toBeVisible();
    expect(await axeViolations(page)).toEqual([]);
    // A part that is missing keeps the way back.
    await inspect.node("linux/s390x").click();
    await expect(inspect.view.getByRole("alert")).toContainText("not found");
    expect(await axeViolations(page)).toEqual([]);
    await inspect.node("linux/amd64").click();
    await inspect.showSection("Layers");
    await expect(inspect.view.getByText("2 layers").first()).toContainText(
      "1 also in linux/arm64, linux/riscv64",
    );
  });
}

test("tabs, their history and the selection are restored after a restart", async () => {
  const userData = await mkdtemp(path.join(tmpdir(), "manifestry-tabs-"));
  try {
    const first = await launchApp({ userData });
    const inspect = new InspectPage(first.page);
    await inspect.show();
    await inspect.open(`${registry.host}/acme/app:1.4`);
    await inspect.node("linux/arm64").click({ modifiers: ["ControlOrMeta"] });
    await inspect.node("linux/amd64").click();
    await expect(inspect.view.getByRole("heading", { name: "linux/amd64" })).toBeVisible();
    // Another view: the next start shows the last one.
    await first.page.keyboard.press("ControlOrMeta+1");
    await first.close();

    const ofImage = () =>
      registry.requests.filter(({ path: asked }) => asked.includes(amd64.digest)).length;
    const before = ofImage();
    const second = await launchApp({ userData });
    const restored = new InspectPage(second.page);
    // Nothing is read before it is shown.
    await expect(second.page.getByRole("tab", { name: "Inspect" })).toBeVisible();
    expect(ofImage()).toBe(before);
    await restored.show();
    await expect(restored.view.getByRole("heading", { name: "linux/amd64" })).toBeVisible();
    await expect(restored.node("linux/amd64")).toHaveAttribute("aria-selected", "true");
    await second.page.keyboard.press("Alt+ArrowLeft");
    await expect(restored.view.getByText("4 entries")).toBeVisible();
    const tabs = restored.view.getByRole("navigation", { name: "Opened images" });
    await tabs
      .getByRole("button", { name: /linux\/arm64$/ })
      .first()
      .click();
    await expect(restored.view.getByRole("heading", { name: "linux/arm64" })).toBeVisible();
    await second.page.keyboard.press("ControlOrMeta+w");
    await expect(tabs).toHaveCount(0);
    await expect(restored.view.getByText("4 entries")).toBeVisible();
    await second.close();
  } finally {
    await rm(userData, { recursive: true, force: true });
  }
});

test("raw bytes are saved as they are, and a link is opened only if its host is confirmed", async ({
  app,
  page,
}) => {
  const folder = await mkdtemp(path.join(tmpdir(), "manifestry-save-"));
  const file = path.join(folder, "manifest.json");
  const inspect = new InspectPage(page);
  try {
    await app.evaluate(({ dialog, shell }, chosen) => {
      const opened: string[] = [];
      const asked: string[] = [];
      Object.assign(globalThis, { opened, asked });
      dialog.showSaveDialog = async () => ({ canceled: false, filePath: chosen });
      dialog.showMessageBox = (async (...args: readonly unknown[]) => {
        const { message, buttons } = args.at(-1) as { message: string; buttons: string[] };
        asked.push(message);
        // The first question is refused.
        return { response: buttons.indexOf(asked.length === 1 ? "Cancel" : "Open") };
      }) as never;
      shell.openExternal = async (url: string) => void opened.push(url);
    }, file);
    const heard = (name: "opened" | "asked") =>
      app.evaluate((_, key) => (globalThis as unknown as Record<string, string[]>)[key], name);
    await inspect.show();
    await inspect.open(`${registry.host}/acme/app@${amd64.digest}`);
    const link = inspect.view.getByRole("button", { name: /^https:\/\/acme\.example\/app/ });
    await link.click();
    await expect.poll(() => heard("asked")).toEqual(["Open acme.example in your browser?"]);
    await link.click();
    await expect.poll(() => heard("opened")).toEqual(["https://acme.example/app"]);
    await inspect.showSection("Raw");
    await expect(inspect.view.getByText("digest matches")).toBeVisible();
    await inspect.view.getByRole("button", { name: "Save as…" }).click();
    await expect
      .poll(() => readFile(file).catch(() => undefined))
      .toEqual(Buffer.from(amd64.bytes));
    // A digest in the text leads on.
    await inspect.view.locator(`[data-digest="${amd64.config.digest}"]`).click();
    await expect(inspect.view.getByText(/This is a blob/)).toBeVisible();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("what an index lost is copied back from another repository", async ({ app, page }) => {
  seedImage(registry, "acme/copy", "1.4", index);
  const inspect = new InspectPage(page);
  await inspect.show();
  await inspect.open(`${registry.host}/acme/app:1.4`);
  await inspect.showSection("Health");
  await inspect.view.getByRole("button", { name: "Check" }).click();
  await inspect.view.getByRole("button", { name: "Repair…" }).click();
  const dialog = page.getByRole("dialog", { name: "Repair", exact: true });
  const userData = await app.evaluate(({ app: electron }) => electron.getPath("userData"));
  await stubFileDialogs(app, path.join(userData, "sample-library"));
  await dialog.getByRole("button", { name: "Choose OCI layout…" }).click();
  await expect(dialog.getByLabel("Copy from")).toHaveValue(/^oci-layout:.*sample-library/);
  await dialog.getByLabel("Copy from").fill(`${registry.host}/acme/copy`);
  expect(await axeViolationsInBothThemes(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Review repair…" }).click();
  const push = new PushDialog(page);
  await expect(push.cancel).toBeFocused();
  expect(await axeViolationsInBothThemes(page)).toEqual([]);
  await push.push("Repaired");
  const { manifests } = registry.repository("acme/app");
  expect(manifests.get(lost.digest)?.bytes).toEqual(lost.bytes);
});
