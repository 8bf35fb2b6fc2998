import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buildImage, buildIndex } from "../../electron/engine/sample/buildImage.ts";
import { startRegistry, type TestRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { ComparePage } from "../pages/comparePage.ts";
import { InspectPage } from "../pages/inspectPage.ts";

const indexes = ["1", "2"].map((version) =>
  buildIndex({
    entries: ["amd64", "arm64"].map((architecture) =>
      buildImage({
        platform: { os: "linux", architecture },
        layers: [{ "etc/base": architecture }, { "bin/app": `${architecture} ${version}` }],
      }),
    ),
  }),
);

let registry: TestRegistry;
test.beforeEach(async () => {
  registry = await startRegistry();
  for (const [at, index] of indexes.entries()) {
    seedImage(registry, "acme/app", `${at + 1}`, index);
  }
});
test.afterEach(() => registry.close());

/** The name of what has the focus; `BODY` if it is nowhere. */
async function focused(page: Page): Promise<string> {
  return await page.evaluate(() => {
    const { activeElement } = document;
    return activeElement === null || activeElement === document.body
      ? "BODY"
      : (activeElement.ariaLabel ?? activeElement.textContent);
  });
}

test("a button that starts a job keeps the keyboard in Health, Files and Compare", async ({
  page,
}) => {
  const inspect = new InspectPage(page);
  await inspect.show();
  await inspect.open(`${registry.host}/acme/app:1`);
  await inspect.showSection("Health");
  await inspect.view.getByRole("button", { name: "Check" }).focus();
  await page.keyboard.press("Enter");
  await expect(inspect.view.getByText(/^All is there/)).toBeVisible();
  await expect.poll(() => focused(page)).toBe("Check again");

  await inspect.node("linux/amd64").click();
  await inspect.showSection("Files");
  await inspect.view.getByRole("button", { name: /^Read 2 layers/ }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("tree", { name: "Files" })).toBeVisible();
  await expect(inspect.view.getByRole("button", { name: "Stop" })).toHaveCount(0);
  await expect.poll(() => focused(page)).not.toBe("BODY");
  const section = inspect.view.getByRole("region", { name: "Details" });
  expect(await section.evaluate((element) => element.contains(document.activeElement))).toBe(true);

  const compare = new ComparePage(page);
  await compare.show();
  await compare.compare(`${registry.host}/acme/app:1`, `${registry.host}/acme/app:2`);
  const readAll = compare.view.getByRole("button", { name: "Read all 2 changed" });
  await readAll.focus();
  await page.keyboard.press("Enter");
  await expect(readAll).toHaveCount(0);
  await expect(compare.view.getByText(/layers? differs?$/)).toHaveCount(2);
  await expect.poll(() => focused(page)).not.toBe("BODY");
  expect(await compare.view.evaluate((element) => element.contains(document.activeElement))).toBe(
    true,
  );
});

test("Escape closes Test access while the test runs", async ({ page }) => {
  // A registry that refuses the image, and does not answer the test.
  let isSilent = false;
  const server = createServer(({ url = "", headers }, response) => {
    const json = { "content-type": "application/json" };
    const host = headers.host ?? "";
    if (isSilent) {
      return;
    }
    if (url.startsWith("/token")) {
      response.writeHead(200, json).end('{"token":"t"}');
    } else if (headers.authorization === undefined) {
      const scope = 'scope="repository:acme/app:pull"';
      const challenge = `Bearer realm="http://${host}/token",service="test",${scope}`;
      response.writeHead(401, { ...json, "www-authenticate": challenge }).end("{}");
    } else {
      response.writeHead(403, json).end('{"errors":[{"code":"DENIED"}]}');
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const inspect = new InspectPage(page);
    await inspect.show();
    await inspect.open(`127.0.0.1:${(server.address() as AddressInfo).port}/acme/app:1`);
    const opener = inspect.view.getByRole("button", { name: "Test access…" });
    await expect(opener).toBeVisible();
    isSilent = true;
    await opener.click();
    const dialog = page.getByRole("dialog", { name: "Test access" });
    await dialog.getByRole("textbox", { name: "Repository" }).press("End");
    await page.keyboard.type("x");
    await dialog.getByRole("button", { name: "Test", exact: true }).click();
    await expect(dialog.getByText("Asking the registry…")).toBeVisible();
    await expect.poll(() => focused(page)).toBe("Test");
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
