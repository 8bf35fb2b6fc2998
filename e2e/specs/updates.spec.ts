import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { createServer, type Server } from "node:http";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { signedText } from "../../shared/updates.ts";
import { axeViolations } from "../axeViolations.ts";
import { expect, test } from "../fixtures.ts";
import { launchApp, type LaunchedApp } from "../launch.ts";

test.skip(process.platform !== "linux", "The update is an AppImage.");

const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const key = publicKey.export({ format: "der", type: "spki" }).toString("base64");
const sha512 = (bytes: string): string => createHash("sha512").update(bytes).digest("base64");

let folder: string;
let server: Server;
let url: string;
/** What the server answers, by path. An answer that is cut off ends after its first half. */
const answers = new Map<string, { readonly body: string; readonly isCutOff?: boolean }>();
let launched: LaunchedApp;

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "manifestry-updates-"));
  answers.clear();
  server = createServer(({ url: path = "" }, response) => {
    const answer = answers.get(path.split("?")[0] ?? "");
    if (answer === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-length": Buffer.byteLength(answer.body) });
    if (answer.isCutOff === true) {
      response.write(answer.body.slice(0, answer.body.length / 2), () => response.destroy());
    } else {
      response.end(answer.body);
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = join(folder, "app-update.yml");
  await writeFile(config, `provider: generic\nurl: ${url}\nupdaterCacheDirName: updates\n`);
  await writeFile(join(folder, "Manifestry.AppImage"), "the installed version");
  launched = await launchApp({
    env: {
      MANIFESTRY_TEST_UPDATES: `${config} ${key}`,
      APPIMAGE: join(folder, "Manifestry.AppImage"),
      XDG_CACHE_HOME: join(folder, "cache"),
    },
  });
});

test.afterEach(async () => {
  await launched.close();
  await new Promise((done) => server.close(done));
  await rm(folder, { recursive: true });
});

interface Release {
  readonly version: string;
  readonly content: string;
  /** What the server has in its place. */
  readonly served?: string;
  readonly isCutOff?: boolean;
  readonly isUnsigned?: boolean;
}

function publish({ version, content, served = content, isCutOff, isUnsigned }: Release): void {
  const file = { url: `Manifestry-${version}.AppImage`, sha512: sha512(content) };
  const signature = sign(
    undefined,
    Buffer.from(signedText("latest-linux.yml", { version, files: [file] })),
    privateKey,
  ).toString("base64");
  const feed = {
    version,
    files: [{ ...file, size: content.length }],
    path: file.url,
    sha512: file.sha512,
    releaseDate: "2026-11-30T00:00:00.000Z",
    ...(isUnsigned === true ? {} : { signature }),
  };
  // JSON is YAML.
  answers.set("/latest-linux.yml", { body: JSON.stringify(feed) });
  answers.set(`/${file.url}`, { body: served, ...(isCutOff === true ? { isCutOff } : {}) });
}

async function checkNow(page: Page): Promise<void> {
  const button = page.getByRole("button", { name: "Check now" });
  if (!(await button.isVisible())) {
    await page.keyboard.press("F1");
    await page.getByRole("tab", { name: "About" }).click();
  }
  await button.click();
}

test("a good update is installed; tampered, unsigned, older and interrupted ones are not", async () => {
  const { page } = launched;
  const dialog = page.getByRole("dialog", { name: "Help" });
  const installed = (): Promise<string> => readFile(join(folder, "Manifestry.AppImage"), "utf8");

  await checkNow(page);
  await expect(dialog).toContainText("The check for updates failed:");
  publish({ version: "0.0.1", content: "older" });
  await checkNow(page);
  await expect(dialog).toContainText("This is the newest version.");
  publish({ version: "9.0.0", content: "unsigned", isUnsigned: true });
  await checkNow(page);
  await expect(dialog).toContainText("Version 9.0.0 is not signed by the makers of this app.");
  publish({ version: "9.0.1", content: "as it was built", served: "as it was changed" });
  await checkNow(page);
  await expect(dialog).toContainText(/The check for updates failed: .*sha512 checksum mismatch/);
  publish({ version: "9.0.2", content: "x".repeat(400_000), isCutOff: true });
  await checkNow(page);
  await expect(dialog).toContainText(/The check for updates failed: (?!.*checksum)/);
  expect(await installed()).toBe("the installed version");

  const marker = join(folder, "started");
  const script = `#!/bin/sh\necho "$APPIMAGE_SILENT_INSTALL" > ${marker}\n`;
  publish({ version: "9.1.0", content: script });
  await checkNow(page);
  await expect(dialog).toContainText("Manifestry 9.1.0 is ready.");
  await dialog.getByRole("button", { name: "Close" }).click();
  const note = page.getByRole("note").filter({ hasText: "Manifestry 9.1.0 is ready." });
  expect(await axeViolations(page)).toEqual([]);
  const closed = launched.app.waitForEvent("close");
  await note.getByRole("button", { name: "Restart now" }).click();
  await closed;
  expect(await installed()).toBe(script);
  await expect.poll(() => readFile(marker, "utf8").catch(() => "")).toBe("true\n");
});
