import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ElectronApplication } from "@playwright/test";
import type { Result } from "../../shared/errors.ts";
import { channels, events } from "../../shared/ipc/channels.ts";
import { expect, shareApp, test as ownAppTest } from "../fixtures.ts";
import { stubMessageBox } from "../stubDialogs.ts";

/** These tests change only the page. */
const test = shareApp();

/** `window.api` as the page sees it; it answers with the JSON of a `Result`. */
type PageApi = Record<string, (input: unknown) => Promise<string>>;

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
  await expect.poll(seen).toEqual([['"view.compose"']]);
  await page.evaluate(() => (globalThis as unknown as { stop: () => void }).stop());
  await runCommand();
  expect(await seen()).toEqual([['"view.compose"']]);
});

test("a message from another window is refused (item 17)", async ({ app }) => {
  const [channel] = channels;
  const response = await app.evaluate(async ({ app: electron, BrowserWindow }, name) => {
    const preload = `${electron.getAppPath()}/out/preload/preload.cjs`;
    const otherWindow = new BrowserWindow({ show: false, webPreferences: { preload } });
    await otherWindow.loadURL("app://manifestry/");
    const result: unknown = await otherWindow.webContents.executeJavaScript(
      `window.api[${JSON.stringify(name)}]({}).then(() => "answered", (error) => error.message)`,
    );
    otherWindow.destroy();
    return result;
  }, channel);
  expect(response).toContain("Refused.");
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
        const response = await handlers.get(name)?.({ senderFrame: frames[sender] }, {});
        return String(response);
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
  const responses = await page.evaluate(async (names) => {
    const { api } = globalThis as unknown as { api: PageApi };
    return await Promise.all(names.map(async (name) => api[name]?.({ unknown: true })));
  }, channels);
  for (const response of responses) {
    expect(JSON.parse(response ?? "")).toMatchObject({
      ok: false,
      error: { code: "input_invalid" },
    });
  }
});

ownAppTest(
  "the page alone cannot write images to a folder that the user did not choose",
  async ({ app, page }) => {
    const folder = await mkdtemp(path.join(tmpdir(), "manifestry-unasked-"));
    try {
      const messageBox = await stubMessageBox(app, "Cancel");
      const result = await page.evaluate(async (place) => {
        const { api } = globalThis as unknown as { api: PageApi };
        const call = async (channel: string, input: unknown): Promise<unknown> => {
          const response = JSON.parse((await api[channel]?.(input)) ?? "") as Result<unknown>;
          return response.ok ? response.value : response;
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
        return await call("push:start", { jobId: "push", planId: plan.id });
      }, folder);
      expect(result).toMatchObject({ ok: false, error: { code: "cancelled" } });
      expect((await messageBox.questions())[0]).toContain(folder);
      expect(await readdir(folder)).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);

ownAppTest("the page alone cannot switch off HTTPS or its verification", async ({ app, page }) => {
  const messageBox = await stubMessageBox(app, "Cancel");
  const responses = await page.evaluate(async () => {
    const { api } = globalThis as unknown as { api: PageApi };
    const set = (more: object): Promise<string> | undefined =>
      api["registry:setHost"]?.({
        host: "registry.example",
        plainHttp: false,
        skipVerify: false,
        ...more,
      });
    return [await set({ plainHttp: true }), await set({ skipVerify: true })];
  });
  for (const response of responses) {
    expect(JSON.parse(response ?? "")).toMatchObject({ ok: false, error: { code: "cancelled" } });
  }
  expect(await messageBox.questions()).toHaveLength(2);
  const userData = await app.evaluate(({ app: electron }) => electron.getPath("userData"));
  expect(await readdir(userData)).not.toContain("hosts.json");
});
