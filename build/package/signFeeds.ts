import { sign } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { readFeed } from "../../electron/app/updates/feed.ts";
import { type Feed, signedText } from "../../shared/updates.ts";

/** A pair of Ed25519 keys. */
export interface Keys {
  /** As PEM. */
  readonly signingKey: string;
  /** As SPKI in base64: what the app knows. */
  readonly key: string;
}

/**
 * Signs the feeds of updates that electron-builder has written to a folder, `latest*.yml`: the app installs no other.
 * @returns the names of the signed files
 * @throws Error if the app would not accept a signed feed: the keys are no pair, or electron-builder wrote something else
 */
export async function signFeeds(
  folder: string,
  { signingKey, key }: Keys,
): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => /^latest.*\.yml$/.test(name)).toSorted();
  for (const name of names) {
    const file = join(folder, name);
    const feed = parse(await readFile(file, "utf8")) as Feed;
    const signed = Buffer.from(signedText(name, feed));
    const signature = sign(undefined, signed, signingKey).toString("base64");
    const text = stringify({ ...feed, signature });
    readFeed(name, text, key);
    await writeFile(file, text);
  }
  return names;
}
