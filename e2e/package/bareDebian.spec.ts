import { expect, test } from "@playwright/test";
import { ComposePage } from "../pages/composePage.ts";
import { BareDebian } from "./bareDebian.ts";
import { packageFile } from "./packages.ts";

const program = "/opt/Manifestry/manifestry";

test("on a bare Debian 12, the deb is installed, used in the sandbox, and removed without a trace", async () => {
  test.skip(process.getuid?.() !== 0, "A Debian is installed into a folder by root alone.");
  test.setTimeout(15 * 60_000);
  const debian = await BareDebian.install();
  try {
    const deb = await debian.copy(packageFile(".deb"));
    const installing = ["apt-get", "install", "-y", "--no-install-recommends"];
    // First what it depends on, so that only the app is between the two lists of files.
    const depends = await debian.run("dpkg-deb", "--field", deb, "Depends");
    await debian.run("apt-get", "satisfy", "-y", "--no-install-recommends", depends.trim());
    const before = await debian.listPaths();
    await debian.run(...installing, deb);
    expect(await debian.listPaths()).toContain(program);

    const browser = await debian.startApp("/usr/bin/manifestry");
    const context = browser.contexts()[0];
    const page = context?.pages()[0] ?? (await context?.waitForEvent("page"));
    if (page === undefined) {
      throw new Error("The app has no window.");
    }
    await page.getByRole("button", { name: "Use all" }).click();
    const compose = new ComposePage(page);
    await expect(compose.entry("linux/riscv64")).toBeVisible();
    await page.getByRole("button", { name: "Use the sample target" }).click();
    await expect(compose.targets.getByText("new layout")).toBeVisible();
    const push = await compose.review();
    await push.push();
    const digest = await push.digest();

    const processes = await debian.readProcesses(program);
    // Of a newer Electron, those of pages keep the command line of the zygote.
    expect(processes.some(({ command }) => /--type=(?:renderer|zygote)/.test(command))).toBe(true);
    expect(processes.filter(({ command }) => command.includes("--no-sandbox"))).toEqual([]);
    expect(processes.filter(({ uid }) => uid === "0")).toEqual([]);
    await browser.close();
    await debian.stopApp();

    // Chromium ends the app if it cannot make a sandbox.
    const again = await debian.startApp("/usr/bin/manifestry", "forbidden");
    const commands = (await debian.readProcesses(program)).map(({ command }) => command);
    expect(commands.filter((command) => command.includes("--no-sandbox"))).toEqual([]);
    await again.close();
    await debian.stopApp();

    expect(await debian.packageState("manifestry")).toBe("ii");
    await debian.run("apt-get", "remove", "-y", "manifestry");
    // Not `rc`: dpkg has purged it at once, and apt no longer knows it. /opt, which Debian has, stays.
    expect(await debian.packageState("manifestry")).toBeUndefined();
    expect(await debian.listPaths()).toEqual(before);
    // The user's data stays.
    const index = await debian.run(
      "sh",
      "-c",
      "cat /home/tester/.config/*anifestry/sample-target/index.json",
    );
    expect(index).toContain(digest);
  } finally {
    await debian.remove();
  }
});
