import { execFileSync } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { createPackage } from "@electron/asar";
import { run as pack } from "../../build/tasks/package.ts";
import { programIn, released } from "../package/packages.ts";

/** An app whose start is measured. */
export interface PackedApp {
  readonly name: string;
  readonly program: string;
  /** The folder of its user data. */
  readonly userData: string;
}

/**
 * The page and the program of an app without anything in it. It serves its page over a scheme of its own, as the app does:
 * the fuse against file: URLs keeps a page in an archive from being loaded otherwise.
 */
const emptyApp = {
  "package.json": JSON.stringify({ name: "empty", version: "1.0.0", main: "main.js" }),
  "main.js": `const { app, BrowserWindow, protocol } = require("electron");
const { readFileSync } = require("node:fs");
const path = require("node:path");
app.setPath("userData", process.env.MANIFESTRY_USER_DATA);
protocol.registerSchemesAsPrivileged([{ scheme: "app", privileges: { standard: true, secure: true } }]);
app.whenReady().then(() => {
  protocol.registerBufferProtocol("app", (_request, respond) =>
    respond({ mimeType: "text/html", data: readFileSync(path.join(__dirname, "index.html")) }));
  const window = new BrowserWindow({ width: 1280, height: 800, show: false });
  window.once("ready-to-show", () => window.show());
  window.loadURL("app://empty/");
});
app.on("window-all-closed", () => app.quit());`,
  "index.html": `<!doctype html><meta charset="utf-8"><title>Empty</title><label>Field <input></label>`,
};

/**
 * Packages the app as `npm run package -- --test-runtime --dir` does, and an empty app from the same folder: its files are
 * the same on disk, fuses included, except the archive. Linux only.
 * @param folder for the empty app and the data of both; emptied
 * @throws Error if the app cannot be packaged
 */
export async function packApps(folder: string): Promise<readonly [PackedApp, PackedApp]> {
  if ((await pack(["--test-runtime", "--dir", `--arch=${process.arch}`])) !== 0) {
    throw new Error("The app could not be packaged.");
  }
  await rm(folder, { recursive: true, force: true });
  const source = path.join(folder, "source");
  await mkdir(source, { recursive: true });
  for (const [name, text] of Object.entries(emptyApp)) {
    await writeFile(path.join(source, name), text);
  }
  const empty = path.join(folder, "empty");
  // Links, since the memory that shared files take depends on what the system has cached of each.
  execFileSync("cp", ["-al", released, empty]);
  const archive = path.join(empty, "resources/app.asar");
  await rm(archive);
  await createPackage(source, archive);
  const app = (name: string, packed: string): PackedApp => ({
    name,
    program: programIn(packed),
    userData: path.join(folder, "data", path.basename(packed)),
  });
  return [app("Manifestry", released), app("an empty app", empty)];
}
