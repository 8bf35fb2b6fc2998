import type { ElectronApplication } from "@playwright/test";
import { buildImage, type BuiltImage } from "../../electron/engine/sample/buildImage.ts";
import { startRegistry, type TestRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { axeViolations } from "../axeViolations.ts";
import { expect, test } from "../fixtures.ts";
import { type GatedRegistry, startGatedRegistry } from "../gatedRegistry.ts";
import { ComposePage } from "../pages/composePage.ts";
import { PushBar } from "../pages/pushBar.ts";
import { stubMessageBox } from "../stubDialogs.ts";

/** What the main process showed outside of the page. */
interface Shown {
  readonly titles: readonly string[];
  readonly progress: readonly (readonly unknown[])[];
  readonly notifications: readonly { readonly title: string; readonly body: string }[];
}

/** Records titles, values of the taskbar and notifications, in a window that does not have the focus. */
async function recordShown(app: ElectronApplication): Promise<() => Promise<Shown>> {
  await app.evaluate(({ BrowserWindow, Notification }) => {
    const shown = { titles: [], progress: [], notifications: [] } as {
      titles: string[];
      progress: unknown[][];
      notifications: Electron.Notification[];
    };
    Object.assign(globalThis, { shown });
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) {
      throw new Error("there is no window");
    }
    window.isFocused = () => false;
    window.setTitle = (title) => void shown.titles.push(title);
    window.setProgressBar = (...args) => void shown.progress.push(args);
    Notification.isSupported = () => true;
    Notification.prototype.show = function show(this: Electron.Notification) {
      shown.notifications.push(this);
    };
  });
  return async () =>
    await app.evaluate(() => {
      const { shown } = globalThis as unknown as { shown: Shown };
      const notifications = shown.notifications.map(({ title, body }) => ({ title, body }));
      return { ...shown, notifications };
    });
}

/** Clicks the latest notification. */
async function clickNotification(app: ElectronApplication): Promise<void> {
  await app.evaluate(() => {
    const { shown } = globalThis as unknown as {
      shown: { notifications: Electron.Notification[] };
    };
    shown.notifications.at(-1)?.emit("click");
  });
}

let stored: TestRegistry;
let source: GatedRegistry;
let target: TestRegistry;
let image: BuiltImage;
test.beforeEach(async () => {
  [stored, target] = await Promise.all([startRegistry(), startRegistry()]);
  image = buildImage({
    platform: { os: "linux", architecture: "amd64" },
    layers: [new Uint8Array(4_000_000), { "bin/app": "app" }],
  });
  seedImage(stored, "acme/app", "amd64", image);
  source = await startGatedRegistry(stored.host, image.layers[0]?.digest ?? "");
});
test.afterEach(async () => {
  await source.close();
  await Promise.all([stored.close(), target.close()]);
});

for (const theme of ["light", "dark"] as const) {
  test(`a push runs in the background while the draft is edited and others wait, ${theme}`, async ({
    app,
    page,
  }, info) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setContentSize(960, 640),
    );
    const shown = await recordShown(app);
    const compose = new ComposePage(page);
    const bar = new PushBar(page);
    const [one, two, three] = ["1", "2", "3"].map((tag) => `${target.host}/acme/app:${tag}`);
    if (one === undefined || two === undefined || three === undefined) {
      throw new Error("no names");
    }
    await compose.addSource(`${source.host}/acme/app:amd64`);
    await expect(compose.entry("linux/amd64")).toBeVisible();
    await compose.addTarget(one);

    const push = await compose.review();
    await push.agree();
    await push.confirm.click();
    await push.finished("Pushing");
    expect(await axeViolations(page)).toEqual([]);
    await page.screenshot({ path: info.outputPath("pushing.png") });
    await expect(push.continueInBackground).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(push.dialog).toBeHidden();
    await expect(bar.push(one)).toContainText(/Copying content: [12]\.\d MB of 4\.0 MB/);
    expect(await axeViolations(page)).toEqual([]);

    // The draft is edited, and reviewed again with other targets.
    await compose.addAnnotation("Index", "org.opencontainers.image.title", "edited");
    for (const [before, name] of [
      [one, two],
      [two, three],
    ] as const) {
      await compose.targets.getByRole("button", { name: `Remove target ${before}` }).click();
      await compose.addTarget(name);
      await expect(compose.targets.getByText("new tag")).toBeVisible();
      const next = await compose.review();
      await next.agree();
      await next.confirm.click();
      await next.finished("Waiting");
      await page.keyboard.press("Escape");
      await expect(next.dialog).toBeHidden();
    }
    await expect(bar.push(one)).toContainText("2 waiting");
    await expect(bar.push(two)).toContainText("Waiting");
    expect(await axeViolations(page)).toEqual([]);
    await page.screenshot({ path: info.outputPath("waiting.png") });

    await bar
      .push(three)
      .getByRole("button", { name: /^Cancel/ })
      .press("Enter");
    await expect(bar.push(three)).toBeHidden();
    await expect(page.locator("main :focus")).toBeVisible();
    await expect(bar.push(one)).toContainText("1 waiting");
    expect(target.repository("acme/app").tags.size).toBe(0);

    source.release();
    await expect(bar.push(one)).toContainText(`Pushed ${one}`, { timeout: 30_000 });
    await expect(bar.push(two)).toContainText(`Pushed ${two}`, { timeout: 30_000 });
    expect([...target.repository("acme/app").tags.keys()]).toEqual(["1", "2"]);
    expect(await axeViolations(page)).toEqual([]);
    await page.screenshot({ path: info.outputPath("ended.png") });

    const { titles, progress, notifications } = await shown();
    expect(titles).toContainEqual(expect.stringMatching(/^[1-4]\d % – Manifestry$/));
    expect(titles.at(-1)).toBe("Manifestry");
    expect(progress.some(([value]) => Number(value) > 0 && Number(value) < 1)).toBe(true);
    expect(progress.at(-1)).toEqual([-1]);
    expect(notifications).toEqual([
      { title: "Push finished", body: one },
      { title: "Push finished", body: two },
    ]);

    await clickNotification(app);
    await push.finished("Pushed");
    const pushed = target.repository("acme/app").tags.get("2");
    expect(await push.digest()).toBe(pushed);
    await push.close();
    await expect(bar.push(two)).toBeHidden();
    await bar.push(one).getByRole("button", { name: /^Show/ }).click();
    await push.finished("Pushed");
    await push.close();
    await expect(bar.region).toBeHidden();
  });
}

test("a failed push stays in the bar until it is dismissed", async ({ app, page }, info) => {
  const shown = await recordShown(app);
  const compose = new ComposePage(page);
  const bar = new PushBar(page);
  const one = `${target.host}/acme/app:1`;
  await compose.addSource(`${source.host}/acme/app:amd64`);
  await compose.addTarget(one);
  target.faults.add({ match: { method: "PUT", path: /manifests\/1/ }, do: { status: 403 } });
  const push = await compose.review();
  await push.agree();
  await push.confirm.click();
  await push.continueInBackground.click();
  source.release();
  await expect(bar.push(one)).toContainText("did not finish", { timeout: 30_000 });
  expect(await axeViolations(page)).toEqual([]);
  await page.screenshot({ path: info.outputPath("failed.png") });
  const { progress, notifications } = await shown();
  expect(progress.at(-1)).toEqual([1, { mode: "error" }]);
  expect(notifications).toMatchObject([{ title: "The push did not finish" }]);
  await bar
    .push(one)
    .getByRole("button", { name: /^Dismiss/ })
    .click();
  await expect(bar.region).toBeHidden();
});

test("closing the window names the pushes that run or wait", async ({ app, page }) => {
  const box = await stubMessageBox(app, "Keep Pushing");
  const compose = new ComposePage(page);
  const bar = new PushBar(page);
  const [one, two] = [`${target.host}/acme/app:1`, `${target.host}/acme/app:2`];
  await compose.addSource(`${source.host}/acme/app:amd64`);
  await compose.addTarget(one);
  const push = await compose.review();
  await push.agree();
  await push.confirm.click();
  await push.continueInBackground.click();
  await compose.targets.getByRole("button", { name: `Remove target ${one}` }).click();
  await compose.addTarget(two);
  const next = await compose.review();
  await next.agree();
  await next.confirm.click();
  await next.continueInBackground.click();
  await expect(bar.push(two)).toContainText("Waiting");
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(box.questions).toHaveLength(1);
  const [question] = await box.questions();
  expect(question).toContain("2 pushes run or wait.");
  expect(question).toContain(`${one}\n${two}\n`);
  for (const name of [two, one]) {
    await bar
      .push(name)
      .getByRole("button", { name: /^Cancel/ })
      .click();
  }
  await expect(bar.push(one)).toContainText(`Stopped the push of ${one}`);
  await expect(bar.push(two)).toBeHidden();
});
