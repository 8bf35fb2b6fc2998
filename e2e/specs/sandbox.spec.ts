import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { launchSandboxed, NoSandboxError, type SandboxedApp } from "../launchSandboxed.ts";

/** Returns the command lines and states of the descendants of a process. */
async function readProcesses(
  parent: number,
): Promise<readonly { readonly pid: number; readonly command: string; readonly status: string }[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const all = await Promise.all(
    pids.map(async (pid) => {
      try {
        const status = await readFile(`/proc/${pid}/status`, "utf8");
        const command = await readFile(`/proc/${pid}/cmdline`, "utf8");
        const ppid = Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]);
        return [{ pid: Number(pid), ppid, status, command: command.replaceAll("\0", " ") }];
      } catch {
        return [];
      }
    }),
  );
  const found = all.flat();
  const below = new Set([parent]);
  for (let before = 0; before !== below.size;) {
    before = below.size;
    for (const { pid, ppid } of found) {
      if (below.has(ppid)) {
        below.add(pid);
      }
    }
  }
  return found.filter(({ pid }) => below.has(pid));
}

test("the app runs with Chromium's sandbox on (item 4)", async () => {
  test.skip(process.platform !== "linux", "Elsewhere the sandbox is on in every test.");
  let sandboxed: SandboxedApp;
  try {
    sandboxed = await launchSandboxed();
  } catch (error) {
    if (!(error instanceof NoSandboxError)) {
      throw error;
    }
    console.log(`Skipped, this system lets nobody have a sandbox. ${error.message}`);
    test.skip(true, error.message);
    return;
  }
  try {
    const context = sandboxed.browser.contexts()[0];
    const page = context?.pages()[0] ?? (await context?.waitForEvent("page"));
    if (page === undefined) {
      throw new Error("The app has no window.");
    }
    await expect(page).toHaveTitle("Manifestry");
    expect(page.url()).toBe("app://manifestry/");
    expect(await page.evaluate(() => "api" in globalThis && !("process" in globalThis))).toBe(true);

    await page.getByRole("button", { name: "Use all" }).waitFor();
    await page.keyboard.press("F1");
    await page.getByRole("tab", { name: "About" }).click();
    await expect(page.getByText("Apache License 2.0")).toBeVisible();
    await expect(page.getByText("without Chromium's sandbox")).toHaveCount(0);

    const processes = await readProcesses(sandboxed.pid);
    expect(processes.filter(({ command }) => command.includes("--no-sandbox"))).toEqual([]);
    // By their numbers: newer processes of pages keep the command line of the zygote that they were forked from.
    const session = await sandboxed.browser.newBrowserCDPSession();
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    const numbers = processInfo.flatMap(({ type, id }) => (type === "renderer" ? [id] : []));
    const renderers = processes.filter(({ pid }) => numbers.includes(pid));
    expect(renderers).toHaveLength(numbers.length);
    expect(renderers.length).toBeGreaterThan(0);
    for (const { status } of renderers) {
      // 2: system calls are filtered (seccomp).
      expect(status).toMatch(/^Seccomp:\s+2$/m);
      expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
      // More than one number: the process has its own PID namespace.
      expect(status).toMatch(/^NSpid:\s+\d+\s+\d+/m);
    }
  } finally {
    await sandboxed.close();
  }
});
