import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { chromium, expect, test } from "@playwright/test";
import { parse } from "yaml";
import { runtimeSize } from "../../build/package/testAppImage.ts";
import { readFeed } from "../../electron/app/updates/feed.ts";
import { feedPlace, parseFeedConfig } from "../../electron/app/updates/feedPlace.ts";
import { readDebuggingAddress } from "../debuggingAddress.ts";
import { packageFile } from "./packages.ts";

// The runtime in front of the files is a stand-in (build/package/testAppImage.ts); all behind it is what a release has.

let folder: string;
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "manifestry-appimage-"));
});
test.afterAll(() => rmSync(folder, { recursive: true }));

/** Reads a file of the AppImage. */
function read(path: string): string {
  const options = ["-quiet", "-no-progress", "-force", "-dest", join(folder, "files")];
  const file = packageFile(".AppImage");
  execFileSync("unsquashfs", [...options, "-offset", String(runtimeSize), file, path]);
  return readFileSync(join(folder, "files", path), "utf8");
}

test("the AppImage has a valid menu entry, which leaves Chromium's sandbox on", () => {
  const entry = read("manifestry.desktop");
  expect(entry).toMatch(/^Exec=AppRun %U$/m);
  expect(entry).toMatch(/^MimeType=.*x-scheme-handler\/manifestry;/m);
  const checked = execFileSync("desktop-file-validate", [join(folder, "files/manifestry.desktop")]);
  expect(checked.toString()).not.toContain("error");
});

test("the AppImage finds its updates, and accepts the feed that was signed with it", () => {
  const place = feedPlace(parseFeedConfig(parse(read("resources/app-update.yml"))));
  const releases = "https://git.manifestry.example/acme/manifestry/releases/";
  expect(place.newest.href).toBe(`${releases}latest/download/`);

  const file = packageFile(".AppImage");
  const text = readFileSync(join(file, "../latest-linux.yml"), "utf8");
  const feed = readFeed("latest-linux.yml", text, process.env.MANIFESTRY_UPDATE_KEY ?? "");
  const sha512 = createHash("sha512").update(readFileSync(file)).digest("base64");
  expect(feed.files).toEqual([{ url: basename(file), sha512, size: statSync(file).size }]);
  expect(new URL(basename(file), place.files(feed.version)).href).toBe(
    `${releases}download/v${feed.version}/${basename(file)}`,
  );
});

test("the AppImage starts the app", async () => {
  test.skip(process.env.DISPLAY === undefined, "It needs a display.");
  const args = ["--remote-debugging-port=0", "--disable-gpu", "--no-sandbox"];
  const app = spawn(packageFile(".AppImage"), args, {
    env: { ...process.env, MANIFESTRY_USER_DATA: join(folder, "data") },
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  const ended = new Promise((done) => app.once("exit", done));
  try {
    const browser = await chromium.connectOverCDP(await readDebuggingAddress(app));
    const context = browser.contexts()[0];
    const page = context?.pages()[0] ?? (await context?.waitForEvent("page"));
    if (page === undefined) {
      throw new Error("The app has no window.");
    }
    await expect(page.getByRole("button", { name: "Use all" })).toBeVisible();
    await browser.close();
  } finally {
    // With the shells that it started.
    process.kill(-(app.pid ?? 0), "SIGTERM");
    await ended;
  }
});
