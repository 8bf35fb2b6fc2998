import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { findExecutable, launchApp } from "../launch.ts";
import { ComposePage } from "../pages/composePage.ts";

/** Drags a splitter. @param by pixels to the right */
async function drag(page: Page, label: string, by: number): Promise<void> {
  const box = await page.getByRole("separator", { name: label }).boundingBox();
  const [x, y] = [box?.x ?? 0, (box?.y ?? 0) + 40];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + by, y, { steps: 4 });
  await page.mouse.up();
}

test("the window opens at its default size and is shown", async ({ app, page }) => {
  await expect(page).toHaveURL("app://manifestry/");
  const state = async (): Promise<unknown> =>
    app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      return {
        visible: window?.isVisible(),
        size: window?.getSize(),
        least: window?.getMinimumSize(),
      };
    });
  await expect.poll(state).toEqual({ visible: true, size: [1280, 800], least: [960, 600] });
});

test("the window returns to its last position", async () => {
  const userData = await mkdtemp(join(tmpdir(), "manifestry-"));
  const bounds = { x: 40, y: 60, width: 1100, height: 700 };
  try {
    const first = await launchApp({ userData });
    await first.app.evaluate(({ BrowserWindow }, wanted) => {
      BrowserWindow.getAllWindows()[0]?.setBounds(wanted);
    }, bounds);
    await first.close();
    const second = await launchApp({ userData });
    const found = await second.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.getBounds(),
    );
    await second.close();
    expect(found).toEqual(bounds);
  } finally {
    await rm(userData, { recursive: true, force: true });
  }
});

test("the draft and the panes are restored at the next start", async () => {
  const userData = await mkdtemp(join(tmpdir(), "manifestry-"));
  try {
    const first = await launchApp({ userData });
    await first.page.getByRole("button", { name: "Use all" }).click();
    await new ComposePage(first.page).addTarget(`oci-layout://${userData}/out:1`);
    const widths = async (page: Page): Promise<readonly number[]> => {
      const { sources, preview } = new ComposePage(page);
      return await Promise.all(
        [sources, preview].map(async (pane) => Math.round((await pane.boundingBox())?.width ?? 0)),
      );
    };
    const [, defaultWidth] = await widths(first.page);
    await drag(first.page, "Resize Sources", 60);
    await first.page.getByRole("separator", { name: "Resize Preview" }).press("ArrowLeft");
    const arranged = await widths(first.page);
    expect(arranged[1]).toBeGreaterThan(defaultWidth ?? 0);
    await first.page.getByRole("button", { name: "Hide details" }).click();
    const kept = (): Promise<string> => readFile(join(userData, "draft.json"), "utf8");
    await expect.poll(() => kept().catch(() => "")).toContain("/out:1");
    await first.close();
    const second = await launchApp({ userData });
    const compose = new ComposePage(second.page);
    await expect(compose.entry("linux/riscv64")).toBeVisible();
    await expect(compose.targets.getByText("new layout")).toBeVisible();
    expect(await widths(second.page)).toEqual(arranged);
    await expect(second.page.getByRole("button", { name: "Show details" })).toBeVisible();
    await second.page.getByRole("separator", { name: "Resize Preview" }).dblclick();
    await expect.poll(async () => (await widths(second.page))[1]).toBe(defaultWidth);
    await second.close();
  } finally {
    await rm(userData, { recursive: true, force: true });
  }
});

for (const how of ["quitting", "closing the window"] as const) {
  test(`text typed right before ${how} is saved`, async () => {
    const userData = await mkdtemp(join(tmpdir(), "manifestry-"));
    try {
      const { app, page, close } = await launchApp({ userData });
      await page.getByRole("button", { name: "Use all" }).click();
      await page.getByRole("button", { name: "Add annotation" }).click();
      await page.getByRole("combobox", { name: "Key of annotation 1" }).fill("org.example.note");
      await page.getByRole("textbox", { name: "Value of annotation 1" }).fill("the last words");
      const ended = once(app.process(), "exit");
      // Resolves at once; the app quits later.
      await app.evaluate(({ app: electron, BrowserWindow }, quits) => {
        if (quits) {
          electron.quit();
        } else {
          BrowserWindow.getAllWindows()[0]?.close();
        }
      }, how === "quitting");
      await ended;
      await close();
      expect(await readFile(join(userData, "draft.json"), "utf8")).toContain("the last words");
    } finally {
      await rm(userData, { recursive: true, force: true });
    }
  });
}

test("a second instance exits and shows the window of the first", async ({ app, launched }) => {
  const userData = await app.evaluate(({ app: electron }) => electron.getPath("userData"));
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  const second = spawn(findExecutable(), ["--no-sandbox", resolve(import.meta.dirname, "../..")], {
    env: { ...process.env, MANIFESTRY_USER_DATA: userData },
    stdio: "ignore",
  });
  const [code] = (await once(second, "exit")) as [number | null];
  expect(code).toBe(0);
  const visible = (): Promise<boolean | undefined> =>
    launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
  await expect.poll(visible).toBe(true);
});

for (const zoom of [1, 1.5]) {
  test(`everything is reachable in the smallest window at ${zoom * 100} %`, async ({
    app,
    page,
  }) => {
    await app.evaluate(({ BrowserWindow }, factor) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.setSize(960, 600);
      window?.webContents.setZoomFactor(factor);
    }, zoom);
    const compose = new ComposePage(page);
    await page.getByRole("button", { name: "Use all" }).click();
    const wrong = ["A", "B", "C", "D"].map((name) => `registry.example/${name}:1`);
    await compose.addTarget(wrong.join(" "));
    await expect(compose.targets.getByRole("alert")).toHaveCount(wrong.length);
    const add = compose.targets.getByRole("textbox", { name: "Add target" });
    await expect(add).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole("button", { name: "Review push…" })).toBeInViewport({ ratio: 1 });
    // Playwright refuses to click an element that is covered.
    await compose.toggleEntry("linux/amd64");
    await compose.result.getByRole("button", { name: "Add annotation" }).click();
    await compose.preview.getByRole("tab", { name: "JSON" }).click();

    // A pane is as high as its content, which the view scrolls.
    await page.getByRole("tab", { name: "Registries" }).click();
    const rules = page.getByRole("region", { name: "Never overwrite" });
    await expect(rules).toBeVisible();
    const [shown, content] = await rules.evaluate((pane) => [pane.clientHeight, pane.scrollHeight]);
    expect(content).toBe(shown);
  });
}

test("on a touch screen, dialogs are not hidden until a keyboard shows", async ({ page }) => {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setTouchEmulationEnabled", { enabled: true, maxTouchPoints: 5 });
  for (const [keys, name] of [
    ["ControlOrMeta+k", "Commands"],
    ["ControlOrMeta+e", "Edit a tag"],
  ] as const) {
    // The first dialog that is rendered, before a timer of its own can change it.
    const isSeen = page.evaluate(
      async () =>
        await new Promise<boolean>((tell) => {
          new MutationObserver((_, observer) => {
            const dialog = document.querySelector("[role=dialog]");
            if (dialog !== null) {
              observer.disconnect();
              requestAnimationFrame(() => tell(dialog.checkVisibility({ opacityProperty: true })));
            }
          }).observe(document.body, { childList: true, subtree: true });
        }),
    );
    await page.keyboard.press(keys);
    expect(await isSeen, name).toBe(true);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog", { name })).toBeHidden();
  }
});
