import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { top } from "../top.ts";
import { importFromElectron, unpackPackage, unzip } from "./unpack.ts";

/** A release line, a version, or the newest. */
const specPattern = /^(?:latest|\d+|\d+\.\d+\.\d+)$/;

interface Download {
  readonly version: string;
  readonly artifactName: "electron";
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly checksums: Readonly<Record<string, string>>;
  readonly cacheRoot: string;
}

/**
 * Install an Electron other than that of package.json, to try the app on it: the archive of the release must have the checksum
 * in the npm package electron of that version.
 * @param spec `33` for the newest of a release line, `33.4.11`, or `latest`
 * @param store the folder in which it is kept
 * @returns its folder
 * @throws Error if it cannot be downloaded or has another checksum
 */
export async function installChosenRuntime(
  spec: string,
  store = join(top, ".runtime"),
): Promise<string> {
  if (!specPattern.test(spec)) {
    throw new Error(`MANIFESTRY_ELECTRON is 33, 33.4.11 or latest, for example, not ${spec}.`);
  }
  await mkdir(store, { recursive: true });
  const work = await mkdtemp(join(store, "fetch-"));
  try {
    const folder = await unpackPackage(`electron@${spec}`, work);
    const read = async (name: string): Promise<unknown> =>
      JSON.parse(await readFile(join(folder, name), "utf8"));
    const { version } = (await read("package.json")) as { readonly version: string };
    const { platform, arch } = process;
    const home = join(store, `electron-${version}-${platform}-${arch}`);
    if (existsSync(home)) {
      return home;
    }
    const { downloadArtifact } = (await importFromElectron("@electron/get")) as {
      readonly downloadArtifact: (download: Download) => Promise<string>;
    };
    const archive = await downloadArtifact({
      version,
      artifactName: "electron",
      platform,
      arch,
      checksums: (await read("checksums.json")) as Download["checksums"],
      cacheRoot: join(work, "cache"),
    });
    const unzipped = join(work, "unzipped");
    await unzip(archive, unzipped);
    // Moved last, so that `home` is always complete.
    await rename(unzipped, home);
    return home;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
