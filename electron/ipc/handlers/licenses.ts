import path from "node:path";
import process from "node:process";
import { app } from "electron";
import { Licenses } from "../../app/licenses.ts";
import { handle } from "../handle.ts";

/** Handlers of the list of licenses in About. */
export function handleLicenses(): void {
  const licenses = new Licenses({
    parts: path.join(app.getAppPath(), "out/components/licenses.json"),
    chromiumFolders: [path.dirname(process.execPath), process.resourcesPath],
  });
  handle("licenses:list", () => licenses.list());
  handle("licenses:read", async ({ id }) => ({ text: await licenses.read(id) }));
}
