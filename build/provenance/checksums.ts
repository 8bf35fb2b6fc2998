import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { componentFiles } from "./componentFiles.ts";

/** What people download; other files in the folder serve the updater and the build. */
const installer = /\.(?:AppImage|deb|rpm|tar\.gz|dmg|zip|exe)$/;
const billOfMaterials = /\.cdx\.json$/;
/** The digests of the archives of the app, from `writeArchiveDigests`. */
const archiveDigests = /\.asar\.sha256$/;

/** The file with the digests of the others. */
export const checksumFile = "SHA256SUMS";

/** As in the names that electron-builder gives to packages. */
const systemNames: Partial<Record<NodeJS.Platform, string>> = { darwin: "mac", win32: "win" };

/** The SHA-256 of a file, in hexadecimal. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

interface Proof {
  /** The output of electron-builder. */
  readonly folder: string;
  /** The project's folder. */
  readonly top: string;
  /** The archives of the app that were packed, relative to `folder`. */
  readonly archives: readonly string[];
}

/**
 * Put beside the installers in a folder what proves them: the bill of materials of the build, named after the system
 * since each has another Electron; the digests of the archives of the app, which another build can be compared with (the
 * installers themselves differ); and `SHA256SUMS`. Nothing is written if there is no installer.
 * @returns the names in `SHA256SUMS`, sorted
 */
export async function proveInstallers({
  folder,
  top,
  archives,
}: Proof): Promise<readonly string[]> {
  const names = await readdir(folder);
  if (!names.some((file) => installer.test(file))) {
    return [];
  }
  const { name, version } = JSON.parse(await readFile(join(top, "package.json"), "utf8")) as {
    readonly name: string;
    readonly version: string;
  };
  const own = `${name}-${version}-${systemNames[process.platform] ?? process.platform}`;
  await copyFile(join(top, componentFiles.sbom), join(folder, `${own}.cdx.json`));
  const digests = await formatDigests(folder, archives);
  await writeFile(join(folder, `${own}.asar.sha256`), digests);
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
    .filter(({ name }) =>
      [installer, billOfMaterials, archiveDigests].some((each) => each.test(name)),
    )
    .filter((entry) => entry.isFile() && entry.name.includes(version))
    .map(({ name }) => name)
    .toSorted();
  if (names.length > 0) {
    await writeFile(join(folder, checksumFile), await formatDigests(folder, names));
  }
  return names;
}

/**
 * Compare files in a folder with its `SHA256SUMS`.
 * @throws Error that names a file that is missing, has other bytes, or is an installer that is not listed
 */
export async function verifyChecksums(folder: string): Promise<void> {
  const text = await readFile(join(folder, checksumFile), "utf8");
  const lines = text.split("\n").filter((line) => line !== "");
  const listed = new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
  for (const [name, digest] of listed) {
    if ((await sha256Of(join(folder, name))) !== digest) {
      throw new Error(`${join(folder, name)} has other bytes than ${checksumFile} says.`);
    }
  }
  const unknown = (await readdir(folder)).find((name) => installer.test(name) && !listed.has(name));
  if (unknown !== undefined) {
    throw new Error(`${join(folder, unknown)} is not in ${checksumFile}.`);
  }
}

/** Lines as `sha256sum` prints them. */
async function formatDigests(folder: string, names: readonly string[]): Promise<string> {
  const lines: string[] = [];
  for (const name of names) {
    lines.push(`${await sha256Of(join(folder, name))}  ${name}\n`);
  }
  return lines.join("");
}
