import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { ElectronApplication, Page } from "@playwright/test";
import { channels, events } from "../../shared/ipc/channels.ts";
import { expect, shareApp, test as ownAppTest } from "../fixtures.ts";
import { stubMessageBox } from "../stubDialogs.ts";
import { type WebSite, startWebSite } from "../webSite.ts";

/** These tests change only the page. */
const test = shareApp();

interface Watched {
  violations?: string[];
}

/** Waits until an allowed navigation would have reached its server: it starts in the next turn of the event loop. */
async function settle(): Promise<void> {
  await new Promise((done) => setTimeout(done, 500));
}

/** Reloads the page with a listener for violations of its policy. */
async function watchPolicy(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const violations: string[] = [];
    (globalThis as Watched).violations = violations;
    addEventListener("securitypolicyviolation", (event) => {
      violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`);
    });
  });
  await page.reload();
  return () => page.evaluate(() => (globalThis as Watched).violations ?? ["not watched"]);
}

test("the page has no Node (items 2 to 4)", async ({ page }) => {
  const found = await page.evaluate(() => {
    const names = ["require", "process", "module", "exports", "Buffer", "__dirname", "global"];
    return names.filter((name) => name in globalThis);
  });
  expect(found).toEqual([]);
});

test("window.api is one function per channel and event, and no more (item 20)", async ({
  page,
}) => {
  const api = await page.evaluate(() => {
    const bridge = (globalThis as unknown as { api: Record<string, unknown> }).api;
    return Object.entries(bridge).map(([name, value]) => `${name} ${typeof value}`);
  });
  const names = [...channels, ...events, "pathForFile"];
  expect(api.sort()).toEqual(names.map((name) => `${name} function`).sort());
});

test("the page cannot change the bridge", async ({ page }) => {
  const changed = await page.evaluate(() => {
    const holder = globalThis as unknown as { api: Record<string, unknown> };
    const before = holder.api["job:cancel"];
    const attempts = [
      () => (holder.api["job:cancel"] = 1),
      () => (holder.api = {}),
      () => (holder.api.more = 1),
    ];
    for (const attempt of attempts) {
      try {
        attempt();
      } catch {
        // Throws in strict mode; only the unchanged value matters.
      }
    }
    return holder.api["job:cancel"] !== before || "more" in holder.api;
  });
  expect(changed).toBe(false);
});

test("a listener gets the payload without Electron's event, and can be removed", async ({
  app,
  page,
}) => {
  await page.evaluate(() => {
    const holder = globalThis as unknown as {
      api: Record<string, (listener: (...args: unknown[]) => void) => () => void>;
      seen: unknown[][];
      stop: (() => void) | undefined;
    };
    holder.seen = [];
    holder.stop = holder.api["command:run"]?.((...args) => holder.seen.push(args));
  });
  const runCommand = (): Promise<void> =>
    app.evaluate(({ Menu }) => {
      Menu.getApplicationMenu()?.getMenuItemById("view.compose")?.click();
    });
  const seen = (): Promise<unknown[][]> =>
    page.evaluate(() => (globalThis as unknown as { seen: unknown[][] }).seen);
  await runCommand();
  await expect.poll(seen).toEqual([["view.compose"]]);
  await page.evaluate(() => (globalThis as unknown as { stop: () => void }).stop());
  await runCommand();
  expect(await seen()).toEqual([["view.compose"]]);
});

test("the page has its policy and does not violate it (item 7)", async ({ page }) => {
  const violations = await watchPolicy(page);
  const answer = await page.evaluate(async () => {
    const response = await fetch("app://manifestry/");
    return {
      policy: response.headers.get("content-security-policy"),
      sniff: response.headers.get("x-content-type-options"),
      html: await response.text(),
    };
  });
  expect(answer.policy).toMatch(
    /^default-src 'none'; script-src 'self'; style-src 'self' 'nonce-[A-Za-z0-9+/]{24}'; /,
  );
  expect(answer.sniff).toBe("nosniff");
  expect(answer.html).not.toContain("manifestry-csp-nonce");
  const nonce = /'nonce-([^']+)'/.exec(answer.policy ?? "")?.[1];
  expect(answer.html).toContain(`nonce="${nonce}"`);
  const other = await page.evaluate(async () =>
    (await fetch("app://manifestry/")).headers.get("content-security-policy"),
  );
  expect(other).not.toBe(answer.policy);
  expect(await violations()).toEqual([]);
});

test("the policy blocks inline scripts, inline handlers and other hosts (item 7)", async ({
  page,
}) => {
  const violations = await watchPolicy(page);
  const done = await page.evaluate(async () => {
    const script = document.createElement("script");
    script.textContent = "globalThis.scriptRan = true";
    document.head.append(script);
    const button = document.createElement("button");
    button.setAttribute("onclick", "globalThis.handlerRan = true");
    document.body.append(button);
    button.click();
    button.remove();
    const reached = await fetch("https://example.com/").then(
      () => true,
      () => false,
    );
    return { script: "scriptRan" in globalThis, handler: "handlerRan" in globalThis, reached };
  });
  expect(done).toEqual({ script: false, handler: false, reached: false });
  const directives = async (): Promise<string[]> =>
    (await violations()).map((violation) => violation.split(" ")[0] ?? "").sort();
  await expect.poll(directives).toEqual(["connect-src", "script-src-attr", "script-src-elem"]);
});

test("app:// serves no file outside the page's folder (item 18)", async ({ page }) => {
  const statuses = await page.evaluate(async () => {
    const addresses = [
      "/..%2fmain%2fmain.js",
      "/..%2f..%2fpackage.json",
      "/assets/..%2f..%2f..%2fpackage.json",
      "/%2e%2e%2fpreload%2fpreload.cjs",
      "/..%5c..%5cpackage.json",
      "/no-such-file.js",
    ];
    return Promise.all(addresses.map(async (address) => (await fetch(address)).status));
  });
  expect(statuses).toEqual([404, 404, 404, 404, 404, 404]);
});

test("app:// answers GET only", async ({ page }) => {
  const status = await page.evaluate(
    async () => (await fetch("app://manifestry/", { method: "POST" })).status,
  );
  expect(status).toBe(405);
});

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
      for (const name of ["one.html", "two.html"])
        await writeFile(path.join(folder, name), "<title>x</title>");
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

test("permissions are denied except for copying text (item 5)", async ({ page }) => {
  const states = await page.evaluate(async () => {
    const names = [
      "geolocation",
      "notifications",
      "camera",
      "microphone",
      "clipboard-read",
      "midi",
      "storage-access",
    ] as PermissionName[];
    const found = await Promise.all(names.map((name) => navigator.permissions.query({ name })));
    return found.map((status) => status.state);
  });
  expect(states).not.toContain("granted");
  const asked = await page.evaluate(async () => ({
    notification: await Notification.requestPermission(),
    media: await navigator.mediaDevices.getUserMedia({ audio: true }).then(
      () => "granted",
      (error: Error) => error.name,
    ),
  }));
  expect(asked.notification).toBe("denied");
  expect(asked.media).not.toBe("granted");
});

test("the window has the settings of the checklist (items 2 to 6, 8 to 11)", async ({ app }) => {
  const made = await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const contents = window?.webContents as
      | { getLastWebPreferences?: () => Record<string, unknown> }
      | undefined;
    return { title: window?.getTitle(), preferences: contents?.getLastWebPreferences?.() };
  });
  expect(made.title).toBe("Manifestry");
  expect(made.preferences).toMatchObject({
    contextIsolation: true,
    nodeIntegration: false,
    sandbox: true,
    webSecurity: true,
    webviewTag: false,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
  });
});

test("a message from another window is refused (item 17)", async ({ app }) => {
  const [channel] = channels;
  const answer = await app.evaluate(async ({ app: electron, BrowserWindow }, name) => {
    const preload = `${electron.getAppPath()}/out/preload/preload.cjs`;
    const stranger = new BrowserWindow({ show: false, webPreferences: { preload } });
    await stranger.loadURL("app://manifestry/");
    const result: unknown = await stranger.webContents.executeJavaScript(
      `window.api[${JSON.stringify(name)}]({}).then(() => "answered", (error) => error.message)`,
    );
    stranger.destroy();
    return result;
  }, channel);
  expect(answer).toContain("Refused.");
});

/** Returns the response of a channel to a message from a frame. */
async function askFrom(app: ElectronApplication, frame: string): Promise<string> {
  return await app.evaluate(
    async ({ BrowserWindow, ipcMain }, [name, sender]) => {
      const { _invokeHandlers: handlers } = ipcMain as unknown as {
        _invokeHandlers: Map<string, (event: unknown, input: unknown) => unknown>;
      };
      const main = BrowserWindow.getAllWindows()[0]?.webContents.mainFrame;
      const { frameTreeNodeId = -1, origin = "" } = main ?? {};
      const page = { frameTreeNodeId, origin, parent: null };
      const frames: Record<string, unknown> = {
        "the page": page,
        "a frame inside it": { ...page, parent: main },
        "another origin": { ...page, origin: "https://example.com" },
        "an origin with the same prefix": { ...page, origin: "app://manifestry.example" },
        "an opaque origin": { ...page, origin: "null" },
        "another tree of frames": { ...page, frameTreeNodeId: frameTreeNodeId + 1 },
        "a removed frame": null,
      };
      try {
        const answer = await handlers.get(name)?.({ senderFrame: frames[sender] }, {});
        return JSON.stringify(answer);
      } catch (error) {
        return (error as Error).message;
      }
    },
    ["settings:read", frame] as const,
  );
}

test("a message from the page is answered (item 17)", async ({ app }) => {
  expect(await askFrom(app, "the page")).toContain('"ok":true');
});

for (const frame of [
  "a frame inside it",
  "another origin",
  "an origin with the same prefix",
  "an opaque origin",
  "another tree of frames",
  "a removed frame",
]) {
  test(`a message from ${frame} is refused (item 17)`, async ({ app }) => {
    expect(await askFrom(app, frame)).toBe("Refused.");
  });
}

test("input from the page is validated before its handler runs", async ({ page }) => {
  const answers = await page.evaluate(async (names) => {
    const { api } = globalThis as unknown as { api: PageApi };
    return await Promise.all(names.map(async (name) => api[name]?.({ unknown: true })));
  }, channels);
  for (const answer of answers) {
    expect(answer).toMatchObject({ ok: false, error: { code: "input_invalid" } });
  }
});

ownAppTest.describe("devices", () => {
  ownAppTest.use({
    appOptions: { before: path.resolve(import.meta.dirname, "../recordDevices.cjs") },
  });

  ownAppTest("are refused, whichever it is (item 5)", async ({ app, page }) => {
    await expect(page).toHaveTitle("Manifestry");
    const answers = await app.evaluate(() => {
      const { deviceHandler } = globalThis as unknown as {
        deviceHandler?: (details: unknown) => boolean;
      };
      return ["hid", "serial", "usb"].map((deviceType) =>
        deviceHandler?.({ deviceType, origin: "app://manifestry", device: {} }),
      );
    });
    expect(answers).toEqual([false, false, false]);
  });
});

type PageApi = Record<string, (input: unknown) => Promise<{ ok: boolean; value?: unknown }>>;

ownAppTest(
  "the page alone cannot write images to a folder that the person did not choose",
  async ({ app, page }) => {
    const folder = await mkdtemp(path.join(tmpdir(), "manifestry-unasked-"));
    try {
      const answered = await stubMessageBox(app, "Cancel");
      const result = await page.evaluate(async (place) => {
        const { api } = globalThis as unknown as { api: PageApi };
        const call = async (channel: string, input: unknown): Promise<unknown> => {
          const answer = await api[channel]?.(input);
          return answer?.ok === true ? answer.value : answer;
        };
        const info = (await call("app:info", {})) as { sample: { images: { text: string }[] } };
        const plan = (await call("plan:make", {
          jobId: "plan",
          request: {
            kind: "retag",
            source: info.sample.images[0]?.text,
            targets: [`oci-layout://${place}/images:1`, `oci-archive://${place}/image.tar:1`],
            copyReferrers: { referrers: "none", digestTags: false },
          },
        })) as { id: string };
        return await api["push:start"]?.({ jobId: "push", planId: plan.id });
      }, folder);
      expect(result).toMatchObject({ ok: false, error: { code: "cancelled" } });
      expect((await answered.questions())[0]).toContain(folder);
      expect(await readdir(folder)).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);

ownAppTest("the page alone cannot switch off HTTPS or its verification", async ({ app, page }) => {
  const answered = await stubMessageBox(app, "Cancel");
  const answers = await page.evaluate(async () => {
    const { api } = globalThis as unknown as { api: PageApi };
    const set = (more: object): Promise<unknown> | undefined =>
      api["registry:setHost"]?.({
        host: "registry.example",
        plainHttp: false,
        skipVerify: false,
        ...more,
      });
    return [await set({ plainHttp: true }), await set({ skipVerify: true })];
  });
  for (const answer of answers) {
    expect(answer).toMatchObject({ ok: false, error: { code: "cancelled" } });
  }
  expect(await answered.questions()).toHaveLength(2);
  const userData = await app.evaluate(({ app: electron }) => electron.getPath("userData"));
  expect(await readdir(userData)).not.toContain("hosts.json");
});
