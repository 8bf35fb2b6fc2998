import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { createServer, type Server } from "node:http";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { signedText } from "../../shared/updates.ts";
import { startRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { buildImage } from "../../electron/engine/sample/buildImage.ts";
import { axeViolations } from "../axeViolations.ts";
import { expect, test } from "../fixtures.ts";
import { startGatedRegistry } from "../gatedRegistry.ts";
import { ComposePage } from "../pages/composePage.ts";
import { PushBar } from "../pages/pushBar.ts";
import { stubMessageBox } from "../stubDialogs.ts";
import { launchApp, type LaunchedApp } from "../launch.ts";

test.skip(process.platform !== "linux", "The update is an AppImage.");

const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const key = publicKey.export({ format: "der", type: "spki" }).toString("base64");
const sha512 = (bytes: string): string => createHash("sha512").update(bytes).digest("base64");

let folder: string;
let server: Server;
let url: string;
interface Answer {
  readonly body: string;
  /** It ends after its first half. */
  readonly isCutOff?: boolean;
  /** It is another address. */
  readonly location?: string;
}
/** What the server answers, by path. */
const answers = new Map<string, Answer>();
/** The compressions that a request allows, by path. */
const encodings = new Map<string, string | string[] | undefined>();
let launched: LaunchedApp;

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "manifestry-updates-"));
  answers.clear();
  encodings.clear();
  server = createServer(({ url: path = "", headers }, response) => {
    encodings.set(path, headers["accept-encoding"]);
    const answer = answers.get(path.split("?")[0] ?? "");
    if (answer === undefined) {
      response.writeHead(404).end();
      return;
    }
    if (answer.location !== undefined) {
      response.writeHead(302, { location: answer.location }).end();
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
  /** What the server answers in its place. */
  readonly served?: Partial<Answer>;
  readonly isUnsigned?: boolean;
  /** The path of its folder at the server. */
  readonly path?: string;
}

function publish({ version, content, served = {}, isUnsigned, path = "" }: Release): void {
  const size = Buffer.byteLength(content);
  const file = { url: `Manifestry-${version}.AppImage`, sha512: sha512(content), size };
  const signature = sign(
    undefined,
    Buffer.from(signedText("latest-linux.yml", { version, files: [file] })),
    privateKey,
  ).toString("base64");
  const feed = {
    version,
    files: [file],
    path: file.url,
    sha512: file.sha512,
    releaseDate: "2026-11-30T00:00:00.000Z",
    ...(isUnsigned === true ? {} : { signature }),
  };
  // JSON is YAML.
  answers.set(`${path}/latest-linux.yml`, { body: JSON.stringify(feed) });
  answers.set(`${path}/${file.url}`, { body: content, ...served });
}

async function checkNow(page: Page): Promise<void> {
  const button = page.getByRole("button", { name: "Check now" });
  if (!(await button.isVisible())) {
    await page.keyboard.press("F1");
    await page.getByRole("tab", { name: "About" }).click();
  }
  await button.click();
}

const installed = (): Promise<string> => readFile(join(folder, "Manifestry.AppImage"), "utf8");

test("a good update is installed; what is tampered with, unsigned, older or elsewhere is not", async () => {
  const { page } = launched;
  const dialog = page.getByRole("dialog", { name: "Help" });
  const refused = async (words: string | RegExp): Promise<void> => {
    await checkNow(page);
    await expect(dialog).toContainText(words);
    expect(await installed()).toBe("the installed version");
  };

  await refused("The update failed: The server answered 404 to the request for latest-linux.yml.");
  publish({ version: "0.0.1", content: "older" });
  await refused("This is the newest version.");
  publish({ version: "9.0.0", content: "unsigned", isUnsigned: true });
  await refused("The list of updates is not signed by the makers of this app.");
  publish({ version: "9.0.1", content: "as it was built", served: { body: "as it was faked" } });
  await refused(/The update failed: .*sha512 checksum mismatch/);
  publish({ version: "9.0.2", content: "x".repeat(400_000), served: { isCutOff: true } });
  await refused(/The update failed: net::/);
  publish({ version: "9.0.3", content: "small", served: { body: "x".repeat(400_000) } });
  await refused("another file than the list of updates names: it is larger.");

  // The same server by another name, without HTTPS.
  const elsewhere = url.replace("127.0.0.1", "localhost");
  publish({ version: "9.0.4", content: "it" });
  answers.set("/moved.yml", answers.get("/latest-linux.yml") ?? { body: "" });
  answers.set("/latest-linux.yml", { body: "", location: `${elsewhere}/moved.yml` });
  await refused("leads to an address without HTTPS.");
  answers.set("/latest-linux.yml", { body: "#".repeat(1_000_000) });
  await refused("The list of updates has more than 64 KB.");
  const location = `${elsewhere}/moved.AppImage`;
  publish({ version: "9.0.4", content: "it", served: { location } });
  answers.set("/moved.AppImage", { body: "it" });
  await refused("leads to an address without HTTPS.");
  answers.set("/latest-linux.yml", { body: "<html>Log in to the network</html>" });
  await refused("The server has no list of updates at this address.");

  const marker = join(folder, "started");
  const script = `#!/bin/sh\necho "$APPIMAGE_SILENT_INSTALL" > ${marker}\n`;
  publish({ version: "9.1.0", content: script });
  await checkNow(page);
  await expect(dialog).toContainText("Manifestry 9.1.0 is ready.");
  expect(encodings.get("/Manifestry-9.1.0.AppImage")).toBe("identity");
  await dialog.getByRole("button", { name: "Close" }).click();
  const note = page.getByRole("note").filter({ hasText: "Manifestry 9.1.0 is ready." });
  expect(await axeViolations(page)).toEqual([]);
  const closed = launched.app.waitForEvent("close");
  await note.getByRole("button", { name: "Restart now" }).click();
  await closed;
  expect(await installed()).toBe(script);
  await expect.poll(() => readFile(marker, "utf8").catch(() => "")).toBe("true\n");
});

test("at GitHub, the files are those of the release whose feed was read, and its signature counts", async () => {
  const releases = "/acme/app/releases";
  const config = join(folder, "github.yml");
  const { host } = new URL(url);
  const lines = ["provider: github", "owner: acme", "repo: app", `host: ${host}`, "protocol: http"];
  await writeFile(config, [...lines, "updaterCacheDirName: github", ""].join("\n"));
  const { page, close } = await launchApp({
    env: {
      MANIFESTRY_TEST_UPDATES: `${config} ${key}`,
      APPIMAGE: join(folder, "Manifestry.AppImage"),
      XDG_CACHE_HOME: join(folder, "cache"),
    },
  });
  try {
    const dialog = page.getByRole("dialog", { name: "Help" });
    const makeLatest = (version: string): string => {
      const path = `${releases}/download/v${version}`;
      // As GitHub answers.
      const location = `${path}/latest-linux.yml`;
      answers.set(`${releases}/latest/download/latest-linux.yml`, { body: "", location });
      return path;
    };
    publish({ version: "9.2.0", content: "x", isUnsigned: true, path: makeLatest("9.2.0") });
    await checkNow(page);
    await expect(dialog).toContainText("The list of updates is not signed by the makers");
    publish({ version: "9.2.1", content: "the new version", path: makeLatest("9.2.1") });
    await checkNow(page);
    await expect(dialog).toContainText("Manifestry 9.2.1 is ready.");
  } finally {
    await close();
  }
  // Quitting installs it.
  expect(await installed()).toBe("the new version");
});

test("an update is not installed while a push runs, however the app is told to", async () => {
  const { app, page } = launched;
  const [stored, target] = await Promise.all([startRegistry(), startRegistry()]);
  const image = buildImage({
    platform: { os: "linux", architecture: "amd64" },
    layers: [new Uint8Array(4_000_000)],
  });
  seedImage(stored, "acme/app", "amd64", image);
  const source = await startGatedRegistry(stored.host, image.layers[0]?.digest ?? "");
  try {
    const box = await stubMessageBox(app, "Keep Pushing");
    publish({ version: "9.1.0", content: "the new version" });
    await checkNow(page);
    const help = page.getByRole("dialog", { name: "Help" });
    await expect(help).toContainText("Manifestry 9.1.0 is ready.");
    await help.getByRole("button", { name: "Close" }).click();
    const note = page.getByRole("note").filter({ hasText: "Manifestry 9.1.0 is ready." });
    await expect(note).toBeVisible();

    const name = `${target.host}/acme/app:1`;
    const compose = new ComposePage(page);
    await compose.addSource(`${source.host}/acme/app:amd64`);
    await compose.addTarget(name);
    const push = await compose.review();
    await push.agree();
    await push.confirm.click();
    await push.continueInBackground.click();
    await expect(note).toBeHidden();
    // The button in Help.
    await page.keyboard.press("F1");
    await help.getByRole("tab", { name: "About" }).click();
    await help.getByRole("button", { name: "Restart now" }).click();
    await expect(help).toContainText("A push or a deletion is running.");
    await help.getByRole("button", { name: "Close" }).click();
    await app.evaluate(({ app: electron }) => electron.quit());
    await expect.poll(box.questions).toHaveLength(1);
    expect((await box.questions())[0]).toContain("A push is running.");
    expect(await installed()).toBe("the installed version");

    source.release();
    await expect(new PushBar(page).push(name)).toContainText("Pushed", { timeout: 30_000 });
    const closed = app.waitForEvent("close");
    await app.evaluate(({ app: electron }) => electron.quit());
    await closed;
    await expect.poll(installed).toBe("the new version");
  } finally {
    await source.close();
    await Promise.all([stored.close(), target.close()]);
  }
});
