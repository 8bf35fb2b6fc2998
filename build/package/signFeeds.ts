import { sign } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { signedText } from "../../shared/updates.ts";

/**
 * Signs the feeds of updates that electron-builder has written to a folder, `latest*.yml`: the app installs no other.
 * @param key the private Ed25519 key, as PEM
 * @returns the names of the signed files
 */
export async function signFeeds(folder: string, key: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => /^latest.*\.yml$/.test(name)).toSorted();
  for (const name of names) {
    const file = join(folder, name);
    const feed = parse(await readFile(file, "utf8")) as Parameters<typeof signedText>[1];
    const signature = sign(undefined, Buffer.from(signedText(name, feed)), key).toString("base64");
    await writeFile(file, stringify({ ...feed, signature }));
  }
  return names;
}
