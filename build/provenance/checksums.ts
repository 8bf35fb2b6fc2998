import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { componentFiles } from "./componentFiles.ts";

/** What people download; other files in the folder serve the updater and the build. */
const installer = /\.(?:AppImage|deb|rpm|tar\.gz|dmg|zip|exe)$/;
const billOfMaterials = /\.cdx\.json$/;

/** As in the names that electron-builder gives to packages. */
const systemNames: Partial<Record<NodeJS.Platform, string>> = { darwin: "mac", win32: "win" };

/** The SHA-256 of a file, in hexadecimal. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/**
 * Put beside the installers in a folder what proves them: the bill of materials of the build, named after the system
 * since each has another Electron, and `SHA256SUMS`. Nothing is written if there is no installer.
 * @param folder with the output of electron-builder
 * @param top the project's folder
 * @returns the names in `SHA256SUMS`, sorted
 */
export async function proveInstallers(folder: string, top: string): Promise<readonly string[]> {
  const names = await readdir(folder);
  if (!names.some((file) => installer.test(file))) {
    return [];
  }
  const { name, version } = JSON.parse(await readFile(join(top, "package.json"), "utf8")) as {
    readonly name: string;
    readonly version: string;
  };
  const sbom = `${name}-${version}-${systemNames[process.platform] ?? process.platform}.cdx.json`;
  await copyFile(join(top, componentFiles.sbom), join(folder, sbom));
  return await writeChecksums(folder, version);
}

/**
 * Write the digests of the installers and bills of materials in a folder into `SHA256SUMS`, as `sha256sum --check` reads
 * them.
 * @param version of the app: files of other versions, left by earlier builds, are not listed
 * @returns their names, sorted; the file is not written if there are none
 */
export async function writeChecksums(folder: string, version: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter(({ name }) => installer.test(name) || billOfMaterials.test(name))
    .filter((entry) => entry.isFile() && entry.name.includes(version))
    .map(({ name }) => name)
    .toSorted();
  const lines: string[] = [];
  for (const name of names) {
    lines.push(`${await sha256Of(join(folder, name))}  ${name}\n`);
  }
  if (lines.length > 0) {
    await writeFile(join(folder, "SHA256SUMS"), lines.join(""));
  }
  return names;
}
