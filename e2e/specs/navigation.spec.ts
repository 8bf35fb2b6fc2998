import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { ElectronApplication } from "@playwright/test";
import { expect, shareApp } from "../fixtures.ts";
import { type WebSite, startWebSite } from "../webSite.ts";

/** These tests change only the page. */
const test = shareApp();

/** Waits until an allowed navigation would have reached its server: it starts in the next turn of the event loop. */
async function settle(): Promise<void> {
  await new Promise((done) => setTimeout(done, 500));
}

for (const [way, go] of Object.entries({
  link: (target: string) => {
    const link = document.createElement("a");
    link.href = target;
    document.body.append(link);
    link.click();
  },
  script: (target: string) => {
    location.href = target;
  },
  refresh: (target: string) => {
    const meta = document.createElement("meta");
    meta.httpEquiv = "refresh";
    meta.content = `0; url=${target}`;
    document.head.append(meta);
  },
})) {
  test(`the window does not navigate by ${way} (item 13)`, async ({ app, page }) => {
    const site = await startWebSite();
    try {
      for (const target of [`${site.url}/left`, "app://other/"]) {
        await page.evaluate(go, target);
        await settle();
        // Electron's URL: Playwright's page waits for the end of the refused navigation.
        const shown = await app.evaluate(({ BrowserWindow }) => {
          const contents = BrowserWindow.getAllWindows()[0]?.webContents;
          return [contents?.getURL(), contents?.getTitle(), contents?.isLoadingMainFrame()];
        });
        expect(shown).toEqual(["app://manifestry/", "Manifestry", false]);
      }
      expect(site.requests).toEqual([]);
    } finally {
      await site.close();
    }
  });
}

/**
 * The navigation guards apply to every page. The app's page is also protected by its policy, scheme and session, so the
 * guards are tested with a page that has none of these.
 */
test.describe("a page without a policy", () => {
  let site: WebSite;
  test.beforeEach(async () => {
    site = await startWebSite();
  });
  test.afterEach(async () => {
    await site.close();
  });

  /** Opens `url` in a window with its own session and runs a script. @returns the URL afterwards */
  async function visit(app: ElectronApplication, url: string, script: string): Promise<string> {
    const shown = await app.evaluate(
      async ({ BrowserWindow }, [address, code]) => {
        const window = new BrowserWindow({
          show: false,
          webPreferences: { partition: "bare", webviewTag: true },
        });
        const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 700));
        // If the load is refused, neither event occurs.
        await Promise.race([window.loadURL(address).catch(() => undefined), settled()]);
        window.webContents.executeJavaScript(code, true).catch(() => undefined);
        await settled();
        const end = window.webContents.getURL();
        window.destroy();
        return end;
      },
      [url, script] as const,
    );
    return shown;
  }

  test("loads and reaches its site", async ({ app }) => {
    await visit(app, `${site.url}/start`, `fetch("/fetched")`);
    expect(site.requests).toEqual(["/start", "/fetched"]);
  });

  for (const [what, script] of Object.entries({
    "another page": `location.href = "/left"`,
    "a page in a frame": `document.body.innerHTML = '<iframe src="/left"></iframe>'`,
    "a data: page in a frame": `document.body.innerHTML =
      '<iframe src="data:text/html,<img src=' + origin + '/left>"></iframe>'`,
    "a form's target": `document.body.innerHTML = '<form action="/left"></form>';
      document.forms[0].submit()`,
    "a new window": `open("/left")`,
    // In the same session: the app's session has no network.
    "a webview": `document.body.innerHTML =
      '<webview partition="bare" src="' + origin + '/left"></webview>'`,
  })) {
    test(`does not open ${what} (items 12 to 14)`, async ({ app }) => {
      const shown = await visit(app, `${site.url}/start`, script);
      expect(site.requests).toEqual(["/start"]);
      expect(shown).toBe(`${site.url}/start`);
    });
  }

  test("is not redirected (item 13)", async ({ app }) => {
    await visit(app, `${site.url}/redirect`, "0");
    expect(site.requests).toEqual(["/redirect"]);
  });

  test("does not navigate from one file to another (item 13)", async ({ app }) => {
    const folder = await mkdtemp(path.join(tmpdir(), "manifestry-files-"));
    try {
      for (const name of ["one.html", "two.html"]) {
        await writeFile(path.join(folder, name), "<title>x</title>");
      }
      const one = pathToFileURL(path.join(folder, "one.html")).href;
      expect(await visit(app, one, `location.href = "two.html"`)).toBe(one);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

test("the page opens no new windows (item 14)", async ({ app, page }) => {
  const opened = await page.evaluate(() =>
    ["https://example.com/", "app://manifestry/", "about:blank"].map((url) => open(url) !== null),
  );
  expect(opened).toEqual([false, false, false]);
  expect(app.windows()).toHaveLength(1);
});

test("the page creates no webviews (items 11 and 12)", async ({ app, page }) => {
  await page.evaluate(() => {
    const view = document.createElement("webview");
    view.setAttribute("src", "https://example.com/");
    document.body.append(view);
  });
  await page.evaluate(() => new Promise((done) => setTimeout(done, 300)));
  const contents = await app.evaluate(({ webContents }) => webContents.getAllWebContents().length);
  expect(contents).toBe(1);
});
