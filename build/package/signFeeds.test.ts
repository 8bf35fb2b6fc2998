import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { expect, test } from "vitest";
import { checkSignature } from "../../electron/app/updates/checkSignature.ts";
import { signFeeds } from "./signFeeds.ts";

type SignedFeed = Parameters<typeof checkSignature>[1];

test("the app accepts a signed feed, and none that was changed or signed by another key", async () => {
  const folder = await mkdtemp(join(tmpdir(), "feeds-"));
  try {
    const file = join(folder, "latest-linux.yml");
    const feed = {
      version: "1.0.0",
      files: [{ url: "Manifestry-1.0.0.AppImage", sha512: "c2hhNTEy", size: 8 }],
      releaseDate: "2026-11-30T00:00:00.000Z",
    };
    await writeFile(file, stringify(feed));
    const pair = generateKeyPairSync("ed25519");
    const pem = pair.privateKey.export({ format: "pem", type: "pkcs8" }).toString();
    expect(await signFeeds(folder, pem)).toEqual(["latest-linux.yml"]);

    const signed = parse(await readFile(file, "utf8")) as SignedFeed;
    const encode = ({ publicKey }: typeof pair): string =>
      publicKey.export({ format: "der", type: "spki" }).toString("base64");
    checkSignature("latest-linux.yml", signed, encode(pair));
    expect(() => checkSignature("latest.yml", signed, encode(pair))).toThrow("is not signed");
    const refused = [
      [feed, encode(pair)],
      [{ ...signed, version: "1.0.1" }, encode(pair)],
      [{ ...signed, files: [{ url: "x", sha512: "c2hhNTEy" }] }, encode(pair)],
      [{ ...signed, files: [{ ...feed.files[0], sha512: "b3RoZXI=" }] }, encode(pair)],
      [signed, encode(generateKeyPairSync("ed25519"))],
    ] as const;
    for (const [changed, key] of refused) {
      expect(() => checkSignature("latest-linux.yml", changed as SignedFeed, key)).toThrow(
        "is not signed",
      );
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
