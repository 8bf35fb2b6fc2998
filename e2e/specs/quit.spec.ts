import { once } from "node:events";
import { expect, test } from "../fixtures.ts";
import { launchApp } from "../launch.ts";

test("the end of the session ends the app while it asks about a window that keeps crashing", async () => {
  const { app, page, close } = await launchApp();
  try {
    await expect(page.getByRole("button", { name: "Use all" })).toBeVisible();
    await app.evaluate(({ BrowserWindow, dialog }) => {
      const show = dialog.showMessageBox.bind(dialog) as (...args: unknown[]) => Promise<never>;
      Object.assign(dialog, {
        // Playwright cannot see the system's dialog: the title of the window tells that it was opened.
        showMessageBox: (...args: unknown[]) => {
          const shown = show(...args);
          BrowserWindow.getAllWindows()[0]?.setTitle("asked");
          return shown;
        },
      });
    });
    const title = (): Promise<string | undefined> =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle());
    const pid = (): Promise<number | undefined> =>
      app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
      );
    for (let crash = 1, last: number | undefined = 0; crash <= 3; crash += 1) {
      const before = last;
      await expect
        .poll(async () => {
          last = await pid();
          return last !== 0 && last !== before;
        })
        .toBe(true);
      process.kill(last, "SIGKILL");
    }
    await expect.poll(title).toBe("asked");
    const ended = once(app.process(), "exit");
    app.process().kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  } finally {
    await close();
  }
});
