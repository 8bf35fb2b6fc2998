import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { componentFiles } from "./listComponents.ts";

/** What people download; other files in the folder serve the updater and the build. */
const installer = /\.(?:AppImage|deb|rpm|tar\.gz|dmg|zip|exe)$/;

/** The SHA-256 of a file, in hexadecimal. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/**
 * Put beside the installers in a folder what proves them: the bill of materials of the build, and `SHA256SUMS` in the
 * form that `sha256sum --check` reads. Nothing is written if there is no installer.
 * @param folder with the output of electron-builder
 * @param top the project's folder
 * @returns the names in `SHA256SUMS`, sorted
 */
export async function proveInstallers(folder: string, top: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const installers = entries.filter((entry) => entry.isFile() && installer.test(entry.name));
  if (installers.length === 0) {
    return [];
  }
  const { name, version } = JSON.parse(await readFile(join(top, "package.json"), "utf8")) as {
    readonly name: string;
    readonly version: string;
  };
  const sbom = `${name}-${version}.cdx.json`;
  await copyFile(join(top, componentFiles.sbom), join(folder, sbom));
  const names = [...installers.map((entry) => entry.name), sbom].toSorted();
  const lines: string[] = [];
  for (const file of names) {
    lines.push(`${await sha256Of(join(folder, file))}  ${file}\n`);
  }
  await writeFile(join(folder, "SHA256SUMS"), lines.join(""));
  return names;
}
