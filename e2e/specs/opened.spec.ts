import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { ElectronApplication } from "@playwright/test";
import { startRegistry } from "../../electron/testing/registry/registry.ts";
import { seedTags } from "../pages/tagsPage.ts";
import { axeViolations } from "../axeViolations.ts";
import { expect, test } from "../fixtures.ts";
import { findExecutable } from "../launch.ts";
import { ComposePage } from "../pages/composePage.ts";
import { InspectPage } from "../pages/inspectPage.ts";

/** Starts the app again, as the desktop does for a link or a file. */
async function startAgain(app: ElectronApplication, ...args: readonly string[]): Promise<void> {
  await startIn(process.cwd(), app, ...args);
}

/** Starts the app again in a folder. */
async function startIn(
  cwd: string,
  app: ElectronApplication,
  ...args: readonly string[]
): Promise<void> {
  const userData = await app.evaluate(({ app: electron }) => electron.getPath("userData"));
  const packaged = process.env.MANIFESTRY_PACKAGED;
  // A packaged app brings its code.
  const code = packaged === undefined ? [resolve(import.meta.dirname, "../..")] : [];
  const second = spawn(packaged ?? findExecutable(), ["--no-sandbox", ...code, ...args], {
    cwd,
    env: { ...process.env, MANIFESTRY_USER_DATA: userData },
    stdio: "ignore",
  });
  await once(second, "exit");
}

test("links and files of the desktop are opened, and nothing is done with them", async ({
  app,
  page,
}, info) => {
  const registry = await startRegistry();
  try {
    seedTags(registry);
    const inspect = new InspectPage(page);
    await startAgain(app, `manifestry://${registry.host}/acme/app:1.9`);
    await expect(inspect.view.getByText("2 entries").first()).toBeVisible();

    await startAgain(app, "manifestry:oci-layout:///etc");
    const notes = page.getByRole("note");
    await expect(notes).toContainText("is not a link to an image.");
    expect(await axeViolations(page)).toEqual([]);
    await notes.getByRole("button", { name: "Dismiss" }).click();

    const recipe = info.outputPath("index.manifestry.yaml");
    await writeFile(recipe, `manifestry: 1\nsources: [${registry.host}/acme/app:1.9]\n`);
    // A dialog stays in front: what is opened waits.
    await page.keyboard.press("F1");
    const help = page.getByRole("dialog", { name: "Help" });
    await expect(help).toBeVisible();
    // As the desktop does.
    await startAgain(app, pathToFileURL(recipe).href);
    await expect(notes).toContainText("The recipe index.manifestry.yaml waits to be opened.");
    await help.getByRole("button", { name: "Close", exact: true }).click();
    await expect(help).toBeHidden();
    await notes.getByRole("button", { name: "Open" }).click();
    await expect(new ComposePage(page).entry("linux/amd64")).toBeVisible();

    // A relative path, and a name like a switch.
    await writeFile(info.outputPath("--x.yaml"), "manifestry: 9\n");
    await startIn(info.outputDir, app, "--", "--x.yaml");
    await expect(page.getByText('version "9" of recipes is not supported').first()).toBeVisible();
    expect(registry.requests.filter(({ method }) => method !== "GET" && method !== "HEAD")).toEqual(
      [],
    );
  } finally {
    await registry.close();
  }
});
